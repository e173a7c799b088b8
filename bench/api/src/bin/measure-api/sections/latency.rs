//! How long answers take at a fixed rate.

use std::time::Duration;

use bench_common::Result;
use bench_common::awake::Awake;
use bench_common::report::{Section, Target, table};
use bench_common::samples::{Spread, figure};
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::header::HOST;

use crate::backend::Backend;
use crate::bare::Bare;
use crate::load::{Latencies, closed, open};
use crate::place::Place;
use crate::server::{Kind, Server};
use crate::workload::Workload;

/// How many clients find out how much a server bears.
const CLIENTS: usize = 16;

/// For how long they do.
const PEAK_TIME: Duration = Duration::from_secs(3);

/// For how long a server is asked at a rate, at least.
const TIME: Duration = Duration::from_secs(6);

/// How many answers there are at least: of a hundred, the last part in a hundred is
/// one.
const ANSWERS: f64 = 1000.0;

/// Half of what one server bears, and who is asked at that rate.
const RATES: [(Kind, &[Who]); 3] = [
    (
        Kind::Plain,
        &[
            Who::Server(Kind::Ours),
            Who::Server(Kind::Plain),
            Who::Server(Kind::PlainPerCore),
            Who::Server(Kind::Best),
            Who::Server(Kind::BestPerCore),
            Who::StandIn,
            Who::Nothing,
        ],
    ),
    (
        Kind::Best,
        &[
            Who::Server(Kind::Ours),
            Who::Server(Kind::Best),
            Who::Server(Kind::BestPerCore),
            Who::StandIn,
        ],
    ),
    (Kind::Ours, &[Who::Server(Kind::Ours), Who::StandIn]),
];

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// A server.
    Server(Kind),
    /// The stand-in for DynamoDB itself, for what ours asks of it.
    StandIn,
    /// Ours, for an answer that takes nothing but HTTP.
    Nothing,
}

impl Who {
    fn name(self) -> &'static str {
        match self {
            Self::Server(kind) => kind.name(),
            Self::StandIn => "the stand-in alone",
            Self::Nothing => "ours, asked for its health",
        }
    }
}

/// Which parts of the answers are looked at.
const PARTS: [f64; 4] = [0.5, 0.9, 0.99, 1.0];

pub(crate) async fn run(place: &Place, workload: Workload, runs: usize) -> Result<Section> {
    let (awake, sleep) = match Awake::new() {
        Ok(awake) => (Some(awake), "CPUs without work were kept awake.".to_owned()),
        Err(error) => (None, format!("CPUs without work could sleep ({error}).")),
    };
    let mut section = Section {
        markdown: format!(
            "## {}: latency\n\nRequests come at a fixed rate for {} s or until there are \
             {ANSWERS:.0}, whether the ones before are answered or not; an answer's time begins \
             when its request is due. A rate is half of what a server answers when {CLIENTS} \
             clients ask it without a break. *The stand-in alone* is DynamoDB's, asked directly \
             for what ours asks of it for such a request; *asked for its health*, ours asks \
             nothing of it: about the least that a server takes is the two together, \
             though what asks counts in both. {sleep} Milliseconds.\n",
            workload.title(),
            TIME.as_secs()
        ),
        targets: Vec::new(),
    };
    for (of, whom) in RATES {
        let backend = Backend::start(place)?;
        let rate = peak(of, workload, place, &backend).await? / 2.0;
        let measured = measure(whom, workload, rate, runs, place, &backend).await?;
        let title = format!(
            "{} a second, half of what {} bears",
            figure(rate),
            of.name()
        );
        section.add(&title, &text(&measured));
        if of == Kind::Plain {
            section.targets.push(target(workload, &measured)?);
        }
    }
    drop(awake);
    Ok(section)
}

/// How many requests a server answers a second.
async fn peak(kind: Kind, workload: Workload, place: &Place, backend: &Backend) -> Result<f64> {
    let server = Server::start(kind, place, backend).await?;
    let ask = async |time| closed(server.address, workload, &backend.hello, CLIENTS, time).await;
    ask(Duration::from_secs(1)).await?;
    Ok(ask(PEAK_TIME).await?.per_second())
}

/// Latencies: a spread over the runs for each part.
type Measured = Vec<(Who, Vec<Spread>)>;

async fn measure(
    whom: &[Who],
    workload: Workload,
    rate: f64,
    runs: usize,
    place: &Place,
    backend: &Backend,
) -> Result<Measured> {
    let mut samples: Vec<Vec<Latencies>> = whom.iter().map(|_| Vec::new()).collect();
    for run in 1..=runs {
        for (who, samples) in whom.iter().zip(&mut samples) {
            let (workload_name, name) = (workload.name(), who.name());
            eprintln!("{workload_name} at {rate:.0} a second: run {run} of {runs}: {name}");
            samples.push(sample(*who, workload, rate, place, backend).await?);
        }
    }
    let mut measured = Vec::new();
    for (who, samples) in whom.iter().zip(samples) {
        let mut spreads = Vec::new();
        for part in PARTS {
            let times: Result<Vec<f64>> = samples.iter().map(|run| run.at(part)).collect();
            spreads.push(Spread::of(times?.into_iter())?);
        }
        measured.push((*who, spreads));
    }
    Ok(measured)
}

/// One run, after a second to warm up.
async fn sample(
    who: Who,
    workload: Workload,
    rate: f64,
    place: &Place,
    backend: &Backend,
) -> Result<Latencies> {
    let hello = &backend.hello;
    let warm_up = Duration::from_secs(1);
    let time = TIME.max(Duration::from_secs_f64(ANSWERS / rate));
    match who {
        Who::Server(kind) => {
            let server = Server::start(kind, place, backend).await?;
            let request = |number| vec![workload.request(number, hello)];
            open(server.address, rate, warm_up, request).await?;
            open(server.address, rate, time, request).await
        }
        Who::Nothing => {
            let server = Server::start(Kind::Ours, place, backend).await?;
            let request = |_| vec![health()];
            open(server.address, rate, warm_up, request).await?;
            open(server.address, rate, time, request).await
        }
        Who::StandIn => {
            let bare = Bare::of(hello)?;
            let calls = |number| bare.calls(workload, number, hello);
            open(bare.address, rate, warm_up, calls).await?;
            open(bare.address, rate, time, calls).await
        }
    }
}

fn health() -> Request<Full<Bytes>> {
    let request = Request::builder().uri("/health").header(HOST, "127.0.0.1");
    let built = request.body(Full::default());
    built.unwrap_or_else(|_| Request::new(Full::default()))
}

fn text(measured: &Measured) -> String {
    let rows: Vec<Vec<String>> = measured
        .iter()
        .map(|(who, spreads)| {
            let mut cells = vec![who.name().to_owned()];
            cells.extend(spreads.iter().map(|spread| spread.show()));
            cells
        })
        .collect();
    let head = [
        "median of the runs (min–max)",
        "p50",
        "p90",
        "p99",
        "longest",
    ];
    table(&head, &rows)
}

fn target(workload: Workload, measured: &Measured) -> Result<Target> {
    let p99 = |wanted: Who| {
        let found = measured.iter().find(|(who, _)| *who == wanted);
        let found = found.and_then(|(_, spreads)| spreads.get(2));
        found
            .map(|spread| spread.median)
            .ok_or("nothing was measured")
    };
    let plain = p99(Who::Server(Kind::Plain))?;
    let what = format!(
        "{}: p99 of FastAPI with boto3, at half of what that bears (the stand-in alone: {}×; ours \
         asked for its health: {}×)",
        workload.name(),
        figure(p99(Who::StandIn)? / plain),
        figure(p99(Who::Nothing)? / plain)
    );
    Ok(Target::at_most(
        what,
        0.1,
        p99(Who::Server(Kind::Ours))? / plain,
    ))
}

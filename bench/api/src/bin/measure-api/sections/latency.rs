//! How long answers take at a fixed rate.

use std::time::Duration;

use bench_common::Result;
use bench_common::report::{Section, Target, table};
use bench_common::samples::{Spread, figure};

use crate::backend::Backend;
use crate::load::{Latencies, closed, open};
use crate::place::Place;
use crate::server::{Kind, Server};
use crate::workload::Workload;

/// How many clients find out how much a server bears.
const CLIENTS: usize = 16;

/// For how long they do.
const PEAK_TIME: Duration = Duration::from_secs(3);

/// For how long a server is asked at a rate.
const TIME: Duration = Duration::from_secs(6);

const WORKLOADS: [Workload; 4] = [
    Workload::Feed,
    Workload::User,
    Workload::Create,
    Workload::Upload,
];

/// Half of what one server bears, and who is asked at that rate.
const RATES: [(Kind, &[Kind]); 3] = [
    (Kind::Plain, &Kind::ALL),
    (Kind::Best, &[Kind::Ours, Kind::Best]),
    (Kind::Ours, &[Kind::Ours]),
];

/// Which parts of the answers are looked at.
const PARTS: [f64; 4] = [0.5, 0.9, 0.99, 1.0];

pub(crate) async fn run(place: &Place, runs: usize) -> Result<Section> {
    let mut section = Section {
        markdown: format!(
            "## Latency\n\nRequests come at a fixed rate for {} s, whether the ones before are \
             answered or not; an answer's time begins when its request is due. A rate is half of \
             what a server answers when {CLIENTS} clients ask it without a break. Milliseconds.\n",
            TIME.as_secs()
        ),
        targets: Vec::new(),
    };
    for workload in WORKLOADS {
        for (of, kinds) in RATES {
            let backend = Backend::start(place)?;
            let rate = peak(of, workload, place, &backend).await? / 2.0;
            let measured = measure(kinds, workload, rate, runs, place, &backend).await?;
            let title = format!(
                "{}: {} a second, half of what {} bears",
                workload.name(),
                figure(rate),
                of.name()
            );
            section.add(&title, &text(&measured));
            if of == Kind::Plain {
                section.targets.push(target(workload, &measured)?);
            }
        }
    }
    Ok(section)
}

/// How many requests a server answers a second.
async fn peak(kind: Kind, workload: Workload, place: &Place, backend: &Backend) -> Result<f64> {
    let server = Server::start(kind, place, backend).await?;
    let ask = async |time| closed(server.address, workload, &backend.hello, CLIENTS, time).await;
    ask(Duration::from_secs(1)).await?;
    Ok(ask(PEAK_TIME).await?.per_second())
}

/// A server's latencies: a spread over the runs for each part.
type Measured = Vec<(Kind, Vec<Spread>)>;

async fn measure(
    kinds: &[Kind],
    workload: Workload,
    rate: f64,
    runs: usize,
    place: &Place,
    backend: &Backend,
) -> Result<Measured> {
    let mut samples: Vec<Vec<Latencies>> = kinds.iter().map(|_| Vec::new()).collect();
    for run in 1..=runs {
        for (kind, samples) in kinds.iter().zip(&mut samples) {
            let (workload_name, name) = (workload.name(), kind.name());
            eprintln!("{workload_name} at {rate:.0} a second: run {run} of {runs}: {name}");
            let server = Server::start(*kind, place, backend).await?;
            let ask = async |time| open(server.address, workload, &backend.hello, rate, time).await;
            ask(Duration::from_secs(1)).await?;
            samples.push(ask(TIME).await?);
        }
    }
    let mut measured = Vec::new();
    for (kind, samples) in kinds.iter().zip(samples) {
        let mut spreads = Vec::new();
        for part in PARTS {
            let times: Result<Vec<f64>> = samples.iter().map(|run| run.at(part)).collect();
            spreads.push(Spread::of(times?.into_iter())?);
        }
        measured.push((*kind, spreads));
    }
    Ok(measured)
}

fn text(measured: &Measured) -> String {
    let rows: Vec<Vec<String>> = measured
        .iter()
        .map(|(kind, spreads)| {
            let mut cells = vec![kind.name().to_owned()];
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
    let p99 = |kind: Kind| {
        let found = measured.iter().find(|(one, _)| *one == kind);
        let found = found.and_then(|(_, spreads)| spreads.get(2));
        found
            .map(|spread| spread.median)
            .ok_or("nothing was measured")
    };
    let what = format!(
        "{}: p99 of FastAPI with boto3, at half of what that bears",
        workload.name()
    );
    let part = p99(Kind::Ours)? / p99(Kind::Plain)?;
    Ok(Target::at_most(what, 0.1, part))
}

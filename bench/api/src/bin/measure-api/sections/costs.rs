//! What a request costs, one workload at a time.

use std::time::Duration;

use bench_common::Result;
use bench_common::report::{Section, Target, table};
use bench_common::samples::{Spread, figure};

use crate::backend::Backend;
use crate::load::closed;
use crate::place::Place;
use crate::server::{Kind, Server};
use crate::workload::Workload;

/// How many clients ask without a break.
const CLIENTS: usize = 16;

/// How long each server is asked in a run, after a second to warm up.
const TIME: Duration = Duration::from_secs(4);

/// What a server used in a run.
struct Sample {
    /// CPU seconds for 1,000 requests.
    cpu: f64,
    /// The same of the process with DynamoDB.
    backend: f64,
    per_second: f64,
    peak: f64,
    resident: f64,
    anonymous: f64,
}

/// All runs of a server.
struct Costs {
    kind: Kind,
    cpu: Spread,
    backend: Spread,
    per_second: Spread,
    peak: Spread,
    resident: Spread,
    anonymous: Spread,
}

pub(crate) async fn run(place: &Place, workload: Workload, runs: usize) -> Result<Section> {
    let backend = Backend::start(place)?;
    let mut samples: Vec<Vec<Sample>> = Kind::ALL.iter().map(|_| Vec::new()).collect();
    for run in 1..=runs {
        for (kind, samples) in Kind::ALL.iter().zip(&mut samples) {
            eprintln!("{}: run {run} of {runs}: {}", workload.name(), kind.name());
            samples.push(sample(*kind, workload, place, &backend).await?);
        }
    }
    let mut costs = Vec::new();
    for (kind, samples) in Kind::ALL.iter().zip(&samples) {
        let spread = |of: fn(&Sample) -> f64| Spread::of(samples.iter().map(of));
        costs.push(Costs {
            kind: *kind,
            cpu: spread(|sample| sample.cpu)?,
            backend: spread(|sample| sample.backend)?,
            per_second: spread(|sample| sample.per_second)?,
            peak: spread(|sample| sample.peak)?,
            resident: spread(|sample| sample.resident)?,
            anonymous: spread(|sample| sample.anonymous)?,
        });
    }
    let mut section = Section {
        markdown: format!(
            "## {}\n\n{} {CLIENTS} clients ask without a break for {} s.\n\n{}\n",
            workload.title(),
            workload.about(),
            TIME.as_secs(),
            text(&costs)
        ),
        targets: targets(workload, &costs)?,
    };
    section.markdown.push_str(&bottleneck(&costs));
    Ok(section)
}

async fn sample(
    kind: Kind,
    workload: Workload,
    place: &Place,
    backend: &Backend,
) -> Result<Sample> {
    let server = Server::start(kind, place, backend).await?;
    let ask = async |time| closed(server.address, workload, &backend.hello, CLIENTS, time).await;
    ask(Duration::from_secs(1)).await?;
    let (before, backend_before) = (server.used()?, backend.used()?);
    let done = ask(TIME).await?;
    let (after, backend_after) = (server.used()?, backend.used()?);
    #[expect(clippy::cast_precision_loss, reason = "far from 2^52 requests")]
    let thousands = done.requests as f64 / 1000.0;
    Ok(Sample {
        cpu: (after.cpu - before.cpu) / thousands,
        backend: (backend_after.cpu - backend_before.cpu) / thousands,
        per_second: done.per_second(),
        peak: after.peak,
        resident: after.resident,
        anonymous: after.anonymous,
    })
}

fn text(costs: &[Costs]) -> String {
    let Some(ours) = costs.first() else {
        return String::new();
    };
    let rows: Vec<Vec<String>> = costs
        .iter()
        .map(|one| {
            vec![
                one.kind.name().to_owned(),
                one.cpu.show(),
                format!("{}×", figure(one.cpu.median / ours.cpu.median)),
                one.peak.show(),
                format!("{}×", figure(one.peak.median / ours.peak.median)),
                figure(one.resident.median),
                figure(one.anonymous.median),
                one.per_second.show(),
                figure(one.backend.median),
            ]
        })
        .collect();
    let head = [
        "median (min–max)",
        "CPU s per 1,000",
        "CPU",
        "peak MiB",
        "peak",
        "MiB at the end",
        "not from files",
        "requests/s",
        "DynamoDB's CPU s per 1,000",
    ];
    table(&head, &rows)
}

fn of(costs: &[Costs], kind: Kind) -> Result<&Costs> {
    let found = costs.iter().find(|one| one.kind == kind);
    found.ok_or_else(|| format!("{} was not measured", kind.name()).into())
}

fn targets(workload: Workload, costs: &[Costs]) -> Result<Vec<Target>> {
    // What is asked for is about regular pages.
    if workload == Workload::Strangers {
        return Ok(Vec::new());
    }
    let (ours, plain, best) = (
        of(costs, Kind::Ours)?,
        of(costs, Kind::Plain)?,
        of(costs, Kind::Best)?,
    );
    let name = workload.name();
    Ok(vec![
        Target::at_most(
            format!("{name}: CPU of FastAPI with boto3"),
            0.1,
            ours.cpu.median / plain.cpu.median,
        ),
        Target::at_most(
            format!("{name}: CPU of FastAPI with aiobotocore"),
            0.2,
            ours.cpu.median / best.cpu.median,
        ),
        Target::at_most(
            format!("{name}: peak memory of FastAPI with boto3"),
            0.2,
            ours.peak.median / plain.peak.median,
        ),
    ])
}

/// Says so where the process with DynamoDB does more than ours.
fn bottleneck(costs: &[Costs]) -> String {
    let Some(ours) = costs.first() else {
        return String::new();
    };
    let (own, backend) = (ours.cpu.median, ours.backend.median);
    let percent = 100.0 * own / (own + backend);
    format!(
        "Of the CPU that a request to ours takes in both processes, the server's part is {} %: \
         {}\n",
        figure(percent),
        if own < backend {
            "the stand-in for DynamoDB is the bottleneck, and requests per second say more about \
             it than about the server."
        } else {
            "the stand-in for DynamoDB takes less than the server."
        }
    )
}

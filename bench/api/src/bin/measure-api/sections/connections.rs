//! Clients that take more than their part: memory, and what others notice.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bench_common::Result;
use bench_common::report::{Section, table};
use bench_common::samples::figure;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::backend::Backend;
use crate::load::{Connection, open};
use crate::place::Place;
use crate::server::{Kind, Server};
use crate::workload::Workload;

/// How many connections do nothing, or next to nothing.
const CONNECTIONS: usize = 1000;

/// How many clients send a body without end.
const BODIES: usize = 16;

/// What such a client sends at most: nothing here may grow without end either.
const MOST: usize = 64 * 1024 * 1024;

/// How often the others ask meanwhile, a second, and for how long.
const RATE: f64 = 20.0;
const TIME: Duration = Duration::from_secs(12);

/// What some clients do.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    Nothing,
    Open,
    SlowHeads,
    EndlessBodies,
}

impl Trouble {
    const ALL: [Self; 4] = [
        Self::Nothing,
        Self::Open,
        Self::SlowHeads,
        Self::EndlessBodies,
    ];

    fn name(self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Open => format!("{CONNECTIONS} open connections"),
            Self::SlowHeads => format!("{CONNECTIONS} heads, a byte a second"),
            Self::EndlessBodies => format!("{BODIES} bodies without end"),
        }
    }

    /// Begins it.
    async fn begin(self, address: SocketAddr) -> Result<JoinSet<Ended>> {
        let mut clients = JoinSet::new();
        match self {
            Self::Nothing => {}
            Self::Open => {
                for _ in 0..CONNECTIONS {
                    let mut connection = Connection::open(address).await?;
                    connection.get("/health").await?;
                    clients.spawn(async move {
                        let _connection = connection;
                        std::future::pending().await
                    });
                }
            }
            Self::SlowHeads => {
                for _ in 0..CONNECTIONS {
                    let socket = TcpStream::connect(address).await?;
                    clients.spawn(slow_head(socket));
                }
            }
            Self::EndlessBodies => {
                for _ in 0..BODIES {
                    let socket = TcpStream::connect(address).await?;
                    clients.spawn(endless_body(socket));
                }
            }
        }
        Ok(clients)
    }
}

/// How a client's connection ended: what the server said, and how much it had
/// taken.
#[derive(Debug, Default)]
struct Ended {
    answer: String,
    sent: usize,
}

async fn slow_head(mut socket: TcpStream) -> Ended {
    let head = b"GET /posts HTTP/1.1\r\nhost: localhost\r\nx-slow: ";
    let mut sent = 0;
    for byte in head.iter().chain(std::iter::repeat(&b'a')) {
        let mut answer = [0; 64];
        tokio::select! {
            biased;
            read = socket.read(&mut answer) => {
                let read = read.unwrap_or(0);
                return Ended { answer: first_line(&answer[..read]), sent };
            }
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
        if socket.write_all(&[*byte]).await.is_err() {
            break;
        }
        sent += 1;
    }
    Ended {
        answer: String::new(),
        sent,
    }
}

async fn endless_body(mut socket: TcpStream) -> Ended {
    let head = "POST /posts HTTP/1.1\r\nhost: localhost\r\nauthorization: zoe\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let mut ended = Ended::default();
    if socket.write_all(head.as_bytes()).await.is_err() {
        return ended;
    }
    let (mut reader, mut writer) = socket.split();
    let mut answer = [0; 64];
    let answered = reader.read(&mut answer);
    let piece = [
        format!("{:x}\r\n", 16 * 1024).as_bytes(),
        &[b'a'; 16 * 1024],
        b"\r\n",
    ]
    .concat();
    let sending = async {
        while ended.sent < MOST {
            if writer.write_all(&piece).await.is_err() {
                return;
            }
            ended.sent += 16 * 1024;
        }
        // Enough; the body stays without an end.
        std::future::pending::<()>().await;
    };
    let answered = async { answered.await.unwrap_or(0) };
    tokio::pin!(answered);
    let read = tokio::select! {
        read = &mut answered => read,
        () = sending => answered.await,
    };
    ended.answer = first_line(&answer[..read]);
    ended
}

fn first_line(answer: &[u8]) -> String {
    let text = String::from_utf8_lossy(answer);
    text.lines().next().unwrap_or_default().to_owned()
}

pub(crate) async fn run(place: &Place) -> Result<Section> {
    let backend = Backend::start(place)?;
    let mut section = Section {
        markdown: format!(
            "## Clients that take more than their part\n\nMeanwhile others ask for a user's page, \
             {} times a second for {} s. Memory is what is resident, before and at its peak; of \
             the bodies, each client sends {} MiB at most.\n",
            figure(RATE),
            TIME.as_secs(),
            MOST >> 20
        ),
        targets: Vec::new(),
    };
    for kind in [Kind::Ours, Kind::Plain, Kind::Best] {
        let mut rows = Vec::new();
        for trouble in Trouble::ALL {
            eprintln!("{}: {}", trouble.name(), kind.name());
            rows.push(row(kind, trouble, place, &backend).await?);
        }
        let head = [
            "meanwhile",
            "MiB before",
            "peak MiB",
            "others' p50 ms",
            "others' p99 ms",
            "ended by the server",
            "bytes taken",
            "how",
        ];
        section.add(kind.name(), &table(&head, &rows));
    }
    Ok(section)
}

async fn row(
    kind: Kind,
    trouble: Trouble,
    place: &Place,
    backend: &Backend,
) -> Result<Vec<String>> {
    let server = Server::start(kind, place, backend).await?;
    let page = |number| vec![Workload::User.request(number, &backend.hello)];
    let ask = async |time| open(server.address, RATE, time, page).await;
    ask(Duration::from_secs(2)).await?;
    let before = server.used()?;
    let start = Instant::now();
    let mut clients = trouble.begin(server.address).await?;
    let left = TIME.saturating_sub(start.elapsed()).max(TIME / 2);
    let others = ask(left).await;
    let after = server.used()?;
    let mut ended = Vec::new();
    while let Some(one) = clients.try_join_next() {
        ended.push(one?);
    }
    let taken: usize = ended.iter().map(|one| one.sent).sum();
    let how = ended
        .iter()
        .map(|one| one.answer.as_str())
        .max()
        .unwrap_or_default();
    let (p50, p99) = match others {
        Ok(others) => (figure(others.at(0.5)?), figure(others.at(0.99)?)),
        Err(error) => (error.to_string(), String::new()),
    };
    Ok(vec![
        trouble.name(),
        figure(before.resident),
        figure(after.peak),
        p50,
        p99,
        ended.len().to_string(),
        taken.to_string(),
        how.to_owned(),
    ])
}

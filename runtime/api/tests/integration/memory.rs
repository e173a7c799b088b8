//! Many connections, slow clients and endless ones: memory stays bounded, and
//! the others are served. The program is a process of its own, so that its
//! memory is nobody else's.

use std::time::Duration;

use postagram_testing::StandIns;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::child::Process;
use crate::client::{Connection, Request};

/// How many connections are open at the same time.
const CONNECTIONS: usize = 1000;

/// How much memory all of it may take, in KiB; it takes some 27 MB. One endless
/// body that is kept is more than that within the first second.
const MOST_KIB: u64 = 64 * 1024;

/// A number of `/proc/PID/status`, in KiB.
fn memory(process: &Process, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id()));
    let status = status.unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.unwrap().trim_start_matches(':').trim();
    number.split(' ').next().unwrap().parse().unwrap()
}

/// Both ends of a connection need a file each; the program inherits the limit.
fn allow_files() {
    let wanted = 4096;
    let now = getrlimit(Resource::Nofile);
    if now.current.is_some_and(|current| current < wanted) {
        let enough = now.maximum.map_or(wanted, |most| most.min(wanted));
        let limit = Rlimit {
            current: Some(enough),
            maximum: now.maximum,
        };
        setrlimit(Resource::Nofile, limit).unwrap();
    }
}

/// Sends a head that never ends, a byte at a time.
async fn slow_loris(program: std::net::SocketAddr) {
    loop {
        let mut connection = TcpStream::connect(program).await.unwrap();
        let mut head = b"GET /posts HTTP/1.1\r\nx: "
            .iter()
            .chain(std::iter::repeat(&b'y'));
        // Until the server has enough of it.
        while connection.write_all(&[*head.next().unwrap()]).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Sends a body that never ends, as fast as it is taken.
async fn endless(program: std::net::SocketAddr) {
    let head = "POST /posts HTTP/1.1\r\nhost: s\r\nauthorization: zoe\r\n\
                transfer-encoding: chunked\r\n\r\n";
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    loop {
        let mut connection = TcpStream::connect(program).await.unwrap();
        let mut sent = connection.write_all(head.as_bytes()).await;
        while sent.is_ok() {
            sent = connection.write_all(chunk.as_bytes()).await;
        }
    }
}

/// Sends a body that takes its time.
async fn slow_body(program: std::net::SocketAddr) {
    let head = "POST /posts HTTP/1.1\r\nhost: s\r\nauthorization: zoe\r\n\
                content-length: 1000\r\n\r\n";
    loop {
        let mut connection = TcpStream::connect(program).await.unwrap();
        let mut sent = connection.write_all(head.as_bytes()).await;
        while sent.is_ok() {
            sent = connection.write_all(b" ").await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

#[tokio::test]
async fn a_thousand_connections_and_bad_clients_do_no_harm() {
    allow_files();
    let stand_ins = StandIns::start().await.unwrap();
    let program = Process::start(&stand_ins, &[("LOG_LEVEL", "info")]).await;
    let address = program.address;
    let get = |path: &str| Request::new(address, "GET", path);
    assert_eq!(get("/posts").send().await.status, 200);
    let before = memory(&program, "VmRSS");

    let mut open = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(address).await;
        let answer = get("/health").send_on(&mut connection).await;
        assert_eq!(answer.status, 200);
        open.push(connection);
    }
    let mut bad = JoinSet::new();
    // More than may be worked on at the same time.
    for _ in 0..300 {
        bad.spawn(slow_body(address));
    }
    for _ in 0..8 {
        bad.spawn(slow_loris(address));
        bad.spawn(endless(address));
    }
    for number in 0..50 {
        let post = Request::new(address, "POST", "/posts")
            .header("authorization", "zoe")
            .json(&json!({"title": number.to_string(), "body": "text"}))
            .send();
        assert_eq!(post.await.status, 200);
        let posts = get("/posts?user=zoe").send().await.json();
        assert_eq!(posts.as_array().unwrap().len(), number + 1);
    }
    let metrics = Request::new(program.metrics, "GET", "/metrics").send();
    let metrics = String::from_utf8(metrics.await.body).unwrap();
    let line = metrics
        .lines()
        .find_map(|line| line.strip_prefix("postagram_connections "));
    assert!(line.unwrap().parse::<usize>().unwrap() >= CONNECTIONS);
    // The oldest of them is still good for a request.
    let answer = get("/health").send_on(&mut open[0]).await;
    assert_eq!(answer.status, 200);
    bad.shutdown().await;

    let peak = memory(&program, "VmHWM");
    let grown = peak.saturating_sub(before);
    println!("memory: {before} KiB before, {peak} KiB at most");
    assert!(grown < MOST_KIB, "it grew by {grown} KiB from {before}");
}

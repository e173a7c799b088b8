//! The end of a server, and that nobody notices it.

use std::time::Duration;

use postagram_testing::Fault;

use crate::client::Connection;
use crate::harness::{Running, Test};

#[tokio::test]
async fn readiness_goes_first() {
    let server = Test::new()
        .limits(|limits| limits.drain_time = Duration::from_mins(10))
        .start()
        .await;
    let mut kept = server.connect().await;
    let answer = server.get("/posts").send_on(&mut kept).await;
    assert_eq!((answer.status, answer.header("connection")), (200, None));

    server.shutdown.start();
    // New connections and old ones are served, once each.
    let answer = server.get("/ready").send().await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(server.get("/health").send().await.status, 200);
    server.post("zoe", "late").await;
    let answer = server.get("/posts").send_on(&mut kept).await;
    assert_eq!(
        (answer.status, answer.header("connection")),
        (200, Some("close"))
    );
    assert!(kept.is_closed().await);

    let address = server.address;
    let mut idle = server.connect().await;
    server.shutdown.hurry();
    assert!(idle.is_closed().await);
    assert_eq!(server.stopped().await.cut_off, 0);
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

/// Sends a request whose answer hangs, and waits until it is at work.
async fn hang(server: &Running) -> Connection {
    server.stand_ins.faults.inject("Query", Fault::Hang, 1);
    let mut connection = server.connect().await;
    connection.write(&server.get("/posts").bytes()).await;
    while server.stand_ins.faults.calls().is_empty() {
        tokio::task::yield_now().await;
    }
    connection
}

#[tokio::test]
async fn a_request_in_flight_is_finished() {
    let server = Test::new().start().await;
    let mut connection = hang(&server).await;
    server.virtual_time();
    server.shutdown.hurry();
    let stopped = tokio::spawn(server.stopped());
    let answer = connection.answer().await.unwrap();
    // The first attempt hangs, the next one does not.
    assert_eq!(answer.status, 200);
    assert!(connection.is_closed().await);
    assert_eq!(stopped.await.unwrap().cut_off, 0);
}

#[tokio::test]
async fn the_end_does_not_wait_for_ever() {
    let server = Test::new()
        .limits(|limits| limits.stop_time = Duration::ZERO)
        .start()
        .await;
    let mut connection = hang(&server).await;
    server.shutdown.hurry();
    assert_eq!(server.stopped().await.cut_off, 1);
    assert!(connection.answer().await.is_none());
}

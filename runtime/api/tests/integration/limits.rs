//! Clients that are slow, endless or many; the others are served.

use std::time::Duration;

use postagram_testing::Fault;
use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::Test;

/// How long is too long. Where nothing but the server and its client has to go
/// on, the clock is let run ahead.
const SHORT: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_slow_head_is_cut_off() {
    let server = Test::new()
        .limits(|limits| limits.head_time = SHORT)
        .start()
        .await;
    let mut silent = server.connect().await;
    let mut slow = server.connect().await;
    slow.write(b"GET /health HTTP/1.1\r\nhost:").await;
    tokio::time::pause();
    assert!(silent.is_closed().await);
    assert!(slow.is_closed().await);
    assert_eq!(server.get("/health").send().await.status, 200);
    let closed = server.metric("postagram_connections_closed_total{reason=\"head\"}");
    assert_eq!(closed.await.as_deref(), Some("2"));
}

#[tokio::test]
async fn an_idle_connection_is_kept_longer_than_a_head() {
    let server = Test::new()
        .limits(|limits| limits.head_time = SHORT)
        .start()
        .await;
    let mut connection = server.connect().await;
    let answer = server.get("/health").send_on(&mut connection).await;
    assert_eq!(answer.status, 200);
    tokio::time::pause();
    tokio::time::sleep(SHORT * 2).await;
    let answer = server.get("/health").send_on(&mut connection).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_idle_connection_is_not_kept_for_ever() {
    let server = Test::new()
        .limits(|limits| limits.idle_time = SHORT)
        .start()
        .await;
    let mut connection = server.connect().await;
    let answer = server.get("/health").send_on(&mut connection).await;
    assert_eq!(answer.status, 200);
    tokio::time::pause();
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn a_slow_body_is_given_up() {
    let server = Test::new()
        .limits(|limits| limits.body_time = SHORT)
        .start()
        .await;
    let mut connection = server.connect().await;
    let head = "POST /posts HTTP/1.1\r\nhost: s\r\nauthorization: zoe\r\n\
                content-length: 10\r\n\r\n{";
    connection.write(head.as_bytes()).await;
    tokio::time::pause();
    let answer = connection.answer().await.unwrap();
    insta::assert_snapshot!(answer.snapshot());
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn a_large_body_is_refused() {
    let server = Test::new()
        .limits(|limits| limits.body = 1000)
        .start()
        .await;
    let post = |size: usize| {
        let body = json!({"title": "t", "body": "x".repeat(size)});
        server
            .request("POST", "/posts")
            .user("zoe")
            .json(&body)
            .send()
    };
    assert_eq!(post(900).await.status, 200);
    insta::assert_snapshot!(post(1000).await.snapshot());
}

#[tokio::test]
async fn an_endless_body_ends() {
    let server = Test::new()
        .limits(|limits| limits.body = 1000)
        .start()
        .await;
    let mut connection = server.connect().await;
    let head = "POST /posts HTTP/1.1\r\nhost: s\r\nauthorization: zoe\r\n\
                transfer-encoding: chunked\r\n\r\n";
    connection.write(head.as_bytes()).await;
    let (mut reader, mut writer) = connection.0.into_split();
    let endless = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        let chunk = format!("400\r\n{}\r\n", "x".repeat(0x400));
        // Until the server hangs up.
        while writer.write_all(chunk.as_bytes()).await.is_ok() {}
    });
    let mut start = [0; 12];
    tokio::io::AsyncReadExt::read_exact(&mut reader, &mut start)
        .await
        .unwrap();
    assert_eq!(&start, b"HTTP/1.1 413");
    endless.await.unwrap();
    assert_eq!(server.get("/health").send().await.status, 200);
}

#[tokio::test]
async fn a_large_head_is_refused() {
    let server = Test::new().start().await;
    let answer = server
        .get("/health")
        .header("x", "y".repeat(64 * 1024))
        .send()
        .await;
    assert_eq!(answer.status, 431);
}

#[tokio::test]
async fn too_many_requests_are_sent_away() {
    let server = Test::new()
        .limits(|limits| limits.in_flight = 2)
        .start()
        .await;
    server
        .stand_ins
        .faults
        .inject("Query", Fault::Hang, usize::MAX);
    let mut hanging = JoinSet::new();
    for _ in 0..2 {
        hanging.spawn(server.get("/posts?user=zoe").send());
    }
    while server.stand_ins.faults.calls().len() < 2 {
        tokio::task::yield_now().await;
    }
    insta::assert_snapshot!(server.get("/posts").send().await.snapshot());
    // Busy is not dead.
    assert_eq!(server.get("/health").send().await.status, 200);
    tokio::time::pause();
    while let Some(answer) = hanging.join_next().await {
        assert_eq!(answer.unwrap().status, 503);
    }
    tokio::time::resume();
    server.stand_ins.faults.clear();
    assert_eq!(server.get("/posts").send().await.status, 200);
}

#[tokio::test]
async fn lists_that_wait_for_memory_leave_some_for_posts() {
    let server = Test::new()
        .limits(|limits| limits.body_memory = 8 * 1024 * 1024)
        .start()
        .await;
    let faults = &server.stand_ins.faults;
    faults.inject("Query", Fault::Hang, usize::MAX);
    let mut lists = JoinSet::new();
    for _ in 0..8 {
        lists.spawn(server.get("/posts?user=zoe").send());
    }
    let in_flight = "postagram_http_requests_in_flight";
    while server.metric(in_flight).await.as_deref() != Some("8") {
        tokio::task::yield_now().await;
    }
    // The first has memory and asks AWS, the others wait for theirs.
    assert_eq!(faults.calls().len(), 1);
    server.post("zoe", "small").await;
    faults.clear();
    tokio::time::pause();
    while let Some(answer) = lists.join_next().await {
        assert!([200, 503].contains(&answer.unwrap().status));
    }
}

#[tokio::test]
async fn slow_bodies_take_nobodys_place() {
    let server = Test::new()
        .limits(|limits| limits.in_flight = 1)
        .start()
        .await;
    let mut slow = Vec::new();
    for _ in 0..10 {
        let mut connection = server.connect().await;
        let head = "POST /posts HTTP/1.1\r\nhost: s\r\nauthorization: zoe\r\n\
                    content-length: 24\r\n\r\n{\"title\": \"t\",";
        connection.write(head.as_bytes()).await;
        slow.push(connection);
    }
    let in_flight = "postagram_http_requests_in_flight";
    while server.metric(in_flight).await.as_deref() != Some("10") {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.get("/posts").send().await.status, 200);
    server.post("zoe", "quick").await;
    // What they have to say is heard all the same, one after the other.
    for mut connection in slow {
        connection.write(b"\"body\":\"\"}").await;
        assert_eq!(connection.answer().await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn connections_beyond_the_most_wait() {
    let server = Test::new()
        .limits(|limits| limits.connections = 1)
        .start()
        .await;
    let mut first = server.connect().await;
    let answer = server.get("/health").send_on(&mut first).await;
    assert_eq!(answer.status, 200);
    let second = tokio::spawn(server.get("/health").send());
    let answer = server.get("/health").send_on(&mut first).await;
    assert_eq!(answer.status, 200);
    assert!(!second.is_finished());
    drop(first);
    assert_eq!(second.await.unwrap().status, 200);
}

#[tokio::test]
async fn who_does_not_take_an_answer_is_cut_off() {
    let server = Test::new()
        .limits(|limits| limits.write_time = SHORT)
        .start()
        .await;
    let body = "x".repeat(60_000);
    for _ in 0..16 {
        let body = json!({"title": "t", "body": body});
        let post = server.request("POST", "/posts").user("zoe").json(&body);
        assert_eq!(post.send().await.status, 200);
    }
    // Answers of a megabyte each, of which none is read: more than sockets
    // hold.
    let mut connection = server.connect().await;
    let request = server.get("/posts").bytes();
    connection.write(&request.repeat(16)).await;
    let reason = "postagram_connections_closed_total{reason=\"write\"}";
    while server.metric(reason).await.is_none() {
        tokio::time::sleep(SHORT / 10).await;
    }
    assert_eq!(server.get("/posts").send().await.status, 200);
}

//! The program, as a service manager runs it.

use postagram_testing::StandIns;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::child::{logged, program, terminate, variables};
use crate::client::Request;

#[tokio::test]
async fn it_serves_until_it_is_told_to_stop() {
    let stand_ins = StandIns::start().await.unwrap();
    let mut child = program(&variables(&stand_ins)).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let warning = log.next_line().await.unwrap().unwrap();
    assert!(warning.contains("can act as any user"), "{warning}");
    let listening = logged(&mut log, "listening").await;
    let address = listening["address"].as_str().unwrap().parse().unwrap();
    for path in ["/health", "/ready", "/posts"] {
        let answer = Request::new(address, "GET", path).send().await;
        assert_eq!(answer.status, 200, "{path}");
    }
    let request = logged(&mut log, "request").await;
    assert_eq!(request["route"], "/posts");
    assert_eq!(
        (&request["status"], &request["method"]),
        (&200.into(), &"GET".into())
    );
    assert!(request["latency_ms"].is_number());
    assert_eq!(request["request_id"].as_str().unwrap().len(), 36);
    terminate(&child);
    assert_eq!(logged(&mut log, "stopped").await["cut_off"], 0);
    assert!(child.wait().await.unwrap().success());
}

async fn fails(variables: &[(&str, &str)]) -> String {
    let output = program(variables).output().await.unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    // Without the log.
    let lines = text.lines().filter(|line| !line.starts_with('{'));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn it_says_what_keeps_it_from_starting() {
    insta::assert_snapshot!(fails(&[]).await);
    let stand_ins = StandIns::start().await.unwrap();
    let with = |name, value| {
        let mut all = variables(&stand_ins);
        all.retain(|(other, _)| *other != name);
        all.push((name, value));
        all
    };
    insta::assert_snapshot!(fails(&with("HOST", "0.0.0.0")).await);
    insta::assert_snapshot!(fails(&with("AUTH", "oidc")).await);
    insta::assert_snapshot!(fails(&with("LOG_LEVEL", "loud=very")).await);
    insta::assert_snapshot!(fails(&with("FEED_SHARDS", "0")).await);
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let text = fails(&with("PORT", &port)).await;
    insta::assert_snapshot!(text.replace(&port, "[port]"));
}

#[tokio::test]
async fn older_posts_get_into_the_feed() {
    let stand_ins = StandIns::start().await.unwrap();
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    stand_ins
        .dynamodb()
        .put_item()
        .table_name(&stand_ins.table)
        .item("user", text("USER#zoe"))
        .item("id", text("POST#9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f"))
        .item("title", text("old"))
        .item("body", text(""))
        .send()
        .await
        .unwrap();
    for added in [1, 0] {
        let output = program(&variables(&stand_ins))
            .arg("backfill")
            .output()
            .await;
        let output = output.unwrap();
        assert!(output.status.success());
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            said,
            format!("{added} posts are in the feed now and were not before\n")
        );
    }
    let (store, all) = (stand_ins.store(), postagram::Limit::default());
    let feed = store.list(&postagram::Listing::Feed, all, None).await;
    assert_eq!(feed.unwrap().posts.len(), 1);
}

#[tokio::test]
async fn it_tells_its_version() {
    let output = program(&[]).arg("--version").output().await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, format!("api {}\n", env!("CARGO_PKG_VERSION")));
}

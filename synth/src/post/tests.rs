//! Posting, to a server on this machine that plays both forges.

use std::time::Duration;

use serde_json::json;

use super::environment::Environment;
use super::http::{Client, Limits};
use super::patience::Patience;
use super::{Forge, Marker, Posted, Thread, sticky};
use crate::error::Result;

mod stub;
mod troubles;
mod wordings;

use stub::{Answer, Stub};

const TOKEN: &str = "token-of-the-test";

/// What a job's environment says about the stub.
fn environment(stub: &Stub) -> Environment {
    Environment::of(&[
        ("GITHUB_TOKEN", TOKEN),
        ("GITHUB_API_URL", &stub.address()),
        ("GITHUB_REPOSITORY", "owner/name"),
        ("GITHUB_REF", "refs/pull/7/merge"),
        ("GITLAB_TOKEN", TOKEN),
        ("CI_API_V4_URL", &stub.address()),
        ("CI_PROJECT_ID", "12"),
        ("CI_PROJECT_URL", "https://gitlab.example/group/name"),
        ("CI_MERGE_REQUEST_IID", "7"),
    ])
}

fn post(stub: &Stub, forge: Forge, markdown: &str) -> Result<Posted> {
    post_with(stub, forge, markdown, Limits::default())
}

/// Posts without much waiting.
fn post_with(stub: &Stub, forge: Forge, markdown: &str, limits: Limits) -> Result<Posted> {
    let thread = Thread::find(forge, None, &environment(stub))?;
    let client = Client::new(thread.base(), thread.proxies(), limits)?;
    let patience = Patience {
        first: Duration::from_millis(1),
        ..Patience::default()
    };
    sticky::post(&client, &thread, &Marker::new("dev"), markdown, &patience)
}

fn marked(markdown: &str) -> String {
    Marker::new("dev").with(markdown)
}

#[test]
fn a_comment_is_created_and_then_kept_up_to_date() {
    for (forge, url, me) in [
        (Forge::Github, "https://github.example/c/1", "synth[bot]"),
        (
            Forge::Gitlab,
            "https://gitlab.example/group/name/-/merge_requests/7#note_1",
            "synth-bot",
        ),
    ] {
        let stub = Stub::new(me);
        let url = url.to_owned();
        let created = post(&stub, forge, "one\ntwo").unwrap();
        assert_eq!(created, Posted::Created { url: url.clone() });
        assert_eq!(stub.bodies(), [marked("one\ntwo")]);
        let unchanged = post(&stub, forge, "one\ntwo").unwrap();
        assert_eq!(unchanged, Posted::Unchanged { url: url.clone() });
        let updated = post(&stub, forge, "three").unwrap();
        assert_eq!(updated, Posted::Updated { url });
        assert_eq!(stub.bodies(), [marked("three")]);
        let writes: Vec<String> = stub.requests();
        let writes = writes.iter().filter(|it| !it.starts_with("GET"));
        let methods: Vec<&str> = writes.map(|it| it.split(' ').next().unwrap()).collect();
        let update = if forge == Forge::Github {
            "PATCH"
        } else {
            "PUT"
        };
        assert_eq!(methods, ["POST", update]);
    }
}

#[test]
fn the_comment_is_found_on_a_later_page() {
    let stub = Stub::new("synth[bot]");
    for number in 0..250 {
        stub.comment("someone", "User", &format!("remark {number}"));
    }
    stub.comment("synth[bot]", "Bot", &marked("old"));
    post(&stub, Forge::Github, "new").unwrap();
    assert_eq!(stub.bodies().len(), 251);
    assert_eq!(stub.bodies()[250], marked("new"));
    let pages = stub.requests();
    let pages = pages.iter().filter(|it| it.contains("page=")).count();
    assert_eq!(pages, 3);
}

#[test]
fn a_list_without_an_end_is_left() {
    let stub = Stub::new("synth[bot]");
    stub.comment("someone", "User", "remark");
    stub.endless();
    let error = post(&stub, Forge::Github, "new").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the pull request has more than 10000 comments"
    );
}

#[test]
fn other_peoples_comments_are_not_touched() {
    let stub = Stub::new("synth[bot]");
    stub.comment("mallory", "User", &marked("mine"));
    stub.comment("other[bot]", "Bot", &marked("mine too"));
    stub.comment("synth[bot]", "Bot", "about something else");
    stub.comment(
        "synth[bot]",
        "Bot",
        &Marker::new("prod").with("another stage"),
    );
    post(&stub, Forge::Github, "new").unwrap();
    assert_eq!(stub.bodies().len(), 5);
    assert_eq!(stub.bodies()[4], marked("new"));
}

#[test]
fn a_token_of_an_app_does_not_know_its_name() {
    let stub = Stub::new("synth[bot]");
    stub.anonymous();
    stub.comment("mallory", "User", &marked("mine"));
    post(&stub, Forge::Github, "one").unwrap();
    post(&stub, Forge::Github, "two").unwrap();
    assert_eq!(stub.bodies(), [marked("mine"), marked("two")]);
}

#[test]
fn of_two_comments_the_first_stays() {
    let stub = Stub::new("synth[bot]");
    stub.comment("synth[bot]", "Bot", &marked("one"));
    stub.comment("synth[bot]", "Bot", &marked("two"));
    let updated = post(&stub, Forge::Github, "three").unwrap();
    let url = "https://github.example/c/1".to_owned();
    assert_eq!(updated, Posted::Updated { url });
    assert_eq!(stub.bodies(), [marked("three")]);
}

#[test]
fn what_is_sent() {
    let stub = Stub::new("synth[bot]");
    post(&stub, Forge::Github, "text").unwrap();
    let head = stub.heads().pop().unwrap().to_lowercase();
    for line in [
        "post /api/repos/owner/name/issues/7/comments http/1.1",
        "authorization: bearer token-of-the-test",
        "accept: application/vnd.github+json",
        "x-github-api-version: 2022-11-28",
        "user-agent: synth-review",
        "content-type: application/json",
    ] {
        assert!(head.lines().any(|it| it == line), "{line}\n{head}");
    }
    let stub = Stub::new("synth-bot");
    post(&stub, Forge::Gitlab, "text").unwrap();
    let head = stub.heads().pop().unwrap().to_lowercase();
    for line in [
        "post /api/projects/12/merge_requests/7/notes http/1.1",
        "private-token: token-of-the-test",
    ] {
        assert!(head.lines().any(|it| it == line), "{line}\n{head}");
    }
}

#[test]
fn there_is_room_for_what_fits() {
    let stub = Stub::new("synth[bot]");
    let marker = Marker::new("dev");
    let room = Forge::Github.room(&marker);
    post(&stub, Forge::Github, &"\u{e9}".repeat(room)).unwrap();
    let error = post(&stub, Forge::Github, &"x".repeat(room + 1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the comment has 65537 characters; GitHub takes at most 65536"
    );
    assert_eq!(stub.bodies().len(), 1);
}

#[test]
fn a_repository_that_moved() {
    let stub = Stub::new("synth[bot]");
    let place = format!("{}/repositories/1/comments", stub.address());
    stub.answer(Answer::Status(200, vec![], json!({"login": "synth[bot]"})));
    stub.answer(Answer::Status(200, vec![], json!([])));
    let location = ("location".to_owned(), place);
    stub.answer(Answer::Status(307, vec![location], json!({})));
    let moved = json!({"id": 3, "body": "", "html_url": "https://github.example/c/3"});
    stub.answer(Answer::Status(201, vec![], moved));
    let url = "https://github.example/c/3".to_owned();
    let created = post(&stub, Forge::Github, "text").unwrap();
    assert_eq!(created, Posted::Created { url });
    assert_eq!(
        stub.requests().last().unwrap(),
        "POST /api/repositories/1/comments"
    );
}

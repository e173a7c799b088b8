//! What is refused, and what is said about it.

use std::fmt::Write as _;

use serde_json::json;

use super::stub::{Answer, Stub};
use super::*;

#[test]
fn refusals_are_explained() {
    let mut text = String::new();
    for forge in [Forge::Github, Forge::Gitlab] {
        for status in [400, 401, 403, 404, 410, 418, 422] {
            let stub = Stub::new("synth[bot]");
            stub.answer(Answer::Fine);
            stub.answer(Answer::Fine);
            let message = json!({"message": {"body": ["is refused"]}});
            stub.answer(Answer::Status(status, vec![], message));
            let error = post(&stub, forge, "text").unwrap_err();
            writeln!(text, "{error}\n  hint: {}", error.hints().join("\n")).unwrap();
            assert_eq!(stub.requests().len(), 3, "asked again");
            assert_eq!(error.exit(), crate::exit::Exit::Environment);
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn environments_that_will_not_do() {
    let github = [("GITHUB_TOKEN", TOKEN), ("GITHUB_REPOSITORY", "owner/name")];
    let gitlab = [
        ("GITLAB_TOKEN", TOKEN),
        ("CI_API_V4_URL", "https://gitlab.example/api/v4"),
        ("CI_PROJECT_ID", "12"),
        ("CI_MERGE_REQUEST_IID", "7"),
    ];
    let mut text = String::new();
    let mut explain = |forge, variables: &[(&str, &str)], change: &[(&str, &str)]| {
        let all = [variables, change].concat();
        let error = Thread::find(forge, None, &Environment::of(&all)).unwrap_err();
        assert_eq!(error.exit(), crate::exit::Exit::Usage);
        assert!(!format!("{error} {:?}", error.hints()).contains(TOKEN));
        writeln!(text, "{error}\n  hint: {}", error.hints().join("\n")).unwrap();
    };
    explain(Forge::Github, &[], &[]);
    explain(Forge::Github, &github[..1], &[]);
    explain(Forge::Github, &github, &[]);
    explain(Forge::Github, &github, &[("GITHUB_REF", "refs/heads/main")]);
    for repository in ["name", "a/b/c", "../../user", "a/..", "a b/c", "/"] {
        explain(Forge::Github, &github, &[("GITHUB_REPOSITORY", repository)]);
    }
    for address in [
        "http://github.example/api",
        "ftp://github.example",
        "https://user:pass@github.example",
        "https://github.example/?q",
        "github.example",
    ] {
        let number = ("GITHUB_REF", "refs/pull/7/merge");
        explain(
            Forge::Github,
            &github,
            &[number, ("GITHUB_API_URL", address)],
        );
    }
    let number = ("GITHUB_REF", "refs/pull/7/merge");
    explain(Forge::Github, &github, &[number, ("GITHUB_TOKEN", "a\nb")]);
    for count in 0..gitlab.len() {
        explain(Forge::Gitlab, &gitlab[..count], &[]);
    }
    explain(Forge::Gitlab, &gitlab, &[("CI_PROJECT_ID", "a/b")]);
    explain(Forge::Gitlab, &gitlab, &[("CI_MERGE_REQUEST_IID", "x")]);
    insta::assert_snapshot!(text);
}

#[test]
fn the_number_of_the_pull_request() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("event.json");
    let list = |event: &str, name: &str, number: Option<u64>| {
        std::fs::write(&file, event).unwrap();
        let environment = Environment::of(&[
            ("GITHUB_TOKEN", TOKEN),
            ("GITHUB_REPOSITORY", "owner/name"),
            ("GITHUB_EVENT_PATH", file.to_str().unwrap()),
            ("GITHUB_REF", name),
        ]);
        Thread::find(Forge::Github, number, &environment).map(|thread| thread.list)
    };
    let path = |number| format!("/repos/owner/name/issues/{number}/comments");
    let event = r#"{"pull_request": {"number": 5}, "number": 5}"#;
    assert_eq!(list(event, "", None).unwrap(), path(5));
    assert_eq!(list(event, "", Some(9)).unwrap(), path(9));
    let event = r#"{"issue": {"number": 6, "pull_request": {}}}"#;
    assert_eq!(list(event, "", None).unwrap(), path(6));
    assert_eq!(list("{}", "refs/pull/8/merge", None).unwrap(), path(8));
    let issue = r#"{"issue": {"number": 6}}"#;
    assert!(list(issue, "refs/heads/main", None).is_err());
    let error = list("{", "", None).unwrap_err().to_string();
    assert!(error.contains("event.json is not JSON"), "{error}");
}

//! The page, from reviews made up here. `browser/` looks at it in a browser.

use std::fs;

use super::{Templates, html};
use crate::model::{
    Attribute, Change, Check, CheckStatus, Counts, Deferred, Difference, Direction, Edge, Finding,
    Graph, Invocation, Line, LineKind, Node, Note, NoteKind, OutputChange, PolicyChange, Review,
    Severity, Shown, Source, Stack, TextKind, Verb,
};

fn known(text: &str) -> Shown {
    Shown::Known(text.to_owned())
}

fn attribute(path: &str, difference: Difference) -> Attribute {
    Attribute {
        path: path.to_owned(),
        forces_replacement: path == "bucket",
        references: vec!["aws_s3_bucket.old.id".to_owned()],
        difference,
    }
}

/// Every kind of difference.
fn differences() -> Vec<Attribute> {
    let line = |kind, text: &str| Line {
        kind,
        text: text.to_owned(),
    };
    vec![
        attribute(
            "bucket",
            Difference::Value {
                before: known("\"old\""),
                after: Shown::Unknown,
            },
        ),
        attribute(
            "password",
            Difference::Value {
                before: Shown::Absent,
                after: Shown::Sensitive,
            },
        ),
        attribute(
            "user_data",
            Difference::Lines {
                text: TextKind::Gzip,
                lines: vec![
                    line(LineKind::Gap, "12 lines"),
                    line(LineKind::Same, "  set -e"),
                    line(LineKind::Removed, "run a"),
                    line(LineKind::Added, "run b"),
                ],
            },
        ),
        attribute(
            "cidr_blocks",
            Difference::Items {
                added: vec![known("\"0.0.0.0/0\"")],
                removed: vec![Shown::Bytes(7)],
                kept: 2,
            },
        ),
        attribute(
            "definition",
            Difference::Document {
                changes: vec![attribute(
                    "States.Wait",
                    Difference::Value {
                        before: known("1"),
                        after: known("2"),
                    },
                )],
            },
        ),
        attribute(
            "policy",
            Difference::Policy {
                changes: vec![PolicyChange {
                    direction: Direction::Wider,
                    text: "allows s3:* on *".to_owned(),
                }],
            },
        ),
        attribute("assume_role_policy", Difference::Form),
    ]
}

/// A review with something of everything; `mark` is part of every text.
fn review(mark: &str) -> Review {
    let address = format!("aws_s3_bucket.images{mark}");
    let source = Source {
        file: format!("src/main{mark}.rs"),
        line: 12,
        column: None,
    };
    let change = Change {
        address: address.clone(),
        resource_type: "aws_s3_bucket".to_owned(),
        name: "images".to_owned(),
        verb: Verb::Replace,
        create_first: true,
        reason: Some(format!("cannot be changed in place{mark}")),
        replaced_by: vec![format!("bucket{mark}")],
        stateful: true,
        deposed: Some(format!("abcd{mark}")),
        moved_from: Some(format!("aws_s3_bucket.pictures{mark}")),
        imported: Some(format!("some-id{mark}")),
        construct: Some(format!("web/images{mark}")),
        source: Some(source.clone()),
        attributes: differences(),
        computed: vec![format!("arn{mark}"), "id".to_owned()],
        unchanged: 3,
        ..Change::default()
    };
    let other = Change {
        address: "aws_iam_role.web[\"a\"]".to_owned(),
        verb: Verb::Update,
        tags_only: true,
        ..Change::default()
    };
    let node = |address: &str, verb, changes| Node {
        address: address.to_owned(),
        verb,
        changes,
    };
    let finding = Finding {
        rule: format!("stateful-replace{mark}"),
        severity: Severity::Critical,
        title: format!("Data is lost{mark}"),
        address: Some(address.clone()),
        attribute: Some(format!("bucket{mark}")),
        construct: Some(format!("web/images{mark}")),
        source: Some(source),
        what: format!("The bucket goes with all in it{mark}"),
        advice: format!("Keep `bucket`, ` and `<b>`{mark}"),
        docs: Some(format!("docs/review/rules/stateful.md{mark}")),
    };
    let note = |text: &str| Note {
        kind: NoteKind::Unknown,
        text: format!("{text}{mark}"),
    };
    let mut counts = Counts::default();
    counts.add(&change);
    counts.add(&other);
    counts.unchanged = 4;
    let stack = Stack {
        name: format!("web{mark}"),
        terraform_version: Some(format!("1.11.4{mark}")),
        timestamp: Some("2026-11-26T12:00:00Z".to_owned()),
        counts,
        findings: vec![finding],
        changes: vec![change.clone(), other],
        outputs: vec![OutputChange {
            name: format!("url{mark}"),
            verb: Verb::Create,
            sensitive: true,
            differences: differences(),
        }],
        drift: vec![change.clone()],
        deferred: vec![Deferred {
            reason: format!("its provider is not configured yet{mark}"),
            change,
        }],
        checks: vec![Check {
            address: format!("check.health{mark}"),
            status: CheckStatus::Fail,
            problems: vec![format!("it does not answer{mark}")],
        }],
        actions: vec![Invocation {
            address: format!("action.aws_lambda_invoke.warm{mark}"),
            trigger: Some(format!("after create{mark}")),
        }],
        graph: Graph {
            nodes: vec![
                node(&address, Verb::Replace, 1),
                node("aws_iam_role.web", Verb::Update, 2),
                node(&format!("data.aws_region.here{mark}"), Verb::Keep, 0),
            ],
            edges: vec![Edge { from: 1, to: 0 }, Edge { from: 0, to: 2 }],
        },
        notes: vec![note("The mock knows no drift.")],
    };
    Review {
        version: crate::model::VERSION.to_owned(),
        counts,
        stacks: vec![stack],
        notes: vec![note("About everything.")],
        folder: String::new(),
    }
}

/// The page, without its style and script.
fn body(review: &Review) -> String {
    let page = html(review, &Templates::new().unwrap()).unwrap();
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (rest, end) = rest.split_once("<script>").unwrap();
    let (_, end) = end.split_once("</script>").unwrap();
    assert!(head.contains("script-src &apos;sha256-"), "{head}");
    let (head, _) = head.split_once("<meta http-equiv").unwrap();
    format!("{head}{rest}{end}")
}

#[test]
fn a_page_with_something_of_everything() {
    insta::assert_snapshot!(body(&review("")));
}

#[test]
fn a_page_with_nothing() {
    insta::assert_snapshot!(body(&Review::default()));
}

/// Wherever a text goes, it stays one.
#[test]
fn no_text_is_markup() {
    let marks = [
        "<script>alert(1)</script>",
        "\" onfocus=\"alert(1)",
        "' autofocus='",
        "</title></svg><img src=x>",
        "{{page}}",
        "]]>-->",
        "a `<i>b</i>` ` c",
    ];
    let plain = body(&review(""));
    // Backticks make code; nothing else makes anything.
    let tags = |page: &str| page.matches('<').count() - 2 * page.matches("<code>").count();
    let quotes = |page: &str| page.matches('"').count();
    for mark in marks {
        let page = body(&review(mark));
        assert_eq!(tags(&page), tags(&plain), "{mark}");
        assert_eq!(quotes(&page), quotes(&plain), "{mark}");
        assert!(!page.contains('\''), "{mark}");
    }
    let page = body(&review("\u{202e}\u{0}"));
    assert!(page.contains("images⟨U+202E⟩⟨U+0000⟩"));
    assert!(!page.contains(['\u{202e}', '\0']));
}

#[test]
fn a_large_graph_shows_what_changes() {
    let node = |number: usize| Node {
        address: format!("aws_sqs_queue.q{number}"),
        verb: if number == 500 {
            Verb::Delete
        } else {
            Verb::Keep
        },
        changes: usize::from(number == 500),
    };
    let edges = (0..999).map(|from| Edge { from, to: from + 1 });
    let mut review = review("");
    review.stacks[0].graph = Graph {
        nodes: (0..1000).map(node).collect(),
        edges: edges.collect(),
    };
    let page = body(&review);
    assert_eq!(page.matches("class=\"node").count(), 3);
    assert!(page.contains("997 more have no room on it"));
    for node in &mut review.stacks[0].graph.nodes {
        node.verb = if node.address.ends_with('7') {
            Verb::Delete
        } else {
            Verb::Create
        };
    }
    let page = body(&review);
    assert_eq!(page.matches("class=\"node delete\"").count(), 100);
    assert_eq!(page.matches("class=\"node").count(), 250);
}

#[test]
fn edges_that_lead_nowhere_are_not_drawn() {
    let mut review = review("");
    review.stacks[0].graph.edges = vec![Edge { from: 7, to: 0 }, Edge { from: 0, to: 9 }];
    assert_eq!(body(&review).matches("class=\"edge\"").count(), 0);
}

#[test]
fn a_team_has_its_own_templates() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let render = || {
        let templates = Templates::in_folder(folder.path())?;
        html(&review(""), &templates)
    };
    let explained = || {
        let error = render().unwrap_err();
        format!("{error}\nhint: {}", error.hint()).replace(folder.path().to_str().unwrap(), "DIR")
    };
    write("README.md", "ours");
    write("finding.hbs", "<p>{{rule}}: {{what}}</p>");
    let page = render().unwrap();
    assert!(page.contains("<p>stateful-replace: The bucket goes with all in it</p>"));
    write("style.css", "p { color: red }");
    assert!(
        render()
            .unwrap()
            .contains("<style>p { color: red }</style>")
    );

    write("finding.hbs", "<p>{{rules}}</p>");
    insta::assert_snapshot!(explained(), @r"
    finding.hbs:1:4: there is no field `rules`
    hint: the fields that templates can use are listed in docs/review/html.md
    ");
    write("finding.hbs", "<p>{{#if what}}</p>");
    insta::assert_snapshot!(explained(), @r"
    finding.hbs:1:20: invalid handlebars syntax: expected escape, expression, html_expression, decorator_expression, partial_expression, invert_tag, invert_chain_tag, helper_block_start, helper_block_end, decorator_block_start, partial_block_start, raw_block_start, hbs_comment, or hbs_comment_compact
    hint: the fields that templates can use are listed in docs/review/html.md
    ");
    write("finding.hbs", "");
    write("script.js", "'</SCRIPT >'");
    insta::assert_snapshot!(explained(), @r"
    script.js has `</script` in it, where the page would end it
    hint: the fields that templates can use are listed in docs/review/html.md
    ");
    write("script.js", "");
    write("findings.hbs", "");
    insta::assert_snapshot!(explained(), @r"
    DIR/findings.hbs is no part of the page
    hint: the parts of the page are: page.hbs, stack.hbs, change.hbs, row.hbs, finding.hbs, style.css, script.js
    ");
    fs::remove_file(folder.path().join("findings.hbs")).unwrap();
    fs::write(folder.path().join("page.hbs"), b"\xff").unwrap();
    insta::assert_snapshot!(explained(), @r"
    could not read DIR/page.hbs: stream did not contain valid UTF-8
    hint: a folder of templates has `.hbs` files, `style.css` or `script.js`
    ");
    let missing = Templates::in_folder(&folder.path().join("none")).unwrap_err();
    assert!(
        missing.to_string().contains("none: No such file"),
        "{missing}"
    );
}

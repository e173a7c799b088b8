//! The documentation of rules is made from their table.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use synth_review::rules::GROUPS;
use synth_review::{Plan, Settings, Subject, TextOptions, review, text};

use crate::test::corpus;

/// Set to write the page instead of comparing it.
const WRITE: &str = "WRITE_DOCS";

fn page() -> String {
    let mut page = String::from(
        "# Rules of a review\n\n\
         Made from the table in `synth/review/src/rules`; `WRITE_DOCS=1 cargo test -p synth-review docs` \
         writes it anew.\n\n\
         How to switch one off, rate it anew or add your own: [Reviews](../review.md#rules).\n\n\
         | rule | severity | |\n|---|---|---|\n",
    );
    for rule in GROUPS.iter().flat_map(|group| group.rules) {
        let _ = writeln!(
            page,
            "| [`{0}`](#{0}) | {1} | {2} |",
            rule.id, rule.severity, rule.title
        );
    }
    for group in GROUPS {
        let _ = write!(page, "\n## {}\n", group.title);
        for rule in group.rules {
            let _ = write!(
                page,
                "\n### {}\n\n**{}.** Severity: {}.\n\n{}\n\nWhat to do: {}\n",
                rule.id, rule.title, rule.severity, rule.about, rule.advice
            );
        }
    }
    page
}

/// A plan as Terraform shows it, and as we do.
fn gallery() -> String {
    let mut page = String::from(
        "# The same plans, twice\n\n\
         Each as Terraform prints it, and as `synth review` does. The plans are those of the tests, \
         made by Terraform 1.11.4; those with AWS by the mock provider. The page is made of them: \
         `WRITE_DOCS=1 cargo test -p synth-review docs` writes it anew.\n",
    );
    for (name, title) in [
        ("aws", "A change with many dangers"),
        ("actions", "Everything that can happen to a resource"),
        ("drift", "Changes from outside"),
        ("secrets", "Secrets inside larger values"),
    ] {
        let shown = fs::read_to_string(corpus(&format!("plans/{name}.txt"))).unwrap();
        let json = fs::read(corpus(&format!("plans/{name}.json"))).unwrap();
        let plan = Plan::parse(&json).unwrap();
        let review = review(&[Subject::new(name, &plan)], &Settings::default());
        let ours = text(
            &review,
            TextOptions {
                colour: false,
                whole: true,
            },
        );
        let _ = write!(
            page,
            "\n## {title}\n\n### synth review\n\n````text\n{}\n````\n\n### terraform show\n\n````text\n{}\n````\n",
            ours.trim(),
            shown.trim()
        );
    }
    page
}

/// Compares a page with what it is made of, or writes it.
fn check(name: &str, page: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/review")
        .join(name);
    if std::env::var_os(WRITE).is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, page).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == page,
        "docs/review/{name} is stale: run with {WRITE}=1"
    );
}

#[test]
fn the_page_of_rules_is_the_table() {
    check("rules.md", &page());
}

#[test]
fn the_gallery_is_what_is_shown() {
    check("gallery.md", &gallery());
}

//! Snapshots of every format of every plan in the corpus.

use synth_review::{Settings, Subject, review};

use crate::test::{corpus, formats, plans};

fn snapshots(folder: &str) {
    for (name, plan) in plans(folder) {
        let review = review(&[Subject::new(&name, &plan)], &Settings::default());
        for (format, written) in formats(&review) {
            // The whole model of the small ones alone: it repeats what is
            // known before apply. The page is looked at in a browser.
            if format == "html" || (format == "json" && written.len() > 40_000) {
                continue;
            }
            insta::with_settings!({prepend_module_to_snapshot => false, snapshot_path => "../snapshots"}, {
                insta::assert_snapshot!(format!("{folder}-{name}.{format}"), written);
            });
        }
    }
}

#[test]
fn plans_of_real_terraform() {
    snapshots("plans");
}

#[test]
fn variations_of_other_versions() {
    snapshots("variations");
}

/// Several stacks in one review.
#[test]
fn several_stacks() {
    let plans = plans("plans");
    let subjects: Vec<_> = plans
        .iter()
        .map(|(name, plan)| Subject::new(name, plan))
        .collect();
    let review = review(&subjects, &Settings::default());
    assert_eq!(review.stacks.len(), plans.len());
    let markdown = synth_review::markdown(&review, synth_review::COMMENT_LIMIT);
    assert!(markdown.contains("| stack | destroy |"), "{markdown}");
    for (name, _) in &plans {
        assert!(markdown.contains(&format!("### {name}\n")), "{name}");
    }
}

/// The secrets in the corpus are in the plans, and in no review.
#[test]
fn no_secret_of_the_corpus_is_shown() {
    for secret in ["correct-horse-battery", "staple-horse-correct"] {
        let plan = std::fs::read_to_string(corpus("plans/secrets.json")).unwrap();
        assert!(plan.contains(secret));
        for (_, plan) in plans("plans") {
            let review = review(&[Subject::new("s", &plan)], &Settings::default());
            for (format, written) in formats(&review) {
                assert!(!written.contains(secret), "{format}: {written}");
            }
        }
    }
}

/// What a review says can be read back, so that another process can show it.
#[test]
fn a_review_survives_its_json() {
    for (name, plan) in plans("plans") {
        let review = review(&[Subject::new(&name, &plan)], &Settings::default());
        let read: synth_review::Review =
            serde_json::from_str(&synth_review::json(&review)).unwrap();
        assert_eq!(read, review);
    }
}

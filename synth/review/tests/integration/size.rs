//! Large plans.

use synth_review::{COMMENT_LIMIT, Plan, Settings, Subject, markdown, review};

use crate::large;
use crate::test::formats;

#[test]
fn a_comment_fits_and_says_what_is_left_out() {
    let plan = Plan::from_value(large::plan(2_000)).unwrap();
    let review = review(&[Subject::new("large", &plan)], &Settings::default());
    assert_eq!(review.counts.delete, 500);
    let text = markdown(&review, COMMENT_LIMIT);
    assert!(text.len() <= COMMENT_LIMIT, "{}", text.len());
    assert!(text.len() > COMMENT_LIMIT - 4_000, "{}", text.len());
    assert!(text.contains("> Left out for lack of room: "), "{text}");
    assert!(text.contains("500 to destroy, 500 to replace"));
    assert!(text.contains("many-destroyed") || text.contains("Much is destroyed at once"));
    for (_, written) in formats(&review) {
        assert!(!written.is_empty());
    }
}

#[test]
fn any_limit_is_kept() {
    let plan = Plan::from_value(large::plan(40)).unwrap();
    let review = review(
        &[Subject::new("x".repeat(3_000), &plan)],
        &Settings::default(),
    );
    for limit in [0, 1, 10, 100, 1_000, 5_000, 20_000] {
        assert!(markdown(&review, limit).len() <= limit, "{limit}");
    }
}

//! Whatever has the shape of a plan.

use proptest::collection::vec;
use proptest::prelude::*;
use synth_review::{Plan, Settings, Subject, markdown, review};

use crate::generated::{plan, text, value};
use crate::test::formats;

/// What no other text has in it.
const SECRET: &str = "Qz7#secret";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = Plan::parse(&bytes);
    }

    #[test]
    fn a_plan_never_panics_and_always_fits(
        plan in plan(value(text().boxed())),
        limit in 0..4_000_usize,
    ) {
        let plan = Plan::from_value(plan).unwrap();
        let review = review(&[Subject::new("s", &plan)], &Settings::default());
        for (_, written) in formats(&review) {
            prop_assert!(!written.is_empty());
        }
        prop_assert!(markdown(&review, limit).chars().count() <= limit);
    }

    #[test]
    fn an_error_never_has_a_part_of_the_input(text in "[ -~]{0,80}") {
        let input = format!("{{\"format_version\": \"1.2\", \"{SECRET}\": {text}");
        if let Err(error) = Plan::parse(input.as_bytes()) {
            prop_assert!(!error.to_string().contains(SECRET));
        }
    }
}

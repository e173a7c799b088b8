//! What the types refuse.

#[test]
fn wrong_types_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

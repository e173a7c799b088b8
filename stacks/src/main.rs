//! The stacks of Postagram.
fn main() {}

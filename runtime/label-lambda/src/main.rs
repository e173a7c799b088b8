//! The label Lambda.
fn main() {}

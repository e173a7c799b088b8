//! The synth command line.
fn main() {}

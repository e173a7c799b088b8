//! Tests of the generator as a whole, and of what it generates.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod aws;
mod command;
mod errors;
mod features;
mod generated;
mod synthesis;
#[expect(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "what is generated is not all used, and not by others"
)]
#[path = "../generated/mod.rs"]
mod toy;

/// The fixture's schema.
fn schema() -> serde_json::Value {
    serde_json::from_str(include_str!("../fixtures/toy.json")).unwrap()
}

/// The fixture's types, all of them.
fn everything() -> synth_bindgen::Bindings {
    synth_bindgen::everything("example/toy", "1.2.3", &schema()).unwrap()
}

//! The app: `cargo run -p stacks` writes the stacks of one stage. The `synth`
//! command line runs it.

use std::process::ExitCode;

fn main() -> ExitCode {
    synth_core::run(stacks::define)
}

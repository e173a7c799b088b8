//! The app, which `synth` runs: the stack `orders`.

use std::convert::Infallible;
use std::process::ExitCode;

use synth_core::App;

fn main() -> ExitCode {
    synth_core::run(|app: &App| {
        orders_stack::Orders::define(app);
        Ok::<(), Infallible>(())
    })
}

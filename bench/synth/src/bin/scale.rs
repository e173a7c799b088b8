//! An app of any size, run as every app is: `scale flat|nested N`.

use std::process::ExitCode;

use synth_bench::scale::{self, Shape};

fn main() -> ExitCode {
    synth_core::run(|app| {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let [shape, count] = arguments.as_slice() else {
            return Err("usage: scale flat|nested N".to_owned());
        };
        let shape: Shape = shape.parse()?;
        let count = count
            .parse()
            .map_err(|error| format!("`{count}` is no number of resources: {error}"))?;
        scale::define(app, shape, count);
        Ok(())
    })
}

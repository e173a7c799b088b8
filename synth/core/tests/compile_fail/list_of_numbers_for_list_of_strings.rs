use synth_core::functions::join;
use synth_core::prelude::*;

fn main() {
    let numbers: Value<List<Number>> = [1, 2].into();
    let _ = join(",", numbers);
}

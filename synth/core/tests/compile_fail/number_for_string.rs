use synth_core::prelude::*;

fn main() {
    let _: Value<String> = 8080.into();
}

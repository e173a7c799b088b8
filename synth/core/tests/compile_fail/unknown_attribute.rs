use synth_core::prelude::*;

fn main() {
    let app = App::new();
    let data = app.stack("example").add("data", TerraformData::new());
    let _ = data.arn();
}

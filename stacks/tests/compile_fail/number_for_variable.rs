use contract::LabelLambdaEnv;
use synth_core::prelude::*;

fn main() {
    let app = App::new();
    let size = app.stack("example").add("size", Variable::<Number>::new());
    let _ = LabelLambdaEnv::<Value<String>> {
        bucket: size.value(),
        dynamo_table: "posts".into(),
        max_labels: None,
        min_confidence: None,
    };
}

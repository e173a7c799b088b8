use contract::LabelLambdaEnv;
use synth_core::prelude::*;

fn main() {
    let _ = LabelLambdaEnv::<Value<String>> {
        bucket: "images".into(),
        dynamodb_table: "posts".into(),
        max_labels: None,
        min_confidence: None,
    };
}

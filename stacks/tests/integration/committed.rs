//! What is committed is what the code says.

use crate::harness::{STAGES, app, committed, root};

#[test]
fn the_output_folders_are_up_to_date() {
    for stage in STAGES {
        let (app, out) = committed(stage);
        let synthesis = app.synth().unwrap();
        let read = |path: &str| std::fs::read_to_string(out.join(path)).unwrap_or_default();
        let hint = format!(
            "{} is stale: run `cargo run -p synth -- synth --stage {stage}`",
            out.display()
        );
        assert!(read("manifest.json") == synthesis.manifest(), "{hint}");
        for document in synthesis.documents() {
            let path = format!("stacks/{}/cdk.tf.json", document.stack());
            assert!(read(&path) == document.text(), "{hint}");
        }
    }
}

#[test]
fn nothing_in_it_is_of_one_machine() {
    let root = root();
    for stage in STAGES {
        for document in app(stage).synth().unwrap().documents() {
            assert!(!document.text().contains(root.to_str().unwrap()));
            assert!(!document.text().contains("/home/"));
        }
    }
}

/// Names of two stages never meet: every literal name of a resource has the
/// stage in it.
#[test]
fn physical_names_have_the_stage_in_them() {
    // What is named inside something that has the stage in its name.
    let inside = ["posts", "api"];
    for stage in ["dev", "prod"] {
        for document in app(stage).synth().unwrap().documents() {
            let json: serde_json::Value = serde_json::from_str(document.text()).unwrap();
            for (kind, resources) in json["resource"].as_object().unwrap() {
                for (id, resource) in resources.as_object().unwrap() {
                    for key in ["name", "name_prefix", "bucket_prefix", "alarm_name"] {
                        let Some(name) = resource[key].as_str() else {
                            continue;
                        };
                        let named = name.contains(&format!("postagram-{stage}-"))
                            || name.starts_with("${")
                            || inside.contains(&name)
                            || kind == "aws_route53_record";
                        assert!(named, "{kind}.{id}: {key} is `{name}`");
                    }
                }
            }
        }
    }
}

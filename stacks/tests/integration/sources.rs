//! Every construct of every stage comes from a line of this package, not of a
//! pattern.

use serde_json::Value as Json;

use crate::harness::{STAGES, app, root};

#[test]
fn every_construct_comes_from_the_stacks() {
    for stage in STAGES {
        let sources: Json = serde_json::from_str(&app(stage).sources().to_json()).unwrap();
        let stacks = sources["stacks"].as_object().unwrap();
        let places: Vec<_> = stacks
            .values()
            .flat_map(|stack| stack.as_object().unwrap())
            .collect();
        assert!(places.len() > 40, "{stage}: {}", places.len());
        for (path, place) in places {
            let file = place["file"].as_str().unwrap();
            assert!(file.starts_with("stacks/src/"), "{stage}: {path}: {file}");
            assert!(root().join(file).is_file(), "{stage}: {path}: {file}");
        }
    }
}

//! Whether two programs came out as the same resources.
//!
//! Timing two programs against each other says something only if they do the
//! same work. Everything in the documents has to be equal, metadata included,
//! but for what is known to differ:
//!
//! - the source and version of a required provider;
//! - the path of a local backend, absolute in CDKTF's, and its copy in the
//!   configuration of a remote state;
//! - a provider's single nested block, in CDKTF's an array of one;
//! - what an override added to CDKTF's metadata about itself.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// How many differences are worth reading.
const ENOUGH: usize = 20;

/// The places where two documents differ, at most twenty of them; none when
/// they are equal.
#[must_use]
pub fn differences(ours: &str, theirs: &str) -> Vec<String> {
    let mut found = Vec::new();
    match (read(ours), read(theirs)) {
        (Ok(ours), Ok(theirs)) => compare("", &ours, &theirs, &mut found),
        (ours, theirs) => {
            for (whose, read) in [("ours", ours), ("theirs", theirs)] {
                if let Err(error) = read {
                    found.push(format!("{whose} is no JSON: {error}"));
                }
            }
        }
    }
    found
}

fn read(text: &str) -> Result<Json, serde_json::Error> {
    let mut document: Json = serde_json::from_str(text)?;
    normalise(&mut document);
    Ok(document)
}

fn normalise(document: &mut Json) {
    if let Some(metadata) = object_at(document, "/~1~1/metadata") {
        metadata.remove("overrides");
    }
    if let Some(providers) = object_at(document, "/terraform/required_providers") {
        providers.values_mut().for_each(|entry| *entry = Json::Null);
    }
    if let Some(providers) = object_at(document, "/provider") {
        for provider in providers.values_mut().flat_map(items).flat_map(fields) {
            if let Json::Array(blocks) = provider
                && let [block @ Json::Object(_)] = blocks.as_mut_slice()
            {
                *provider = block.take();
            }
        }
    }
    if let Some(backend) = object_at(document, "/terraform/backend/local") {
        backend.remove("path");
    }
    if let Some(states) = object_at(document, "/data/terraform_remote_state") {
        for state in states.values_mut() {
            if state["backend"] == "local"
                && let Some(config) = object_at(state, "/config")
            {
                config.remove("path");
            }
        }
    }
}

fn object_at<'a>(
    document: &'a mut Json,
    pointer: &str,
) -> Option<&'a mut serde_json::Map<String, Json>> {
    document.pointer_mut(pointer)?.as_object_mut()
}

fn items(json: &mut Json) -> impl Iterator<Item = &mut Json> {
    json.as_array_mut().into_iter().flatten()
}

fn fields(json: &mut Json) -> impl Iterator<Item = &mut Json> {
    json.as_object_mut()
        .into_iter()
        .flat_map(|map| map.values_mut())
}

fn compare(path: &str, ours: &Json, theirs: &Json, found: &mut Vec<String>) {
    if found.len() >= ENOUGH {
        return;
    }
    match (ours, theirs) {
        (Json::Object(ours), Json::Object(theirs)) => {
            let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            for key in keys {
                let inside = format!("{path}/{key}");
                match (ours.get(key), theirs.get(key)) {
                    (Some(ours), Some(theirs)) => compare(&inside, ours, theirs, found),
                    (Some(_), None) => found.push(format!("{inside}: only in ours")),
                    (None, Some(_)) => found.push(format!("{inside}: only in theirs")),
                    (None, None) => {}
                }
            }
        }
        (Json::Array(ours), Json::Array(theirs)) if ours.len() == theirs.len() => {
            for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                compare(&format!("{path}/{index}"), ours, theirs, found);
            }
        }
        // 5 and 5.0 are one number.
        (Json::Number(ours), Json::Number(theirs)) if ours.as_f64() == theirs.as_f64() => {}
        (ours, theirs) if ours == theirs => {}
        (ours, theirs) => found.push(format!("{path}: {ours} in ours, {theirs} in theirs")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_differences_of_the_formats_are_none() {
        let ours = r#"{
            "//": {"metadata": {"backend": "local"}},
            "provider": {"aws": [{"region": "here", "default_tags": {"tags": {}}}]},
            "resource": {"aws_x": {"a": {"size": 5, "rules": []}}},
            "terraform": {
                "backend": {"local": {"path": "../a.tfstate"}},
                "required_providers": {"aws": {"source": "hashicorp/aws", "version": "2"}}
            }
        }"#;
        let theirs = r#"{
            "//": {"metadata": {"backend": "local", "overrides": {"aws_x": ["size"]}}},
            "provider": {"aws": [{"region": "here", "default_tags": [{"tags": {}}]}]},
            "resource": {"aws_x": {"a": {"size": 5.0, "rules": [
            ]}}},
            "terraform": {
                "backend": {"local": {"path": "/home/me/a.tfstate"}},
                "required_providers": {"aws": {"source": "aws", "version": "1"}}
            }
        }"#;
        assert_eq!(differences(ours, theirs), Vec::<String>::new());
    }

    #[test]
    fn another_value_or_resource_is_a_difference() {
        let ours = r#"{"resource": {"aws_x": {"a": {"size": 5}, "b": {}}}}"#;
        let theirs = r#"{"resource": {"aws_x": {"a": {"size": 6}, "c": {}}}}"#;
        assert_eq!(
            differences(ours, theirs),
            [
                "/resource/aws_x/a/size: 5 in ours, 6 in theirs",
                "/resource/aws_x/b: only in ours",
                "/resource/aws_x/c: only in theirs",
            ]
        );
    }

    #[test]
    fn another_provider_is_a_difference() {
        let with = |name: &str| {
            format!(r#"{{"terraform": {{"required_providers": {{"{name}": {{}}}}}}}}"#)
        };
        assert_eq!(
            differences(&with("aws"), &with("random")),
            [
                "/terraform/required_providers/aws: only in ours",
                "/terraform/required_providers/random: only in theirs",
            ]
        );
    }
}

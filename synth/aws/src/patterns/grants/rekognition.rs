//! Grants on Rekognition.

use synth_core::prelude::*;

use super::grants;

/// Rekognition itself. Its image operations work on no resource that a policy
/// could name, so they are allowed on `*` (Service Authorization Reference,
/// "Actions defined by Amazon Rekognition").
#[derive(Debug, Clone, Copy)]
pub struct Rekognition;

grants! {
    /// Grants on Rekognition's image operations.
    RekognitionGrants {
        /// `*`
        resources;

        /// Lets label images. An image in a bucket is read with the rights of
        /// the caller, who needs a grant for that too.
        grant_detect_labels: ["rekognition:DetectLabels"];
        /// Lets look for what is unsafe in images.
        grant_detect_moderation_labels: ["rekognition:DetectModerationLabels"];
    }
}

impl RekognitionGrants for Rekognition {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        (vec!["*".into()], "Rekognition".to_owned())
    }
}

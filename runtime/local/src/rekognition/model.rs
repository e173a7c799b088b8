//! A model that somebody plugs in.

use aws_sdk_rekognition::primitives::Blob;
use aws_sdk_rekognition::types::Image;
use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;
use serde_json::{Value, json};

use super::refusal::Refusal;

/// Something that answers `DetectLabels` at an address of its own, and is sent
/// the image itself.
#[derive(Debug, Clone)]
pub(crate) struct Model(aws_sdk_rekognition::Client);

impl Model {
    pub(crate) fn new(client: aws_sdk_rekognition::Client) -> Self {
        Self(client)
    }

    pub(super) async fn detect(
        &self,
        image: Vec<u8>,
        most: i32,
        least: f32,
    ) -> Result<Value, Refusal> {
        let image = Image::builder().bytes(Blob::new(image)).build();
        let asked = self
            .0
            .detect_labels()
            .image(image)
            .max_labels(most)
            .min_confidence(least)
            .send()
            .await;
        let answer = asked.map_err(|error| {
            let code = error.code().unwrap_or_default();
            let why = format!("the model: {}", error.message().unwrap_or(code));
            match code {
                "InvalidImageFormatException" => Refusal::format(why),
                "ImageTooLargeException" => Refusal::too_large(why),
                "InvalidParameterException" => Refusal::parameter(why),
                _ => {
                    let error = aws_smithy_types::error::display::DisplayErrorContext(error);
                    Refusal::internal(format!("the model does not answer: {error}"))
                }
            }
        })?;
        let labels: Vec<Value> = answer
            .labels()
            .iter()
            .map(|label| json!({"Name": label.name(), "Confidence": label.confidence()}))
            .collect();
        Ok(json!({"Labels": labels, "LabelModelVersion": answer.label_model_version()}))
    }
}

//! Posts, as clients see them.

use std::sync::Arc;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use postagram::{Error, Labelling, Post, Store};
use serde::Serialize;
use utoipa::ToSchema;

/// A post.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PostView {
    /// `POST#` and a uuid.
    #[schema(example = "POST#0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11")]
    id: String,
    /// `USER#` and the name.
    #[schema(example = "USER#zoé")]
    user: String,
    title: String,
    body: String,
    /// When it was made. Posts of older systems have no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    created_at: Option<String>,
    /// A URL to see the image at, for a while. Absent, as the labels are,
    /// until the image is labelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "uri", nullable = false)]
    image: Option<Arc<str>>,
    /// What is in the image, the surest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    label: Option<Vec<String>>,
    /// The same again: clients know either name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    labels: Option<Vec<String>>,
    /// `failed` when what was uploaded is no image that can be labelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "failed", nullable = false)]
    label_status: Option<&'static str>,
    /// Which upload that is, by its `objectName`: an earlier one may still be
    /// told of while another is being looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    failed_object: Option<String>,
}

impl PostView {
    /// Signs the image's URL where there is one.
    pub(super) async fn of(post: Post, store: &Store) -> Result<Self, Error> {
        let created_at = post.created_at().map(DateTime::from);
        let mut view = Self {
            id: post.id.sort_key(),
            user: post.user.partition(),
            title: post.title,
            body: post.body,
            created_at: created_at.and_then(|time| time.fmt(Format::DateTime).ok()),
            image: None,
            label: None,
            labels: None,
            label_status: None,
            failed_object: post.failed.map(|upload| upload.as_str().to_owned()),
        };
        match post.labelling {
            Labelling::Waiting => {}
            Labelling::Failed => view.label_status = Some(contract::table::LABEL_FAILED),
            Labelling::Done { image, labels } => {
                view.image = Some(store.image_url(&image).await?);
                view.label = Some(labels.clone());
                view.labels = Some(labels);
            }
        }
        Ok(view)
    }
}

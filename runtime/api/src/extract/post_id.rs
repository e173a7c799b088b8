//! The id of a post in the path of a URL.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use postagram::PostId;

use crate::problem::Problem;

/// The id, with or without `POST#` before it; the `#` comes as `%23`.
#[derive(Debug)]
pub(crate) struct PathPostId(pub(crate) PostId);

impl<S: Send + Sync> FromRequestParts<S> for PathPostId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // Fails where the path is not UTF-8 once it is decoded.
        let Path(id) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::invalid_text(format!("post id: {error}")))?;
        id.parse().map(Self).map_err(Problem::invalid)
    }
}

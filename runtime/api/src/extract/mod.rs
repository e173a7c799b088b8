//! What handlers take out of requests.

mod json;
mod parameters;
mod post_id;

pub(crate) use json::Json;
pub(crate) use parameters::Parameters;
pub(crate) use post_id::PathPostId;

//! What the server says about itself: `/openapi.json`, and `/docs` for people.

mod document;
mod failures;
mod page;
mod routes;

pub(crate) use document::described;
pub use document::openapi;
pub(crate) use failures::{CallerFailures, ReadFailures};
pub(crate) use routes::routes;

//! What every request goes through, from the outside in: [`report`],
//! cross-origin headers ([`Origins::layer`](crate::Origins)), [`headers`],
//! [`panics`], [`admission`].

pub(crate) mod admission;
pub(crate) mod headers;
pub(crate) mod panics;
pub(crate) mod report;
mod request_id;

//! What is measured, a part of the results each.

mod compare;
pub(crate) mod start;
pub(crate) mod warm;

//! What is measured, a part of the results each.

pub(crate) mod bindings;
pub(crate) mod edit;
pub(crate) mod in_process;
pub(crate) mod linear;
pub(crate) mod scale;
pub(crate) mod two_stacks;

//! Scopes.
/// A scope.
#[derive(Debug, Clone)]
pub struct Scope;

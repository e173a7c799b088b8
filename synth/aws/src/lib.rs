//! Typed bindings of the AWS provider.

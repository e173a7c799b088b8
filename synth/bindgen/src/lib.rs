//! Generates typed bindings from a Terraform provider schema.

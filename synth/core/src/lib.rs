//! Construct tree, typed values and synthesis of Terraform JSON.

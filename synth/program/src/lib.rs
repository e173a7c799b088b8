//! Ties a workspace program to the environment it is deployed with.

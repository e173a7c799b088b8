//! What the backend tells when it is ready, as a line of JSON.

use serde::{Deserialize, Serialize};

/// Where it is, and what is in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hello {
    /// The environment of a program that uses it.
    pub variables: Vec<(String, String)>,
    /// Some of the posts.
    pub posts: Vec<PostOf>,
}

/// A post of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostOf {
    /// Who made it.
    pub user: String,
    /// Its bare uuid.
    pub post: String,
}

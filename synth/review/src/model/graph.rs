//! What refers to what, for a picture.

use serde::{Deserialize, Serialize};

use super::change::Verb;

/// The resources and data sources of a configuration. Instances of one are
/// one node.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Graph {
    /// By address.
    pub nodes: Vec<Node>,
    /// From what refers to what it refers to.
    pub edges: Vec<Edge>,
}

/// A resource or data source.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// Its address, without keys.
    pub address: String,
    /// The most dangerous of what happens to its instances; `keep` if nothing
    /// does.
    pub verb: Verb,
    /// How many instances something happens to.
    pub changes: usize,
}

/// A reference, by the places of its nodes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Edge {
    /// What refers.
    pub from: usize,
    /// What it refers to.
    pub to: usize,
}

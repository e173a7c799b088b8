//! The picture of a stack, with what happens to each resource.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Graph, Node, Stack, Verb};
use crate::picture::{Group, Labelled, Picture, Place};

/// The most boxes of a picture that can still be read.
const MOST_BOXES: usize = 250;

/// A picture, and what is not on it.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// SVG; none for a stack without resources.
    pub(super) svg: Option<String>,
    /// How many resources are not on it.
    pub(super) left_out: usize,
}

/// Draws a stack. `links` lead from addresses to their changes on the page.
pub(super) fn draw(stack: &Stack, id: String, links: &BTreeMap<&str, String>) -> Drawn {
    let graph = &stack.graph;
    let shown = choose(graph);
    if shown.is_empty() {
        return Drawn::default();
    }
    let places: BTreeMap<usize, usize> = shown.iter().copied().zip(0..).collect();
    let place = |node: usize| {
        let node = *places.get(&node)?;
        Some(Place { group: 0, node })
    };
    let edges = graph.edges.iter().filter_map(|edge| {
        let ends = (place(edge.from)?, place(edge.to)?);
        (edge.from != edge.to).then_some(ends)
    });
    let boxes = shown
        .iter()
        .map(|node| labelled(&graph.nodes[*node], links));
    let picture = Picture {
        title: format!("What refers to what in {}", stack.name),
        id,
        groups: vec![Group {
            name: stack.name.clone(),
            boxes: boxes.collect(),
        }],
        edges: edges.collect(),
        order: BTreeSet::new(),
    };
    Drawn {
        svg: Some(picture.part()),
        left_out: graph.nodes.len() - shown.len(),
    }
}

/// Which nodes are drawn: all; else what changes and what is next to it; else
/// as much of what changes as can be read, the most dangerous first.
fn choose(graph: &Graph) -> Vec<usize> {
    let all = 0..graph.nodes.len();
    if graph.nodes.len() <= MOST_BOXES {
        return all.collect();
    }
    let mut changing: Vec<usize> = all
        .filter(|node| graph.nodes[*node].verb != Verb::Keep)
        .collect();
    let inner: BTreeSet<usize> = changing.iter().copied().collect();
    let mut near = inner.clone();
    for edge in &graph.edges {
        if inner.contains(&edge.from) || inner.contains(&edge.to) {
            near.extend([edge.from, edge.to]);
        }
    }
    near.retain(|node| *node < graph.nodes.len());
    if near.len() <= MOST_BOXES {
        return near.into_iter().collect();
    }
    changing.sort_by_key(|node| graph.nodes[*node].verb);
    changing.truncate(MOST_BOXES);
    changing.sort_unstable();
    changing
}

fn labelled(node: &Node, links: &BTreeMap<&str, String>) -> Labelled {
    let tip = match (node.verb, node.changes) {
        (Verb::Keep, 0) => format!("{}: unchanged", node.address),
        (verb, 0 | 1) => format!("{}: {}", node.address, verb.name()),
        (verb, more) => format!("{}: {}, {more} instances", node.address, verb.name()),
    };
    Labelled {
        address: node.address.clone(),
        class: Some(class(node.verb)),
        tip: Some(tip),
        link: links.get(node.address.as_str()).cloned(),
    }
}

/// The class that colours what happens.
pub(super) fn class(verb: Verb) -> &'static str {
    match verb {
        Verb::Delete => "delete",
        Verb::Replace => "replace",
        Verb::Update => "update",
        Verb::Create => "create",
        Verb::Forget => "forget",
        Verb::Read => "read",
        Verb::Other => "other",
        Verb::Keep => "keep",
    }
}

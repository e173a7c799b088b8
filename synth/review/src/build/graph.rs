//! What refers to what, with what happens.

use std::collections::BTreeMap;

use crate::model::{Change, Edge, Graph, Node, Verb};
use crate::plan::Plan;
use crate::plan::without_keys;

pub(super) fn of(plan: &Plan, changes: &[Change]) -> Graph {
    let mut nodes: BTreeMap<String, (Verb, usize)> = plan
        .configuration
        .resources
        .keys()
        .map(|address| (address.clone(), (Verb::Keep, 0)))
        .collect();
    for change in changes {
        let node = nodes
            .entry(without_keys(&change.address))
            .or_insert((Verb::Keep, 0));
        node.0 = node.0.min(change.verb);
        node.1 += usize::from(change.verb != Verb::Keep);
    }
    let places: BTreeMap<&str, usize> = nodes.keys().map(String::as_str).zip(0..).collect();
    let mut edges = Vec::new();
    for (address, resource) in &plan.configuration.resources {
        let Some(&from) = places.get(address.as_str()) else {
            continue;
        };
        let targets = resource.references.iter();
        edges.extend(targets.filter_map(|target| {
            let to = *places.get(target.as_str())?;
            Some(Edge { from, to })
        }));
    }
    edges.sort_unstable();
    Graph {
        nodes: nodes
            .into_iter()
            .map(|(address, (verb, changes))| Node {
                address,
                verb,
                changes,
            })
            .collect(),
        edges,
    }
}

//! The graph as a picture.

use synth_review::picture::{Group, Labelled, Picture, Place};

use super::{Graph, Node};

/// Draws the graph.
pub(crate) fn svg(graph: &Graph) -> String {
    let group = |stack: usize| Group {
        name: graph.stacks[stack].name.clone(),
        boxes: graph
            .nodes(stack)
            .map(|(_, address)| labelled(address))
            .collect(),
    };
    let place = |node: &Node| Place {
        group: node.stack,
        node: node.address,
    };
    let edges = graph
        .edges
        .iter()
        .map(|(from, to)| (place(from), place(to)));
    let picture = Picture {
        title: "Stacks and what they depend on".to_owned(),
        groups: (0..graph.stacks.len()).map(group).collect(),
        edges: edges.collect(),
        order: graph.order.clone(),
        ..Picture::default()
    };
    picture.standalone()
}

fn labelled(address: &str) -> Labelled {
    Labelled {
        address: address.to_owned(),
        ..Labelled::default()
    }
}

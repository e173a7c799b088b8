//! The graph in Graphviz' language.

use std::fmt::Write;

use super::{Graph, Node};

/// Writes the graph. A cluster can be the end of an edge only by way of a
/// node in it, so every stack has one that is not seen.
pub(crate) fn dot(graph: &Graph) -> String {
    let mut text = String::from(
        "digraph stacks {\n  rankdir = LR;\n  compound = true;\n  node [shape = box];\n",
    );
    // Writing to a string does not fail.
    for (place, stack) in graph.stacks.iter().enumerate() {
        let name = &stack.name;
        let cluster = cluster(graph, place);
        let _ = writeln!(text, "  subgraph {cluster} {{");
        let _ = writeln!(text, "    label = {};", quoted(name));
        let _ = writeln!(
            text,
            "    {} [label = \"\", shape = point, style = invis];",
            quoted(name)
        );
        for (node, address) in graph.nodes(place) {
            let id = id(graph, node);
            let _ = writeln!(text, "    {id} [label = {}];", quoted(address));
        }
        text.push_str("  }\n");
    }
    for &(from, to) in &graph.order {
        let _ = writeln!(
            text,
            "  {} -> {} [ltail = {}, lhead = {}, style = dashed];",
            quoted(&graph.stacks[from].name),
            quoted(&graph.stacks[to].name),
            cluster(graph, from),
            cluster(graph, to)
        );
    }
    for &(from, to) in &graph.edges {
        let _ = writeln!(text, "  {} -> {};", id(graph, from), id(graph, to));
    }
    text.push_str("}\n");
    text
}

fn cluster(graph: &Graph, stack: usize) -> String {
    quoted(&format!("cluster_{}", graph.stacks[stack].name))
}

/// Names of stacks have no `/`, so this is no other node's.
fn id(graph: &Graph, node: Node) -> String {
    let stack = &graph.stacks[node.stack];
    quoted(&format!("{}/{}", stack.name, stack.addresses[node.address]))
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

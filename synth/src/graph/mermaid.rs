//! The graph as a Mermaid flowchart, which many Markdown viewers draw.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Graph, Node};

/// Writes the flowchart. Names in it come from stacks and addresses, so that
/// a new resource changes only its own lines.
pub(crate) fn mermaid(graph: &Graph) -> String {
    let mut names = Names::default();
    let mut nodes: BTreeMap<Node, String> = BTreeMap::new();
    let mut stacks = Vec::new();
    let mut text = String::from("flowchart LR\n");
    // Writing to a string does not fail.
    for (place, stack) in graph.stacks.iter().enumerate() {
        let name = names.unique(&format!("stack_{}", stack.name));
        let _ = writeln!(text, "  subgraph {name}[\"{}\"]", escaped(&stack.name));
        stacks.push(name);
        for (node, address) in graph.nodes(place) {
            let name = names.unique(&format!("{}_{address}", stack.name));
            let _ = writeln!(text, "    {name}[\"{}\"]", escaped(address));
            nodes.insert(node, name);
        }
        text.push_str("  end\n");
    }
    for (from, to) in &graph.order {
        let _ = writeln!(text, "  {} -.-> {}", stacks[*from], stacks[*to]);
    }
    for (from, to) in &graph.edges {
        let _ = writeln!(text, "  {} --> {}", nodes[from], nodes[to]);
    }
    text
}

/// Identifiers that are taken, with the number of the next that is like it.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn unique(&mut self, text: &str) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let base: String = text.chars().map(plain).collect();
        let mut name = base.clone();
        while self.0.contains_key(&name) {
            let next = self.0.entry(base.clone()).or_default();
            *next += 1;
            name = format!("{base}_{next}");
        }
        self.0.insert(name.clone(), 1);
        name
    }
}

/// Mermaid's entities are numbers between `#` and `;`.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if c.is_control() {
            escaped.push(' ');
        } else if !c.is_ascii() || c.is_ascii_alphanumeric() || " ._-/:".contains(c) {
            escaped.push(c);
        } else {
            // Writing to a string does not fail.
            let _ = write!(escaped, "#{};", u32::from(c));
        }
    }
    escaped
}

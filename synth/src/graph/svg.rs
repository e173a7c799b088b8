//! The graph as a picture. The layout is ours, so no other program is needed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Graph, Node, layout};

const FONT: usize = 12;
const MARGIN: usize = 16;
/// Above what is in a stack: its name.
const TITLE: usize = 24;
const NODE_HEIGHT: usize = 40;
const NODE_GAP: usize = 12;
const COLUMN_GAP: usize = 64;
const STACK_GAP: usize = 72;

const STYLE: &str = "text { font: 12px monospace; fill: #1f2328; } .title { font-weight: bold; } .kind { fill: #57606a; } \
    .stack { fill: #f6f8fa; stroke: #d0d7de; } .node { fill: #ffffff; stroke: #57606a; } \
    .edge { fill: none; stroke: #57606a; } .order { fill: none; stroke: #0969da; stroke-dasharray: 5 4; }";

/// A rectangle.
#[derive(Clone, Copy, Debug, Default)]
struct Area {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

/// Draws the graph.
pub(crate) fn svg(graph: &Graph) -> String {
    let (stacks, nodes) = place(graph);
    let right = stacks.iter().map(|area| area.x + area.width).max();
    let bottom = stacks.iter().map(|area| area.y + area.height).max();
    let width = right.unwrap_or(MARGIN) + MARGIN;
    let height = bottom.unwrap_or(MARGIN) + MARGIN;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>Stacks and what they depend on</title>\n\
         <style>{STYLE}</style>\n\
         <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" \
         markerHeight=\"8\" orient=\"auto\"><path d=\"M 0 0 L 8 4 L 0 8 z\" fill=\"#57606a\"/></marker></defs>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    for (stack, area) in graph.stacks.iter().zip(&stacks) {
        boxed(&mut text, "stack", *area);
        let (x, y) = (area.x + MARGIN, area.y + TITLE - 6);
        label(&mut text, " class=\"title\"", x, y, &stack.name);
    }
    for (from, to) in &graph.order {
        arrow(&mut text, "order", stacks[*from], stacks[*to]);
    }
    for (from, to) in &graph.edges {
        arrow(&mut text, "edge", nodes[from], nodes[to]);
    }
    for stack in 0..graph.stacks.len() {
        for (node, address) in graph.nodes(stack) {
            let area = nodes[&node];
            boxed(&mut text, "node", area);
            let (kind, name) = lines(address);
            let (x, y) = (area.x + NODE_GAP, area.y + FONT + 4);
            label(&mut text, " class=\"kind\"", x, y, kind);
            label(&mut text, "", x, y + FONT + 4, name);
        }
    }
    text.push_str("</svg>\n");
    text
}

/// Where every stack and every node is.
fn place(graph: &Graph) -> (Vec<Area>, BTreeMap<Node, Area>) {
    let mut nodes = BTreeMap::new();
    let mut stacks: Vec<Area> = (0..graph.stacks.len())
        .map(|stack| arrange(graph, stack, &mut nodes))
        .collect();
    let mut x = MARGIN;
    for column in layout::columns(stacks.len(), &graph.order) {
        let mut y = MARGIN;
        for &stack in &column {
            (stacks[stack].x, stacks[stack].y) = (x, y);
            y += stacks[stack].height + MARGIN;
        }
        let width = column.iter().map(|stack| stacks[*stack].width).max();
        x += width.unwrap_or_default() + STACK_GAP;
    }
    for (node, area) in &mut nodes {
        area.x += stacks[node.stack].x;
        area.y += stacks[node.stack].y;
    }
    (stacks, nodes)
}

/// The size of a stack; its nodes are placed relative to it.
fn arrange(graph: &Graph, stack: usize, nodes: &mut BTreeMap<Node, Area>) -> Area {
    let addresses = &graph.stacks[stack].addresses;
    let inside = |node: &Node| node.stack == stack;
    let edges: BTreeSet<(usize, usize)> = graph
        .edges
        .iter()
        .filter(|(from, to)| inside(from) && inside(to))
        .map(|(from, to)| (from.address, to.address))
        .collect();
    let columns = layout::columns(addresses.len(), &edges);
    let rows = columns.iter().map(Vec::len).max().unwrap_or_default();
    let mut x = MARGIN;
    for column in &columns {
        let widths = column.iter().map(|address| {
            let (kind, name) = lines(&addresses[*address]);
            width(kind).max(width(name))
        });
        let width = widths.max().unwrap_or_default();
        let mut y = TITLE + NODE_GAP + (rows - column.len()) * (NODE_HEIGHT + NODE_GAP) / 2;
        for &address in column {
            let height = NODE_HEIGHT;
            nodes.insert(
                Node { stack, address },
                Area {
                    x,
                    y,
                    width,
                    height,
                },
            );
            y += NODE_HEIGHT + NODE_GAP;
        }
        x += width + COLUMN_GAP;
    }
    let content = if columns.is_empty() {
        0
    } else {
        x - COLUMN_GAP - MARGIN
    };
    Area {
        width: content.max(width(&graph.stacks[stack].name)) + 2 * MARGIN,
        height: TITLE + NODE_GAP + rows * (NODE_HEIGHT + NODE_GAP),
        ..Area::default()
    }
}

/// An address on two lines: what it is, and its name.
fn lines(address: &str) -> (&str, &str) {
    address.rsplit_once('.').unwrap_or(("", address))
}

/// The width of a box with this text in a monospaced font.
fn width(text: &str) -> usize {
    (text.chars().count() * FONT * 61).div_ceil(100) + 2 * NODE_GAP
}

fn boxed(text: &mut String, class: &str, area: Area) {
    let Area {
        x,
        y,
        width,
        height,
    } = area;
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>"
    );
}

fn label(text: &mut String, class: &str, x: usize, y: usize, content: &str) {
    let content = escaped(content);
    // Writing to a string does not fail.
    let _ = writeln!(text, "<text{class} x=\"{x}\" y=\"{y}\">{content}</text>");
}

/// From the right side of an area to the left side of another.
fn arrow(text: &mut String, class: &str, from: Area, to: Area) {
    let (x1, y1) = (from.x + from.width, from.y + from.height / 2);
    let (x2, y2) = (to.x, to.y + to.height / 2);
    let bend = (x1.abs_diff(x2) / 2).max(COLUMN_GAP / 2);
    let (bend1, bend2) = (x1 + bend, x2.saturating_sub(bend));
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "<path class=\"{class}\" d=\"M {x1} {y1} C {bend1} {y1}, {bend2} {y2}, {x2} {y2}\" \
         marker-end=\"url(#arrow)\"/>"
    );
}

/// Text for XML, which has no control characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

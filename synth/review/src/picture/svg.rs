//! A picture as SVG.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Labelled, Picture, Place, layout};
use crate::escape::escaped;

const FONT: usize = 12;
const MARGIN: usize = 16;
/// Above what is in a group: its name.
const TITLE: usize = 24;
const NODE_HEIGHT: usize = 40;
const NODE_GAP: usize = 12;
const COLUMN_GAP: usize = 64;
const GROUP_GAP: usize = 72;
/// The most characters of a line in a box. The whole is in the box's tip.
const MOST_CHARS: usize = 64;

const STYLE: &str = "text { font: 12px monospace; fill: #1f2328; } .title { font-weight: bold; } .kind { fill: #57606a; } \
    .group { fill: #f6f8fa; stroke: #d0d7de; } .node { fill: #ffffff; stroke: #57606a; } .head { fill: #57606a; } \
    .edge { fill: none; stroke: #57606a; } .order { fill: none; stroke: #0969da; stroke-dasharray: 5 4; }";

/// A rectangle.
#[derive(Clone, Copy, Debug, Default)]
struct Area {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

/// Draws the picture; with a style and a background, it stands alone.
pub(super) fn svg(picture: &Picture, alone: bool) -> String {
    let (groups, nodes) = place(picture);
    let right = groups.iter().map(|area| area.x + area.width).max();
    let bottom = groups.iter().map(|area| area.y + area.height).max();
    let width = right.unwrap_or(MARGIN) + MARGIN;
    let height = bottom.unwrap_or(MARGIN) + MARGIN;
    let title = escaped(&picture.title);
    let marker = format!("arrow{}", picture.id);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{title}</title>\n"
    );
    // Writing to a string does not fail.
    if alone {
        let _ = writeln!(text, "<style>{STYLE}</style>");
    }
    let _ = writeln!(
        text,
        "<defs><marker id=\"{marker}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" \
         markerHeight=\"8\" orient=\"auto\"><path class=\"head\" d=\"M 0 0 L 8 4 L 0 8 z\"/></marker></defs>"
    );
    if alone {
        let _ = writeln!(
            text,
            "<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>"
        );
    }
    for (group, area) in picture.groups.iter().zip(&groups) {
        boxed(&mut text, "group", *area);
        let (x, y) = (area.x + MARGIN, area.y + TITLE - 6);
        label(&mut text, " class=\"title\"", x, y, &group.name);
    }
    for (from, to) in &picture.order {
        arrow(&mut text, "order", &marker, groups[*from], groups[*to]);
    }
    for (from, to) in &picture.edges {
        arrow(&mut text, "edge", &marker, nodes[from], nodes[to]);
    }
    for (group, content) in picture.groups.iter().enumerate() {
        for (node, labelled) in content.boxes.iter().enumerate() {
            draw(&mut text, labelled, nodes[&Place { group, node }]);
        }
    }
    text.push_str("</svg>\n");
    text
}

fn draw(text: &mut String, labelled: &Labelled, area: Area) {
    let class = match labelled.class {
        Some(class) => format!("node {class}"),
        None => "node".to_owned(),
    };
    // Writing to a string does not fail.
    if let Some(link) = &labelled.link {
        let _ = writeln!(text, "<a href=\"#{}\">", escaped(link));
    }
    if let Some(tip) = &labelled.tip {
        let _ = writeln!(text, "<g><title>{}</title>", escaped(tip));
    }
    boxed(text, &class, area);
    let (kind, name) = lines(&labelled.address);
    let (x, y) = (area.x + NODE_GAP, area.y + FONT + 4);
    label(text, " class=\"kind\"", x, y, kind);
    label(text, "", x, y + FONT + 4, name);
    if labelled.tip.is_some() {
        text.push_str("</g>\n");
    }
    if labelled.link.is_some() {
        text.push_str("</a>\n");
    }
}

/// Where every group and every box is.
fn place(picture: &Picture) -> (Vec<Area>, BTreeMap<Place, Area>) {
    let mut nodes = BTreeMap::new();
    let mut groups: Vec<Area> = (0..picture.groups.len())
        .map(|group| arrange(picture, group, &mut nodes))
        .collect();
    let mut x = MARGIN;
    for column in layout::columns(groups.len(), &picture.order) {
        let mut y = MARGIN;
        for &group in &column {
            (groups[group].x, groups[group].y) = (x, y);
            y += groups[group].height + MARGIN;
        }
        let width = column.iter().map(|group| groups[*group].width).max();
        x += width.unwrap_or_default() + GROUP_GAP;
    }
    for (node, area) in &mut nodes {
        area.x += groups[node.group].x;
        area.y += groups[node.group].y;
    }
    (groups, nodes)
}

/// The size of a group; its boxes are placed relative to it.
fn arrange(picture: &Picture, group: usize, nodes: &mut BTreeMap<Place, Area>) -> Area {
    let boxes = &picture.groups[group].boxes;
    let inside = |place: &Place| place.group == group;
    let edges: BTreeSet<(usize, usize)> = picture
        .edges
        .iter()
        .filter(|(from, to)| inside(from) && inside(to))
        .map(|(from, to)| (from.node, to.node))
        .collect();
    let columns = layout::columns(boxes.len(), &edges);
    let rows = columns.iter().map(Vec::len).max().unwrap_or_default();
    let mut x = MARGIN;
    for column in &columns {
        let widths = column.iter().map(|node| {
            let (kind, name) = lines(&boxes[*node].address);
            width(kind).max(width(name))
        });
        let width = widths.max().unwrap_or_default();
        let mut y = TITLE + NODE_GAP + (rows - column.len()) * (NODE_HEIGHT + NODE_GAP) / 2;
        for &node in column {
            let height = NODE_HEIGHT;
            let area = Area {
                x,
                y,
                width,
                height,
            };
            nodes.insert(Place { group, node }, area);
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
        width: content.max(width(&picture.groups[group].name)) + 2 * MARGIN,
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
    (text.chars().count().min(MOST_CHARS) * FONT * 61).div_ceil(100) + 2 * NODE_GAP
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
    let content = escaped(&shortened(content));
    // Writing to a string does not fail.
    let _ = writeln!(text, "<text{class} x=\"{x}\" y=\"{y}\">{content}</text>");
}

/// What fits into a box.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_CHARS) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.chars().take(MOST_CHARS - 1).chain(['…']).collect()),
    }
}

/// From the right side of an area to the left side of another.
fn arrow(text: &mut String, class: &str, marker: &str, from: Area, to: Area) {
    let (x1, y1) = (from.x + from.width, from.y + from.height / 2);
    let (x2, y2) = (to.x, to.y + to.height / 2);
    let bend = (x1.abs_diff(x2) / 2).max(COLUMN_GAP / 2);
    let (bend1, bend2) = (x1 + bend, x2.saturating_sub(bend));
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "<path class=\"{class}\" d=\"M {x1} {y1} C {bend1} {y1}, {bend2} {y2}, {x2} {y2}\" \
         marker-end=\"url(#{marker})\"/>"
    );
}

//! Boxes and arrows: a picture of what refers to what.
//!
//! The layout is ours, so no other program is needed.

use std::collections::BTreeSet;

mod layout;
mod svg;

/// Groups of boxes, and arrows between them.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// What is read out in the picture's place.
    pub title: String,
    /// Tells pictures of one page apart: letters, digits and hyphens.
    pub id: String,
    /// The groups.
    pub groups: Vec<Group>,
    /// From a box to a box.
    pub edges: BTreeSet<(Place, Place)>,
    /// From a group to a group, by their places in `groups`.
    pub order: BTreeSet<(usize, usize)>,
}

/// A frame around boxes, with its name.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub boxes: Vec<Labelled>,
}

/// A box with an address on two lines: what it is, and its name.
#[derive(Clone, Debug, Default)]
pub struct Labelled {
    /// The address.
    pub address: String,
    /// A class beside `node`, for colours: letters and hyphens.
    pub class: Option<&'static str>,
    /// What is read out and shown beside the pointer.
    pub tip: Option<String>,
    /// The place on the page that it leads to, without `#`: letters, digits
    /// and hyphens.
    pub link: Option<String>,
}

/// A box by the place of its group and its place in it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Place {
    /// The group.
    pub group: usize,
    /// The box in it.
    pub node: usize,
}

impl Picture {
    /// The picture as a file of its own: in light colours.
    #[must_use]
    pub fn standalone(&self) -> String {
        svg::svg(self, true)
    }

    /// The picture as a part of a page, which brings the style of `node`,
    /// `edge`, `order`, `group`, `title`, `kind` and `head`.
    #[must_use]
    pub fn part(&self) -> String {
        svg::svg(self, false)
    }
}

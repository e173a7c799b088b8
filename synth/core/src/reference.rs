//! References to elements of stacks.

use crate::expr::Step;
use crate::node::Node;

/// Which element: of which app, stack, and position within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementId {
    pub(crate) app: u32,
    pub(crate) stack: u32,
    pub(crate) index: u32,
}

/// Which instances of an element are meant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Instances {
    /// The element has no `count` and no `for_each`.
    One,
    /// One of several: `[0]`, `["key"]`, `[each.key]`.
    At(Node),
    /// Every instance of a counted element, as a list: `[*]`.
    EveryCounted,
    /// Every instance of a `for_each` element, as a map by key.
    EveryKeyed,
}

/// An element, or something inside it: `aws_s3_bucket.images.arn`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reference {
    pub(crate) element: ElementId,
    pub(crate) instances: Instances,
    pub(crate) path: Vec<Step>,
    pub(crate) sensitive: bool,
}

impl Reference {
    pub(crate) fn new(element: ElementId, instances: Instances) -> Self {
        Self {
            element,
            instances,
            path: Vec::new(),
            sensitive: false,
        }
    }

    pub(crate) fn with_step(&self, step: Step) -> Self {
        let mut path = Vec::with_capacity(self.path.len() + 1);
        path.extend_from_slice(&self.path);
        path.push(step);
        Self {
            element: self.element,
            instances: self.instances.clone(),
            path,
            sensitive: self.sensitive,
        }
    }
}

//! The graph of stacks and of what is in them.
//!
//! An edge goes from what depends to what it depends on. `scan` finds
//! references in texts, `blocks` knows a document, this file follows the
//! references; the rest draws.

use std::collections::BTreeSet;

use blocks::{Blocks, REMOTE_STATE};
use scan::Traversal;

mod blocks;
mod dot;
mod mermaid;
mod scan;
mod svg;
#[cfg(test)]
mod tests;

pub(crate) use dot::dot;
pub(crate) use mermaid::mermaid;
pub(crate) use svg::svg;

/// A stack as the graph is built from it.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) name: &'a str,
    pub(crate) construct_path: &'a str,
    /// Construct paths of other stacks.
    pub(crate) dependencies: &'a [String],
    pub(crate) document: &'a serde_json::Value,
}

/// Stacks, and what depends on what.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) stacks: Vec<Stack>,
    pub(crate) edges: BTreeSet<(Node, Node)>,
    /// Between stacks, by their places in `stacks`.
    pub(crate) order: BTreeSet<(usize, usize)>,
}

/// A stack and the addresses of what is in it, sorted.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) name: String,
    pub(crate) addresses: Vec<String>,
}

/// The place of a stack, and of an address in it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Node {
    pub(crate) stack: usize,
    pub(crate) address: usize,
}

impl Graph {
    /// The graph of these stacks; `keeps` chooses those that are shown. What
    /// leads out of them is left out.
    pub(crate) fn new(sources: &[Source<'_>], keeps: impl Fn(&str) -> bool) -> Self {
        let resolver = Resolver::new(sources);
        let shown: Vec<usize> = (0..sources.len())
            .filter(|stack| keeps(sources[*stack].name))
            .collect();
        let mut graph = Self::default();
        for stack in &shown {
            graph.stacks.push(Stack {
                name: sources[*stack].name.to_owned(),
                addresses: resolver.addresses(*stack),
            });
        }
        let place = |stack: usize| shown.iter().position(|shown| *shown == stack);
        for (from, &stack) in shown.iter().enumerate() {
            for to in resolver.dependencies(stack).into_iter().filter_map(place) {
                graph.order.insert((from, to));
            }
            for address in 0..graph.stacks[from].addresses.len() {
                let source = Node {
                    stack: from,
                    address,
                };
                for (stack, name) in resolver.targets(stack, &graph.stacks[from].addresses[address])
                {
                    let Some(stack) = place(stack) else { continue };
                    let addresses = &graph.stacks[stack].addresses;
                    let Ok(address) = addresses.binary_search(&name) else {
                        continue;
                    };
                    let target = Node { stack, address };
                    if source != target {
                        graph.edges.insert((source, target));
                    }
                    if stack != from {
                        graph.order.insert((from, stack));
                    }
                }
            }
        }
        graph
    }

    /// Every node with its address, stack by stack.
    pub(crate) fn nodes(&self, stack: usize) -> impl Iterator<Item = (Node, &str)> {
        let addresses = self.stacks[stack].addresses.iter().enumerate();
        addresses.map(move |(address, name)| (Node { stack, address }, name.as_str()))
    }
}

/// Follows references through local values and other stacks' outputs.
struct Resolver<'a> {
    sources: &'a [Source<'a>],
    blocks: Vec<Blocks<'a>>,
}

/// The place of a stack, and an address in it.
type Target = (usize, String);

impl<'a> Resolver<'a> {
    fn new(sources: &'a [Source<'a>]) -> Self {
        let blocks = sources.iter().map(|one| Blocks::new(one.document));
        Self {
            sources,
            blocks: blocks.collect(),
        }
    }

    /// What is shown of a stack: a remote state is not, where what it reads is.
    fn addresses(&self, stack: usize) -> Vec<String> {
        let addresses = self.blocks[stack].addresses();
        let shown = addresses.filter(|address| self.producer(stack, address).is_none());
        let mut shown: Vec<String> = shown.map(str::to_owned).collect();
        shown.sort();
        shown
    }

    fn dependencies(&self, stack: usize) -> BTreeSet<usize> {
        let paths = self.sources[stack].dependencies.iter();
        let place = |path: &String| {
            let mut sources = self.sources.iter();
            sources.position(|other| other.construct_path == path)
        };
        paths.filter_map(place).filter(|to| *to != stack).collect()
    }

    fn targets(&self, stack: usize, address: &str) -> BTreeSet<Target> {
        let mut targets = BTreeSet::new();
        let mut visited = BTreeSet::new();
        for reference in self.blocks[stack].references(address) {
            self.follow(stack, &reference, &mut visited, &mut targets);
        }
        targets
    }

    /// `visited` ends the walk where values refer to one another in a circle.
    fn follow(
        &self,
        stack: usize,
        reference: &Traversal,
        visited: &mut BTreeSet<(usize, Traversal)>,
        targets: &mut BTreeSet<Target>,
    ) {
        if !visited.insert((stack, reference.clone())) {
            return;
        }
        if let [first, name, ..] = reference.as_slice()
            && first == "local"
        {
            for reference in self.blocks[stack].local(name) {
                self.follow(stack, &reference, visited, targets);
            }
            return;
        }
        let Some(address) = self.blocks[stack].address(reference) else {
            return;
        };
        let Some(producer) = self.producer(stack, &address) else {
            targets.insert((stack, address));
            return;
        };
        if let Some(output) = reference.get(4).filter(|_| reference[3] == "outputs") {
            let found = self.blocks[producer].output(output);
            for reference in found.into_iter().flatten() {
                self.follow(producer, &reference, visited, targets);
            }
        }
    }

    /// The stack whose state a remote state reads.
    fn producer(&self, stack: usize, address: &str) -> Option<usize> {
        if !address.starts_with(REMOTE_STATE) {
            return None;
        }
        let others = || (0..self.sources.len()).filter(|other| *other != stack);
        let named = blocks::producer_in_name(address);
        let reader = &self.blocks[stack];
        others()
            .find(|other| Some(self.sources[*other].name) == named)
            .or_else(|| others().find(|other| self.blocks[*other].is_state(reader, address)))
    }
}

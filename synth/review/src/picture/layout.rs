//! Where boxes go: in columns, each left of what it depends on.

use std::collections::BTreeSet;

/// The columns of `count` nodes, from left to right. An edge goes from a
/// column to one on its right, unless it is part of a circle.
pub(super) fn columns(count: usize, edges: &BTreeSet<(usize, usize)>) -> Vec<Vec<usize>> {
    let neighbours = Neighbours::new(count, edges);
    let ranks = ranks(&neighbours);
    let width = ranks.iter().max().map_or(0, |rank| rank + 1);
    let mut columns = vec![Vec::new(); width];
    for (node, rank) in ranks.iter().enumerate() {
        columns[width - 1 - rank].push(node);
    }
    let mut heights = vec![0; count];
    for column in &columns {
        measure(column, &mut heights);
    }
    // Each column is put into the order of its neighbours, there and back.
    for _ in 0..2 {
        for column in columns.iter_mut().rev() {
            arrange(column, &mut heights, &neighbours.targets);
        }
        for column in &mut columns {
            arrange(column, &mut heights, &neighbours.sources);
        }
    }
    columns
}

/// The edges of each node, by their other ends.
struct Neighbours {
    targets: Vec<Vec<usize>>,
    sources: Vec<Vec<usize>>,
}

impl Neighbours {
    fn new(count: usize, edges: &BTreeSet<(usize, usize)>) -> Self {
        let mut targets = vec![Vec::new(); count];
        let mut sources = vec![Vec::new(); count];
        for (from, to) in edges {
            targets[*from].push(*to);
            sources[*to].push(*from);
        }
        Self { targets, sources }
    }
}

/// The length of the longest path from each node. Nodes of a circle, and what
/// depends on one, keep what is known of theirs.
fn ranks(neighbours: &Neighbours) -> Vec<usize> {
    let mut ranks = vec![0; neighbours.targets.len()];
    let mut open: Vec<usize> = neighbours.targets.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..ranks.len()).filter(|node| open[*node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &source in &neighbours.sources[node] {
            ranks[source] = ranks[source].max(ranks[node] + 1);
            open[source] -= 1;
            if open[source] == 0 {
                ready.push(source);
            }
        }
    }
    ranks
}

/// Puts a column into the order of the middle of each node's neighbours.
fn arrange(column: &mut [usize], heights: &mut [usize], neighbours: &[Vec<usize>]) {
    column.sort_by_cached_key(|&node| {
        let around = &neighbours[node];
        let middle = match around.len() {
            0 => heights[node],
            count => around.iter().map(|other| heights[*other]).sum::<usize>() / count,
        };
        (middle, node)
    });
    measure(column, heights);
}

/// Notes how high in its column each node is, in thousandths.
fn measure(column: &[usize], heights: &mut [usize]) {
    for (place, node) in column.iter().enumerate() {
        heights[*node] = (2 * place + 1) * 1000 / (2 * column.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_path_decides() {
        let edges = BTreeSet::from([(0, 1), (1, 2), (0, 2), (3, 2)]);
        assert_eq!(columns(5, &edges), [vec![0], vec![1, 3], vec![2, 4]]);
        assert_eq!(columns(0, &BTreeSet::new()), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn a_circle_ends() {
        let edges = BTreeSet::from([(0, 1), (1, 0), (1, 2)]);
        assert_eq!(columns(3, &edges), [vec![1], vec![0, 2]]);
    }

    #[test]
    fn lines_that_cross_are_untangled() {
        let edges = BTreeSet::from([(0, 5), (1, 4), (2, 3)]);
        let [left, right] = columns(6, &edges).try_into().unwrap();
        let partners: Vec<usize> = left.iter().map(|node| 5 - node).collect();
        assert_eq!(partners, right);
    }
}

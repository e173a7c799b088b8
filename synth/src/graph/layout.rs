//! Where boxes go: in columns, each left of what it depends on.

use std::collections::BTreeSet;

/// The columns of `count` nodes, from left to right. An edge goes from a
/// column to one on its right, unless it is part of a circle.
pub(super) fn columns(count: usize, edges: &BTreeSet<(usize, usize)>) -> Vec<Vec<usize>> {
    let ranks = ranks(count, edges);
    let width = ranks.iter().max().map_or(0, |rank| rank + 1);
    let mut columns = vec![Vec::new(); width];
    for (node, rank) in ranks.iter().enumerate() {
        columns[width - 1 - rank].push(node);
    }
    // Each column is put into the order of its neighbours, there and back.
    for _ in 0..2 {
        for column in (0..width).rev() {
            arrange(&mut columns, column, |node| targets(edges, node));
        }
        for column in 0..width {
            arrange(&mut columns, column, |node| sources(edges, node));
        }
    }
    columns
}

/// The length of the longest path from each node. Nodes of a circle, and what
/// depends on one, keep what is known of theirs.
fn ranks(count: usize, edges: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let mut ranks = vec![0; count];
    let mut open: Vec<usize> = (0..count).map(|node| targets(edges, node).len()).collect();
    let mut ready: Vec<usize> = (0..count).filter(|node| open[*node] == 0).collect();
    while let Some(node) = ready.pop() {
        for source in sources(edges, node) {
            ranks[source] = ranks[source].max(ranks[node] + 1);
            open[source] -= 1;
            if open[source] == 0 {
                ready.push(source);
            }
        }
    }
    ranks
}

fn arrange(columns: &mut [Vec<usize>], column: usize, neighbours: impl Fn(usize) -> Vec<usize>) {
    let heights: Vec<(usize, usize)> = columns
        .iter()
        .flat_map(|column| {
            let length = column.len();
            let height = move |place| (2 * place + 1) * 1000 / (2 * length);
            column
                .iter()
                .enumerate()
                .map(move |(place, node)| (*node, height(place)))
        })
        .collect();
    let height = |node: usize| {
        let mut heights = heights.iter();
        heights
            .find(|(other, _)| *other == node)
            .map_or(0, |(_, height)| *height)
    };
    columns[column].sort_by_cached_key(|&node| {
        let neighbours = neighbours(node);
        let middle = match neighbours.len() {
            0 => height(node),
            count => neighbours.into_iter().map(height).sum::<usize>() / count,
        };
        (middle, node)
    });
}

fn targets(edges: &BTreeSet<(usize, usize)>, node: usize) -> Vec<usize> {
    let from = edges.iter().filter(|(from, _)| *from == node);
    from.map(|(_, to)| *to).collect()
}

fn sources(edges: &BTreeSet<(usize, usize)>, node: usize) -> Vec<usize> {
    let to = edges.iter().filter(|(_, to)| *to == node);
    to.map(|(from, _)| *from).collect()
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
}

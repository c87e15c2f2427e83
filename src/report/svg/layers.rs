//! Which population stands in which column, and in which order: a layered drawing after Sugiyama. A projection that
//! skips columns takes a place in each of them, so that it passes between the boxes.

use crate::circuit::Graph;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A population, by index.
    Population(usize),
    /// A projection on its way, by index.
    Passing(usize),
}

/// Columns from left to right, each from top to bottom.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// The columns.
    pub columns: Vec<Vec<Slot>>,
    /// The column of each population.
    pub column_of: Vec<usize>,
}

/// Sweeps over all columns; drawings as small as these settle sooner.
const SWEEPS: usize = 6;

impl Layers {
    /// Arranges a graph. The output stands in the last column, the input alone in the first.
    pub fn of(graph: &Graph, input: Option<usize>, output: Option<usize>) -> Layers {
        let mut column_of = vec![0; graph.count];
        for &p in &graph.order {
            let before = graph.incoming(p).filter(|&e| graph.edges[e].2 == 0);
            let depth = before.map(|e| column_of[graph.edges[e].0] + 1).max().unwrap_or(1);
            column_of[p] = if Some(p) == input { 0 } else { depth };
        }
        let last = column_of.iter().copied().max().unwrap_or(0);
        if let Some(output) = output {
            column_of[output] = last;
        }
        let mut columns = vec![Vec::new(); if graph.count == 0 { 0 } else { last + 1 }];
        (0..graph.count).for_each(|p| columns[column_of[p]].push(Slot::Population(p)));
        let mut layers = Layers { columns, column_of };
        let links = layers.pass(graph);
        for sweep in 0..SWEEPS {
            layers.sweep(&links, sweep % 2 == 0);
        }
        layers
    }

    /// Gives projections without delay their places in the columns that they skip; returns who is linked to whom across
    /// each gap between columns.
    fn pass(&mut self, graph: &Graph) -> Vec<Vec<(Slot, Slot)>> {
        let mut links = vec![Vec::new(); self.columns.len()];
        for (e, &(from, to, delay)) in graph.edges.iter().enumerate() {
            if delay > 0 {
                continue;
            }
            let mut before = Slot::Population(from);
            for column in self.column_of[from] + 1..self.column_of[to] {
                self.columns[column].push(Slot::Passing(e));
                links[column - 1].push((before, Slot::Passing(e)));
                before = Slot::Passing(e);
            }
            links[self.column_of[to] - 1].push((before, Slot::Population(to)));
        }
        links
    }

    /// Sorts each column by the mean place of its slots' neighbours in the column before (or behind).
    fn sweep(&mut self, links: &[Vec<(Slot, Slot)>], forward: bool) {
        let count = self.columns.len();
        for step in 1..count {
            let (column, other) = if forward { (step, step - 1) } else { (count - 1 - step, count - step) };
            let place = |slot: Slot| {
                let there = &self.columns[other];
                let at = there.iter().position(|s| *s == slot).unwrap_or(0) as f64;
                at - (there.len() as f64 - 1.0) / 2.0
            };
            let mean = |(here, slot): (usize, &Slot)| {
                let across = links[column.min(other)].iter().filter_map(|&(a, b)| match forward {
                    true => (b == *slot).then_some(a),
                    false => (a == *slot).then_some(b),
                });
                let places: Vec<f64> = across.map(place).collect();
                // What has no neighbour there keeps its place.
                let own = here as f64 - (self.columns[column].len() as f64 - 1.0) / 2.0;
                if places.is_empty() { own } else { places.iter().sum::<f64>() / places.len() as f64 }
            };
            let mut sorted: Vec<(f64, Slot)> =
                self.columns[column].iter().enumerate().map(|(i, slot)| (mean((i, slot)), *slot)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.columns[column] = sorted.into_iter().map(|(_, slot)| slot).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(count: usize, edges: &[(usize, usize, usize)]) -> Graph {
        Graph { edges: edges.to_vec(), order: (0..count).collect(), count, within: Vec::new() }
    }

    #[test]
    fn a_projection_that_skips_columns_has_a_place_in_each_of_them() {
        let graph = graph(4, &[(0, 1, 0), (1, 2, 0), (2, 3, 0), (0, 3, 0), (3, 1, 2)]);
        let layers = Layers::of(&graph, Some(0), Some(3));
        assert_eq!(layers.column_of, [0, 1, 2, 3]);
        assert!(layers.columns[1].contains(&Slot::Passing(3)) && layers.columns[2].contains(&Slot::Passing(3)));
        assert_eq!(layers.columns.iter().flatten().count(), 6);
    }

    #[test]
    fn parallel_chains_do_not_cross() {
        // 1 → 4 and 2 → 3: the second column is turned round.
        let graph = graph(6, &[(0, 1, 0), (0, 2, 0), (1, 4, 0), (2, 3, 0), (3, 5, 0), (4, 5, 0)]);
        let layers = Layers::of(&graph, Some(0), Some(5));
        let place = |column: usize, p| layers.columns[column].iter().position(|s| *s == Slot::Population(p));
        assert_eq!(place(1, 1) < place(1, 2), place(2, 4) < place(2, 3));
    }
}

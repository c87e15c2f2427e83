//! The circuit as a graph: which population reads which, and in which order they are computed within a step.

use super::Circuit;

/// Populations and projections by index (the order of the file).
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// `(from, to, delay)` of each projection.
    pub edges: Vec<(usize, usize, usize)>,
    /// Populations in an order that respects every projection without delay.
    pub order: Vec<usize>,
    /// Number of populations.
    pub count: usize,
}

impl Graph {
    /// The graph of a circuit whose names all exist. Errors with the populations of a cycle without delay.
    pub fn of(circuit: &Circuit) -> Result<Graph, Vec<usize>> {
        let index = |name: &str| circuit.populations.position(name).unwrap_or(usize::MAX);
        let edges = circuit.projections.iter().map(|p| (index(&p.from), index(&p.to), p.delay)).collect();
        let mut graph = Graph { edges, order: Vec::new(), count: circuit.populations.0.len() };
        while graph.order.len() < graph.count {
            let ready = |&p: &usize| {
                let waits =
                    |&(from, to, delay): &(usize, usize, usize)| to == p && delay == 0 && !graph.order.contains(&from);
                !graph.order.contains(&p) && !graph.edges.iter().any(waits)
            };
            match (0..graph.count).find(ready) {
                Some(next) => graph.order.push(next),
                None => return Err(graph.cycle()),
            }
        }
        Ok(graph)
    }

    /// Follows edges without delay backward among the populations that could not be ordered until one repeats.
    fn cycle(&self) -> Vec<usize> {
        let stuck = |p: usize| !self.order.contains(&p);
        let mut path: Vec<usize> = (0..self.count).filter(|&p| stuck(p)).take(1).collect();
        loop {
            let last = path[path.len() - 1];
            let back = self.edges.iter().find(|&&(from, to, delay)| to == last && delay == 0 && stuck(from));
            let Some(&(from, ..)) = back else { return path };
            if let Some(start) = path.iter().position(|&p| p == from) {
                let mut cycle = path.split_off(start);
                cycle.reverse();
                return cycle;
            }
            path.push(from);
        }
    }

    /// Projections into `population`, by index.
    pub fn incoming(&self, population: usize) -> impl Iterator<Item = usize> + '_ {
        self.edges.iter().enumerate().filter(move |(_, e)| e.1 == population).map(|(i, _)| i)
    }

    /// Projections out of `population`, by index.
    pub fn outgoing(&self, population: usize) -> impl Iterator<Item = usize> + '_ {
        self.edges.iter().enumerate().filter(move |(_, e)| e.0 == population).map(|(i, _)| i)
    }

    /// True where a change of `population` can reach `other` within the same step.
    pub fn reaches(&self, population: usize, other: usize) -> bool {
        let mut reached = vec![false; self.count];
        reached[population] = true;
        for &p in &self.order {
            if reached[p] {
                for &(from, to, delay) in &self.edges {
                    if from == p && delay == 0 {
                        reached[to] = true;
                    }
                }
            }
        }
        reached[other]
    }
}

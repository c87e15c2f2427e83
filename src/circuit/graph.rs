//! The circuit as a graph: which population reads which, and in which order they are computed within a step.

use super::Circuit;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// Populations and projections by index (the order of the file).
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// `(from, to, delay)` of each projection.
    pub edges: Vec<(usize, usize, usize)>,
    /// Populations in an order that respects every projection without delay.
    pub order: Vec<usize>,
    /// Number of populations.
    pub count: usize,
    /// `(from, to)` of each projection without delay, in the order of computation of `from`.
    pub(crate) within: Vec<(usize, usize)>,
}

impl Graph {
    /// The graph of a circuit whose names all exist. Errors with the populations of a cycle without delay.
    pub fn of(circuit: &Circuit) -> Result<Graph, Vec<usize>> {
        let index: HashMap<&str, usize> = circuit.populations.names().enumerate().map(|(i, name)| (name, i)).collect();
        let ends = |p: &super::Projection| (index[p.from.as_str()], index[p.to.as_str()], p.delay);
        let edges: Vec<_> = circuit.projections.iter().map(ends).collect();
        let within = edges.iter().filter(|e| e.2 == 0).map(|e| (e.0, e.1)).collect();
        let mut graph = Graph { edges, order: Vec::new(), count: circuit.populations.0.len(), within };
        graph.sort();
        if graph.order.len() < graph.count {
            return Err(graph.cycle());
        }
        let mut place = vec![0; graph.count];
        graph.order.iter().enumerate().for_each(|(at, &population)| place[population] = at);
        graph.within.sort_by_key(|&(from, _)| place[from]);
        Ok(graph)
    }

    /// Orders the populations as far as possible; among those that could come next, the file's first does.
    fn sort(&mut self) {
        let mut waits_for = vec![0; self.count];
        let mut readers = vec![Vec::new(); self.count];
        for &(from, to) in &self.within {
            waits_for[to] += 1;
            readers[from].push(to);
        }
        let mut ready: BinaryHeap<_> = (0..self.count).filter(|&p| waits_for[p] == 0).map(Reverse).collect();
        while let Some(Reverse(next)) = ready.pop() {
            self.order.push(next);
            for &reader in &readers[next] {
                waits_for[reader] -= 1;
                if waits_for[reader] == 0 {
                    ready.push(Reverse(reader));
                }
            }
        }
    }

    /// Follows edges without delay backward among the populations that could not be ordered until one repeats.
    fn cycle(&self) -> Vec<usize> {
        let mut stuck = vec![true; self.count];
        self.order.iter().for_each(|&p| stuck[p] = false);
        let before: HashMap<usize, usize> =
            self.within.iter().rev().filter(|(from, _)| stuck[*from]).map(|&(from, to)| (to, from)).collect();
        let mut path: Vec<usize> = (0..self.count).filter(|&p| stuck[p]).take(1).collect();
        let mut place = HashMap::from([(path[0], 0)]);
        loop {
            let from = before[&path[path.len() - 1]];
            if let Some(&start) = place.get(&from) {
                let mut cycle = path.split_off(start);
                cycle.reverse();
                return cycle;
            }
            place.insert(from, path.len());
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

    /// By population: whether a change of one of `sources` reaches it, through at least one projection, within the step.
    pub fn downstream(&self, sources: &[usize]) -> Vec<bool> {
        let mut source = vec![false; self.count];
        sources.iter().for_each(|&p| source[p] = true);
        let mut reached = vec![false; self.count];
        for &(from, to) in &self.within {
            reached[to] |= source[from] || reached[from];
        }
        reached
    }

    /// By population: whether a change of one of `sources` reaches it, through at least one projection, now or later.
    pub fn downstream_in_time(&self, sources: &[usize]) -> Vec<bool> {
        let mut reached = vec![false; self.count];
        let mut next: Vec<usize> = sources.to_vec();
        while let Some(from) = next.pop() {
            for &(_, to, _) in self.edges.iter().filter(|e| e.0 == from) {
                if !std::mem::replace(&mut reached[to], true) {
                    next.push(to);
                }
            }
        }
        reached
    }

    /// By population: whether a change of it reaches `target` now or later; `target` itself included.
    pub fn upstream_in_time(&self, target: usize) -> Vec<bool> {
        let mut reaches = vec![false; self.count];
        reaches[target] = true;
        let mut next = vec![target];
        while let Some(to) = next.pop() {
            for &(from, _, _) in self.edges.iter().filter(|e| e.1 == to) {
                if !std::mem::replace(&mut reaches[from], true) {
                    next.push(from);
                }
            }
        }
        reaches
    }

    /// By population: whether a change of it reaches `target` within the step; `target` itself included.
    pub fn upstream(&self, target: usize) -> Vec<bool> {
        let mut reaches = vec![false; self.count];
        reaches[target] = true;
        for &(from, to) in self.within.iter().rev() {
            reaches[from] |= reaches[to];
        }
        reaches
    }
}

#[cfg(test)]
mod tests;

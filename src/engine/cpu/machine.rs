//! What an operation works with: memory, threads, working space. Everything is allocated when the engine opens.

use super::gemm::{Panels, Scratch};
use super::pool::Pool;
use super::sparse;
use super::store::Store;
use super::track::Workspace;
use crate::plan::op::Change;
use crate::plan::{Clock, Plan, Program, Topology, Work};
use crate::plasticity::optimizer::Update;
use std::sync::Arc;

/// The machine under an engine.
pub struct Machine {
    pub store: Store,
    pub pool: Pool,
    pub scratch: Scratch,
    pub panels: Panels,
    pub sparse: sparse::Scratch,
    pub topologies: Vec<Arc<Topology>>,
    /// One row of the widest buffer.
    pub row: Vec<f32>,
    /// Working space of each tracked population.
    pub tracking: Vec<Workspace>,
}

/// Where and when an operation runs.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub program: &'a Program,
    pub clock: Clock,
}

impl Moment<'_> {
    /// The scalars of this change of weights.
    pub fn step_of(&self, change: &Change, replicas: usize) -> Update<f32> {
        change.step(self.program, self.clock, replicas)
    }

    /// The present update.
    pub fn update(&self) -> u64 {
        self.clock.update(self.program)
    }
}

impl Machine {
    /// Allocates everything that the plan's operations will need.
    pub fn new(plan: &Plan, threads: usize) -> std::io::Result<Machine> {
        let pool = Pool::new(threads)?;
        let mut tracking = Vec::new();
        // The largest products of pre and post: replicas (or draws) and presynaptic neurons.
        let (mut rows, mut cols) = (1, 1);
        for op in &plan.learn.ops {
            let mut need = |r: usize, c: usize| (rows, cols) = (rows.max(r), cols.max(c));
            match &op.work {
                Work::Learn(work) if work.change.topology.is_none() => need(work.activity.rows, work.activity.cols),
                Work::Estimate(work) => need(work.draws, work.rank),
                Work::LearnBias(work) => need(1, work.delta.cols),
                Work::Track(work) => tracking.extend(work.items.iter().map(Workspace::new)),
                _ => {}
            }
        }
        Ok(Machine {
            store: Store::new(plan),
            scratch: Scratch::new(threads),
            panels: Panels::new(threads, rows, cols),
            sparse: sparse::Scratch::new(plan),
            topologies: plan.topologies.clone(),
            pool,
            row: vec![0.0; cols],
            tracking,
        })
    }
}

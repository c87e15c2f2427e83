//! What an operation works with: memory, threads, working space. Everything is allocated when the engine opens.

use super::gemm::{Panels, Scratch};
use super::pool::Pool;
use super::sparse;
use super::store::Store;
use super::structure::Space;
use super::structure::conv::scratch::Scratch as ConvScratch;
use super::track::Workspace;
use crate::plan::op::Change;
use crate::plan::op::track::TrackItem;
use crate::plan::{Clock, Plan, Program, Structure, Work};
use crate::plasticity::optimizer::Update;
use std::sync::Arc;

/// The machine under an engine.
pub struct Machine {
    pub store: Store,
    pub pool: Pool,
    pub space: Space,
    pub structures: Vec<Arc<Structure>>,
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
        let Needs { rows, cols, tracked } = Needs::of(plan);
        let tracking = tracked.into_iter().map(Workspace::new).collect();
        Ok(Machine {
            store: Store::new(plan),
            space: Space {
                scratch: Scratch::new(threads),
                panels: Panels::new(threads, rows, cols),
                listed: sparse::Scratch::new(plan),
                conv: ConvScratch::new(plan, threads),
            },
            structures: plan.structures.clone(),
            pool,
            row: vec![0.0; cols],
            tracking,
        })
    }
    /// Bytes of all that [`Machine::new`] allocates besides the plan's buffers; of a plan of any size.
    pub fn bytes(plan: &Plan, threads: usize) -> u64 {
        let Needs { rows, cols, tracked } = Needs::of(plan);
        let fixed = Scratch::bytes(threads).saturating_add(sparse::Scratch::bytes(plan));
        let fixed = fixed.saturating_add(ConvScratch::bytes(plan, threads));
        let products = Panels::bytes(rows, cols).saturating_add(4 * cols as u64);
        tracked.into_iter().map(Workspace::bytes).fold(fixed.saturating_add(products), u64::saturating_add)
    }
}

/// What the operations of a plan ask of a machine.
struct Needs<'a> {
    /// The largest products of pre and post: replicas (or draws), and presynaptic neurons.
    rows: usize,
    cols: usize,
    tracked: Vec<&'a TrackItem>,
}

impl Needs<'_> {
    fn of(plan: &Plan) -> Needs<'_> {
        let mut needs = Needs { rows: 1, cols: 1, tracked: Vec::new() };
        for op in &plan.learn.ops {
            let Needs { rows, cols, tracked } = &mut needs;
            let mut need = |r: usize, c: usize| (*rows, *cols) = ((*rows).max(r), (*cols).max(c));
            match &op.work {
                Work::Learn(work) if matches!(plan.structure(work.structure), Structure::Dense(_)) => {
                    need(work.activity.rows, work.activity.cols);
                }
                Work::Estimate(work) => need(work.draws, work.rank),
                Work::LearnBias(work) => need(1, work.delta.cols),
                Work::Track(work) => tracked.extend(&work.items),
                _ => {}
            }
        }
        needs
    }
}

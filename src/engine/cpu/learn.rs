//! See [`crate::plan::op::Learn`].

use super::buffer::Buffer;
use super::gemm;
use super::machine::{Machine, Moment};
use super::pool::Pool;
use super::store::Store;
use crate::plan::op::{Change, Learn};
use crate::plasticity::optimizer::Update;

/// Calls `$product(arguments…, [states…], apply)` with as many states as the optimiser keeps.
macro_rules! with_optimizer {
    ($change:expr, $update:expr, $taken:expr, $product:path, $($argument:expr),*) => {{
        let (u, optimizer) = ($update, &$change.plasticity.optimizer);
        let Taken { weights, first, second } = &mut $taken;
        match $change.memory.len() {
            0 => $product(
                $($argument),*,
                [&mut weights[..]],
                #[inline(always)]
                |_, _, g, [w]| optimizer.apply(u, g, w, &mut [], &mut []),
            ),
            1 => $product(
                $($argument),*,
                [&mut weights[..], &mut first[..]],
                #[inline(always)]
                |_, _, g, [w, a]| optimizer.apply(u, g, w, a, &mut []),
            ),
            _ => $product(
                $($argument),*,
                [&mut weights[..], &mut first[..], &mut second[..]],
                #[inline(always)]
                |_, _, g, [w, a, b]| optimizer.apply(u, g, w, a, b),
            ),
        }
    }};
}
pub(super) use with_optimizer;

pub fn learn(op: &Learn, m: &mut Machine, now: Moment) {
    let u: Update<f32> = now.step_of(&op.change, op.replicas);
    let mut taken = Taken::from(&op.change, &mut m.store);
    let (delta, x) = (m.store.view(op.delta, now.clock.step), m.store.view(op.activity, now.clock.step));
    let (pool, panels) = (&m.pool, &mut m.panels);
    with_optimizer!(op.change, u, taken, gemm::correlate, pool, panels, delta, x);
    bound_rows(&op.change, &mut taken.weights, op.activity.cols, &m.pool);
    taken.give_back(&op.change, &mut m.store);
}

/// What changes, taken out of the store: weights and what each synapse remembers, empty where it does not.
pub struct Taken {
    pub weights: Buffer,
    pub first: Buffer,
    pub second: Buffer,
}

impl Taken {
    pub fn from(change: &Change, store: &mut Store) -> Taken {
        let mut memory = change.memory.iter().map(|&id| store.take(id));
        let (first, second) = (memory.next().unwrap_or_default(), memory.next().unwrap_or_default());
        drop(memory);
        Taken { weights: store.take(change.weights), first, second }
    }

    /// All three as outputs of rows of `pre`.
    pub fn outputs(&mut self, pre: usize) -> [(&mut [f32], usize); 3] {
        [&mut self.weights, &mut self.first, &mut self.second].map(|data| {
            let width = if data.is_empty() { 0 } else { pre };
            (&mut data[..], width)
        })
    }

    pub fn give_back(self, change: &Change, store: &mut Store) {
        store.put(change.weights, self.weights);
        for (&id, data) in change.memory.iter().zip([self.first, self.second]) {
            store.put(id, data);
        }
    }
}

/// Keeps the norm of each neuron's weights within bounds, where there are any.
pub fn bound_rows(change: &Change, weights: &mut [f32], pre: usize, pool: &Pool) {
    if let Some(bound) = change.bound() {
        let rows = weights.len() / pre;
        pool.split(rows, (8192 / pre).max(1), [(weights, pre)], |_, [rows]| {
            rows.chunks_mut(pre).for_each(|row| bound_norm(row, bound as f32));
        });
    }
}

fn bound_norm(row: &mut [f32], bound: f32) {
    let norm = row.iter().map(|w| w * w).sum::<f32>().sqrt();
    if norm > bound {
        let scale = bound / norm;
        row.iter_mut().for_each(|w| *w *= scale);
    }
}

//! See [`crate::plan::op::Learn`].

use super::buffer::Buffer;
use super::gemm;
use super::machine::{Machine, Moment};
use super::sparse::{self, Correlation};
use super::store::Store;
use crate::plan::op::{Change, Learn};
use crate::plasticity::Dale;
use crate::plasticity::optimizer::Update;

/// Calls `$product(arguments…, [states…], apply)` with as many states as the optimiser keeps.
macro_rules! with_optimizer {
    ($change:expr, $update:expr, $taken:expr, $product:path, $($argument:expr),*) => {{
        let (u, optimizer, dale) = ($update, &$change.plasticity.optimizer, $change.dale);
        let Taken { weights, first, second } = &mut $taken;
        match $change.memory.len() {
            0 => $product(
                $($argument),*,
                [&mut weights[..]],
                #[inline(always)]
                |_, j, g, [w]| {
                    optimizer.apply(u, g, w, &mut [], &mut []);
                    super::learn::bound(dale, j, w);
                },
            ),
            1 => $product(
                $($argument),*,
                [&mut weights[..], &mut first[..]],
                #[inline(always)]
                |_, j, g, [w, a]| {
                    optimizer.apply(u, g, w, a, &mut []);
                    super::learn::bound(dale, j, w);
                },
            ),
            _ => $product(
                $($argument),*,
                [&mut weights[..], &mut first[..], &mut second[..]],
                #[inline(always)]
                |_, j, g, [w, a, b]| {
                    optimizer.apply(u, g, w, a, b);
                    super::learn::bound(dale, j, w);
                },
            ),
        }
    }};
}
pub(super) use with_optimizer;

pub fn learn(op: &Learn, m: &mut Machine, now: Moment) {
    let u: Update<f32> = now.step_of(&op.change, op.replicas);
    let mut taken = Taken::from(&op.change, &mut m.store);
    let (delta, x) = (m.store.view(op.delta, now.clock.step), m.store.view(op.activity, now.clock.step));
    match op.change.topology {
        None => with_optimizer!(op.change, u, taken, gemm::correlate, &m.pool, &mut m.panels, delta, x),
        Some(id) => {
            let (synapses, optimizer) = (&m.topologies[id.0].incoming, &op.change.plasticity.optimizer);
            sparse::correlate(
                &m.pool,
                &mut m.sparse,
                Correlation { synapses, delta, x },
                taken.all(),
                #[inline(always)]
                |first, g, [w, a, b]| {
                    optimizer.apply(u, g, w, a, b);
                    if let Some(dale) = op.change.dale {
                        dale.bound_listed(&synapses.columns()[first..], w);
                    }
                },
            );
        }
    }
    bound_norms(&op.change, &mut taken.weights, op.delta.cols, m);
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

    /// All three.
    pub fn all(&mut self) -> [&mut [f32]; 3] {
        [&mut self.weights, &mut self.first, &mut self.second]
    }

    /// All three as outputs of one number a synapse.
    pub fn outputs(&mut self) -> [(&mut [f32], usize); 3] {
        self.all().map(|data| {
            let width = usize::from(!data.is_empty());
            (data, width)
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
pub fn bound_norms(change: &Change, weights: &mut [f32], post: usize, m: &Machine) {
    let Some(bound) = change.bound() else { return };
    let grain = (8192 * post / weights.len().max(1)).max(1);
    match change.topology {
        Some(id) => {
            let starts = m.topologies[id.0].incoming.starts();
            m.pool.rows(starts, grain, weights, |_, row| bound_norm(row, bound as f32));
        }
        None => {
            let pre = weights.len() / post;
            m.pool.split(post, grain, [(weights, pre)], |_, [rows]| {
                rows.chunks_mut(pre).for_each(|row| bound_norm(row, bound as f32));
            });
        }
    }
}

/// Weights stop at 0 where they would cross it, where signs are given.
pub fn bound_signs(change: &Change, weights: &mut [f32], post: usize, m: &Machine) {
    let Some(dale) = change.dale else { return };
    match change.topology {
        Some(id) => dale.bound_listed(m.topologies[id.0].incoming.columns(), weights),
        None => weights.chunks_mut(weights.len() / post).for_each(|row| dale.bound(0, row)),
    }
}

/// Weights from neuron `first` on stop at 0.
#[inline(always)]
pub fn bound(dale: Option<Dale>, first: usize, weights: &mut [f32]) {
    if let Some(dale) = dale {
        dale.bound(first, weights);
    }
}

fn bound_norm(row: &mut [f32], bound: f32) {
    let norm = row.iter().map(|w| w * w).sum::<f32>().sqrt();
    if norm > bound {
        let scale = bound / norm;
        row.iter_mut().for_each(|w| *w *= scale);
    }
}

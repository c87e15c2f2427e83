//! What changes when synapses learn, and how: see [`crate::plan::op::Change`].

use super::buffer::Buffer;
use super::store::Store;
use crate::plan::op::Change;
use crate::plasticity::Dale;

/// Calls `$product(arguments…, [states…], apply)` with as many states as the optimiser keeps.
macro_rules! with_optimizer {
    ($change:expr, $update:expr, $taken:expr, $product:path, $($argument:expr),*) => {{
        let (u, optimizer, dale) = ($update, &$change.plasticity.optimizer, $change.dale);
        let Taken { weights, first, second } = $taken;
        match $change.memory.len() {
            0 => $product(
                $($argument),*,
                [&mut weights[..]],
                #[inline(always)]
                |_, j, g, [w]| {
                    optimizer.apply(u, g, w, &mut [], &mut []);
                    crate::engine::cpu::change::bound(dale, j, w);
                },
            ),
            1 => $product(
                $($argument),*,
                [&mut weights[..], &mut first[..]],
                #[inline(always)]
                |_, j, g, [w, a]| {
                    optimizer.apply(u, g, w, a, &mut []);
                    crate::engine::cpu::change::bound(dale, j, w);
                },
            ),
            _ => $product(
                $($argument),*,
                [&mut weights[..], &mut first[..], &mut second[..]],
                #[inline(always)]
                |_, j, g, [w, a, b]| {
                    optimizer.apply(u, g, w, a, b);
                    crate::engine::cpu::change::bound(dale, j, w);
                },
            ),
        }
    }};
}
pub(super) use with_optimizer;

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

/// Weights from neuron `first` on stop at 0.
#[inline(always)]
pub fn bound(dale: Option<Dale>, first: usize, weights: &mut [f32]) {
    if let Some(dale) = dale {
        dale.bound(first, weights);
    }
}

/// Weights of one neuron, which have no larger norm.
pub fn bound_norm(row: &mut [f32], bound: f32) {
    let norm = row.iter().map(|w| w * w).sum::<f32>().sqrt();
    if norm > bound {
        let scale = bound / norm;
        row.iter_mut().for_each(|w| *w *= scale);
    }
}

//! What the circuit's own credit makes of errors: with the feedback that it has now.

use crate::analysis::jacobian::Network;
use crate::analysis::product::{combine, onto};
use crate::plan::{BufferId, Work};
use crate::run::session::Session;
use std::collections::BTreeMap;

impl Session {
    /// B (n_o × n): what is stored, or C U and what is stored off the manifold.
    pub(super) fn full_feedback(&self, i: usize, stored: Vec<f32>, basis: Option<&[f32]>, n: usize) -> Vec<f32> {
        whole(stored, self.plan.populations[i].feedback_off.map(|id| self.read(id)), basis, n)
    }

    /// M by feedback alignment: δ carried backward through the fixed random weights.
    pub(super) fn random_backward(&self, network: &Network, errors: &[f64], population: usize) -> Option<Vec<f32>> {
        let delta = |layer: usize, m: &[f32]| -> Vec<f32> {
            m.iter().zip(&network.layers[layer].slope).map(|(m, s)| m * s).collect()
        };
        let owner = |id: BufferId| self.plan.populations.iter().position(|p| p.third_factor == Some(id));
        let mut third: Vec<Option<Vec<f32>>> = vec![None; network.layers.len()];
        third[network.output] = Some(errors.iter().map(|e| *e as f32).collect());
        let mut deltas = BTreeMap::new();
        for op in &self.plan.learn.ops {
            match &op.work {
                Work::Modulate(work) => {
                    let layer = owner(work.third_factor.buffer).unwrap_or(network.output);
                    deltas.insert(work.delta.buffer, delta(layer, third[layer].as_ref()?));
                }
                Work::Backward(work) => {
                    let layer = owner(work.third_factor)?;
                    let weights = self.plan.structure(work.structure).to_dense(self.read(work.weights));
                    let sent = combine(deltas.get(&work.delta.buffer)?, work.post, &weights, work.pre);
                    match (&mut third[layer], work.add) {
                        (Some(sum), true) => sum.iter_mut().zip(sent).for_each(|(s, x)| *s += x),
                        (slot, _) => *slot = Some(sent),
                    }
                }
                _ => {}
            }
        }
        third[population].take()
    }
}

/// B (n_o × n) of what is stored: all of it, or coordinates in a basis (rank × n) and what is stored off the manifold.
pub(super) fn whole(stored: Vec<f32>, off: Option<Vec<f32>>, basis: Option<&[f32]>, n: usize) -> Vec<f32> {
    let Some(basis) = basis else { return stored };
    let rank = basis.len() / n;
    let mut full = combine(&stored, rank, basis, n);
    if let Some(off) = off {
        let inside = combine(&onto(&off, basis, n), rank, basis, n);
        full.iter_mut().zip(off.iter().zip(inside)).for_each(|(b, (o, i))| *b += o - i);
    }
    full
}

//! See [`crate::plan::op::LearnByLoss`].

use super::change::Taken;
use super::machine::{Machine, Moment};
use super::structure;
use crate::plan::op::LearnByLoss;
use crate::plasticity::optimizer::Update;

/// Pieces of this length are worked on in the first-level cache.
const PIECE: usize = 1024;

pub fn learn_by_loss(op: &LearnByLoss, m: &mut Machine, now: Moment) {
    let u: Update<f32> = now.step_of(&op.change, op.replicas);
    let mut taken = Taken::from(&op.change, &mut m.store);
    // A mean over replicas comes with the update: this is the sum.
    let sum: f32 = m.store.get(op.losses)[..op.replicas].iter().sum();
    let (factor, noise) = (sum * op.scale, m.store.get(op.noise));
    let optimizer = &op.change.plasticity.optimizer;
    m.pool.split(noise.len(), 8192, taken.outputs(), |synapses, [weights, first, second]| {
        let (mut gradient, count) = ([0.0; PIECE], synapses.len());
        for at in (0..count).step_by(PIECE) {
            let own = at..count.min(at + PIECE);
            let g = &mut gradient[..own.len()];
            g.iter_mut().zip(&noise[synapses.start + at..]).for_each(|(g, e)| *g = factor * e);
            let part = |state: &[f32]| if state.is_empty() { 0..0 } else { own.clone() };
            let (a, b) = (part(first), part(second));
            optimizer.apply(u, g, &mut weights[own.clone()], &mut first[a], &mut second[b]);
        }
    });
    let structure = &m.structures[op.structure.0];
    structure::bound_signs(structure, &op.change, &mut taken.weights);
    structure::bound_norms(structure, &m.pool, &op.change, &mut taken.weights);
    taken.give_back(&op.change, &mut m.store);
}

//! See [`crate::plan::op::LearnEligible`].

use super::execute::Moment;
use super::learn::apply;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::LearnEligible;

pub fn learn_eligible(op: &LearnEligible, memory: &mut Memory, now: Moment) {
    // Post- and presynaptic neuron of every synapse.
    let structure = memory.structure(op.structure);
    let synapses: Vec<(usize, usize)> = structure.pairs().collect();
    let mut traces = memory.whole(op.eligibility);
    if let Some(growth) = op.growth {
        let (x, gain) = (memory.view(growth.activity, now.step()), memory.whole(growth.gain));
        let keep = memory.whole(growth.keep);
        for b in 0..op.replicas {
            for (e, &(i, j)) in traces.row_mut(b).iter_mut().zip(&synapses) {
                let product = gain[(b, i)] * x[(b, j)];
                *e = keep[(0, i)] * *e + if growth.cubed { product.powi(3) } else { product };
            }
        }
        memory.store(op.eligibility, &traces);
    }
    if let Some((third_factor, change)) = &op.learning {
        let m = memory.view(*third_factor, now.step());
        let sum = Matrix::from_fn(synapses.len(), 1, |synapse, _| {
            (0..op.replicas).map(|b| m[(b, synapses[synapse].0)] * traces[(b, synapse)]).sum()
        });
        apply(change, Some(&structure), op.replicas, &sum, memory, now);
    }
}

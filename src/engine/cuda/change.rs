//! How weights follow from their gradient, on the device: see [`op::Change`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, args};
use super::site::Site;
use crate::plan::{StructureId, op};
use crate::plasticity::optimizer::Optimizer;
use crate::plasticity::schedule::Schedule;

kernels!("change": BOUND_NORMS = bound_norms(256));

args! {
    /// `Change` of change.cuh.
    #[derive(Default)]
    pub struct Change {
        weights: Address,
        first: Address,
        second: Address,
        rate: f64,
        beta1: f64,
        beta2: f64,
        decay: f64,
        last: f64,
        span: u64,
        changes: u64,
        keep1: f32,
        keep2: f32,
        new1: f32,
        new2: f32,
        epsilon: f32,
        optimizer: u32,
        schedule: u32,
        online: u32,
        replicas: u32,
        has_signs: u32,
        excitatory: u32,
    }
}

impl Change {
    /// All that a kernel needs to know of a change; what is left follows from the clock.
    pub fn new(change: &op::Change, replicas: usize, site: &Site) -> Change {
        let (optimizer, beta1, beta2, epsilon) = match &change.plasticity.optimizer {
            Optimizer::Sgd(_) => (0, 0.0, 0.0, 0.0),
            Optimizer::Momentum(p) => (1, p.beta, 0.0, 0.0),
            Optimizer::Adam(p) => (2, p.beta1, p.beta2, p.epsilon),
        };
        let (schedule, last, span) = match &change.plasticity.schedule {
            Schedule::Constant(_) => (0, 1.0, 1),
            Schedule::Cosine(p) => (1, p.last, p.warmup),
            Schedule::Step(p) => (2, p.factor, p.every),
        };
        let steps = if change.online { site.program.steps as u64 } else { 1 };
        Change {
            weights: site.data(change.weights),
            first: site.data_of(change.memory.first().copied()),
            second: site.data_of(change.memory.get(1).copied()),
            rate: change.plasticity.optimizer.rate(),
            beta1,
            beta2,
            decay: if change.bias { 0.0 } else { change.plasticity.weight_decay },
            last,
            span,
            changes: change.updates.saturating_mul(steps),
            keep1: beta1 as f32,
            keep2: beta2 as f32,
            // Subtracted before rounding: 1 − 0.999 in single precision is off by 1e-5 of itself.
            new1: (1.0 - beta1) as f32,
            new2: (1.0 - beta2) as f32,
            epsilon: epsilon as f32,
            optimizer,
            schedule,
            online: change.online.into(),
            replicas: replicas as u32,
            has_signs: change.dale.is_some().into(),
            excitatory: change.dale.map_or(0, |dale| dale.excitatory as u32),
        }
    }
}

args! {
    /// `BoundNorms` of change.cu.
    struct BoundNorms {
        now: Now,
        weights: Address,
        starts: Address,
        post: u32,
        pre: u32,
        bound: f32,
    }
}

/// What follows a change of weights: each neuron's norm is kept within bounds, where there are any.
pub fn bound_norms(change: &op::Change, structure: StructureId, site: &Site) -> Option<Launch> {
    let bound = change.bound()?;
    let (post, [starts, _]) = (site.plan.structure(structure).post(), site.incoming(structure));
    let args = BoundNorms {
        now: site.now,
        weights: site.data(change.weights),
        starts,
        post: post as u32,
        pre: (site.plan.buffer(change.weights).len() / post.max(1)) as u32,
        bound: bound as f32,
    };
    Some(Launch::new(BOUND_NORMS, (post, 1), args))
}

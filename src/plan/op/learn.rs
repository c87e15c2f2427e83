//! Synapses learn.

use crate::plan::{Access, BufferId, Clock, Program, StructureId, View};
use crate::plasticity::optimizer::Update;
use crate::plasticity::{Dale, Plasticity};
use crate::real::Real;

/// W ← optimizer(W, mean over replicas of Σ δ_post x_preᵀ), the sum over the steps of a trial where it learns at the end
/// of it. No buffer holds the gradient.
#[derive(Debug, Clone)]
pub struct Learn {
    /// δ of the postsynaptic population (rows × post): replicas, at one step or at all of them.
    pub delta: View,
    /// Activity of the presynaptic population, or its trace, of the same clean rows (rows × pre).
    pub activity: View,
    /// What the synapses form.
    pub structure: StructureId,
    /// Replicas.
    pub replicas: usize,
    /// What changes, and how.
    pub change: Change,
}

/// How weights follow from their gradient.
#[derive(Debug, Clone)]
pub struct Change {
    /// Weights, as their structure has them, or biases (1 × n).
    pub weights: BufferId,
    /// The signs at which weights stop, after the optimizer and before the bound on the norm.
    pub dale: Option<Dale>,
    /// What each synapse remembers: 0, 1 or 2 buffers of the shape of the weights.
    pub memory: Vec<BufferId>,
    /// How weights change.
    pub plasticity: Plasticity,
    /// True for biases, which do not decay and have no norm bound.
    pub bias: bool,
    /// True where weights move at every step of a trial.
    pub online: bool,
    /// Updates in the whole run, for the schedule.
    pub updates: u64,
}

impl Change {
    /// The scalars of the change that is due at `clock`.
    pub fn step<F: Real>(&self, program: &Program, clock: Clock, replicas: usize) -> Update<F> {
        let (change, changes) = clock.changes(program, self.online, self.updates);
        let factor = self.plasticity.schedule.factor(change, changes);
        let decay = if self.bias { 0.0 } else { self.plasticity.weight_decay };
        self.plasticity.optimizer.update(change, factor, decay, replicas)
    }

    /// The greatest norm of a neuron's weights, where there is one.
    pub fn bound(&self) -> Option<f64> {
        self.plasticity.max_norm.filter(|_| !self.bias)
    }

    /// Everything that changes.
    pub fn buffers(&self) -> impl Iterator<Item = BufferId> + '_ {
        [self.weights].into_iter().chain(self.memory.iter().copied())
    }
}

impl Learn {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.delta.buffer, self.activity.buffer]);
        access.updates(self.change.buffers())
    }
}

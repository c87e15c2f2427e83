//! The third factor meets the postsynaptic factor of the eligibility.

use crate::plan::{Access, BufferId, View};

/// δ (replicas × n), by which a synapse's presynaptic activity x is multiplied: Δw ∝ Σ δ x over steps and replicas.
///
/// Without memory δ = M ⊙ φ'. Leaky eligibilities are sums over past activity, p(t) = Σ_{s ≤ t} (1−α)^(t−s) … x(s), and
/// Σ_t M(t) p(t) is the same sum taken the other way round: Σ_s δ(s) x(s), with what is still to come collected
/// backward through the trial (the adjoint of the leak). So the operation runs from the last step of a trial to its
/// first, each neuron on its own:
///
/// * [`Over::Voltage`]: c(s) = M(s) φ'(s) + (1−α) c(s+1), δ(s) = α c(s): the eligibility φ'_i(t) x̄_j(t) with the
///   low-passed presynaptic activity x̄.
/// * [`Over::Activity`]: c(s) = M(s) + (1−α) c(s+1), δ(s) = α φ'(s) c(s): RFLO's eligibility
///   p(t) = (1−α) p(t−1) + α φ'(t) x(t) (Murray 2019, doi 10.7554/eLife.43299).
#[derive(Debug, Clone)]
pub struct Modulate {
    /// Third factor M.
    pub third_factor: View,
    /// φ'(v).
    pub slope: View,
    /// Memory of the eligibility.
    pub leak: Option<Adjoint>,
    /// Where δ goes.
    pub delta: View,
}

/// The leak, backward in time.
#[derive(Debug, Clone, Copy)]
pub struct Adjoint {
    /// Where the leak acts.
    pub over: Over,
    /// α of each neuron (1 × n).
    pub alpha: BufferId,
    /// c of the step after (replicas × n); taken as 0 at the last step of a trial.
    pub carry: BufferId,
}

/// What an eligibility's leak runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Presynaptic activity, before the slope.
    Voltage,
    /// The product of slope and presynaptic activity.
    Activity,
}

impl Modulate {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.third_factor.buffer, self.slope.buffer]).writes(self.delta);
        match self.leak {
            Some(leak) => access.reads([leak.alpha]).updates([leak.carry]),
            None => access,
        }
    }
}

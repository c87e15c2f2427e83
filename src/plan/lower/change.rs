//! What every rule that changes weights is made of, whoever gives it its factors.

use super::builder::Builder;
use super::views::Forward;
use crate::plan::op::Change;
use crate::plan::{BufferId, Initial, Role, View};
use crate::plasticity::Plasticity;

/// The present activity of a projection's presynaptic population, as the projection sees it.
pub fn presynaptic(b: &Builder, forward: &Forward, p: usize) -> View {
    let (from, _, delay) = b.graph.edges[p];
    forward.activity[from].range(0, forward.replicas).delayed(delay)
}

/// How a projection's weights follow from their gradient.
pub fn change_of_weights(b: &mut Builder, p: usize, online: bool) -> Change {
    let projection = &b.circuit.projections[p];
    let plasticity = b.circuit.plasticity_of(projection).clone();
    let (weights, name) = (b.weights[p], format!("weights.{}", projection.name()));
    let (dale, shape) = (b.circuit.dale_of(projection), b.weights_shape(p));
    Change { dale, ..change(b, (weights, &name), plasticity, shape, online) }
}

/// How parameters that are called `name` follow from their gradient.
pub fn change(
    b: &mut Builder,
    (weights, name): (BufferId, &str),
    plasticity: Plasticity,
    (rows, cols): (usize, usize),
    online: bool,
) -> Change {
    let moments = ["first", "second"].into_iter().take(plasticity.optimizer.state_per_synapse());
    let memory = moments
        .map(|moment| b.buffer(&format!("{moment}_moment.{name}"), rows, cols, Role::Memory, Initial::Value(0.0)))
        .collect();
    Change { weights, dale: None, memory, plasticity, bias: false, online, updates: b.updates }
}

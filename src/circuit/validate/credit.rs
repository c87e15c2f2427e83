//! Whether the credit source can teach this circuit.

use crate::circuit::{Circuit, Graph};
use crate::credit::{Draws, Filter, Recipe, ThirdFactor};
use crate::manifold::Pca;
use crate::neuron::TimeConstant;
use crate::plasticity::{Eligibility, Timing};
use crate::schema::Problems;

pub fn check(circuit: &Circuit, graph: &Graph, problems: &mut Problems) {
    let shape = circuit.task.shape(circuit.dt);
    if shape.outputs == 0 || !circuit.projections.iter().any(|p| p.plastic) {
        return; // nothing learns
    }
    let recipe = circuit.credit.recipe();
    rank(circuit, graph, problems);
    one_rule_each(circuit, problems);
    kicks(circuit, &recipe, problems);
    if shape.steps > 1 {
        online(circuit, &recipe, problems);
        orthogonal(circuit, &recipe, problems);
    }
    if recipe.third_factor != ThirdFactor::None {
        reach(circuit, graph, &recipe, shape.steps, problems);
    }
}

/// A neuron is kicked once a step at most.
fn kicks(circuit: &Circuit, recipe: &Recipe, problems: &mut Problems) {
    let ThirdFactor::Surprise(exploration) = &recipe.third_factor else { return };
    let most = 1000.0 / circuit.dt;
    if exploration.rate > most {
        let (rate, dt) = (exploration.rate, circuit.dt);
        let message = format!("{rate} kicks a second are more than the {most} steps of dt = {dt} ms");
        let help = format!("write {most} or less, or a shorter dt: a neuron is kicked at most once a step");
        problems.at("credit.kicks", message, help);
    }
}

/// All plastic projections into a population share its δ: their eligibilities must remember in the same way.
fn one_rule_each(circuit: &Circuit, problems: &mut Problems) {
    for (i, p) in circuit.projections.iter().enumerate().filter(|(_, p)| p.plastic) {
        let Some(population) = circuit.populations.position(&p.to) else { continue };
        let own = circuit.plasticity_of(p);
        if (own.rule.eligibility(), own.timing == Timing::Online) != circuit.rule_into(population) {
            let message = format!("the plastic projections into `{}` follow different rules", p.to);
            let help = "give all of them the same plasticity.rule and plasticity.timing";
            problems.at(&format!("projections.{i}.plasticity"), message, help);
        }
    }
}

/// Weights that move at every step need a third factor at every step.
fn online(circuit: &Circuit, recipe: &Recipe, problems: &mut Problems) {
    let learns_online = |population| circuit.rule_into(population).1;
    if !(0..circuit.populations.0.len()).any(learns_online) {
        return;
    }
    let late = match recipe.third_factor {
        ThirdFactor::Exact { through_time: true } => "backpropagation through time",
        ThirdFactor::RandomBackward { .. } => "feedback alignment, whose backward pass goes through time,",
        ThirdFactor::Reward => "node perturbation",
        _ => return,
    };
    let message = format!("{late} has its third factor at the end of a trial: weights cannot move at every step");
    problems.at("plasticity.timing", message, "write timing: per_trial, or choose another credit source");
}

fn orthogonal(circuit: &Circuit, recipe: &Recipe, problems: &mut Problems) {
    let Some(p) = &recipe.perturbation else { return };
    let leaky = circuit.populations.0.iter().any(|(_, neuron)| neuron.rate().is_some_and(|rate| rate.is_leaky()));
    if p.noise.draws == Draws::Orthogonal && p.filter == Filter::Leak && leaky {
        let message = "draws that the population's leak filters do not stay orthogonal from step to step";
        problems.at("credit.noise.draws", message, "write filter: white, or draws: gaussian or rademacher");
    }
}

fn rank(circuit: &Circuit, graph: &Graph, problems: &mut Problems) {
    let Some(subspace) = circuit.credit.recipe().perturbation.and_then(|p| p.subspace) else { return };
    for (i, (name, neuron)) in circuit.populations.0.iter().enumerate() {
        let Some(rate) = neuron.rate() else { continue };
        if subspace.rank() > rate.size() && is_hidden(circuit, graph, i) {
            let (rank, size) = (subspace.rank(), rate.size());
            let message = format!("rank {rank} is larger than population `{name}` ({size} neurons)");
            let path = "credit.manifold.rank";
            let help = match rank == Pca::default().rank && !problems.is_written(path) {
                true => {
                    let (credit, manifold) = (circuit.credit.name(), subspace.name());
                    format!(
                        "{rank} is the default; legal: 1 to {size}, as in {credit}(manifold: {manifold}(rank: {size}))"
                    )
                }
                false => format!("legal: 1 to {size}"),
            };
            problems.at(path, message, help);
        }
    }
}

/// Neurons of the smallest population whose manifold noise could be restricted to; `None` where none is hidden.
pub fn least_hidden(circuit: &Circuit) -> Option<usize> {
    let graph = Graph::of(circuit).ok()?;
    let hidden = (0..circuit.populations.0.len()).filter(|&i| is_hidden(circuit, &graph, i));
    hidden.filter_map(|i| circuit.populations.0[i].1.rate()).map(|rate| rate.size()).min()
}

/// Every rate population must be able to change the output: within the step, where a trial has one only or credit does
/// not go back in time.
fn reach(circuit: &Circuit, graph: &Graph, recipe: &Recipe, steps: usize, problems: &mut Problems) {
    let Some(target) = circuit.output.as_deref().and_then(|name| circuit.populations.position(name)) else { return };
    if circuit.populations.0[target].1.rate().is_none() || graph.outgoing(target).any(|p| graph.edges[p].2 == 0) {
        return; // another population should answer
    }
    let within = steps == 1 || recipe.third_factor == ThirdFactor::Exact { through_time: false };
    let reaches = if within { graph.upstream(target) } else { graph.upstream_in_time(target) };
    let how = if within { " within a step" } else { "" };
    for (i, (name, neuron)) in circuit.populations.0.iter().enumerate() {
        if neuron.rate().is_some() && !reaches[i] {
            let message = format!("`{name}` cannot reach the output{how}: it would never receive credit");
            problems.at(&format!("populations.{name}"), message, "project from it towards the output, or remove it");
        }
    }
}

/// True for a population that receives a third factor: neither input nor output, with plastic projections into it.
pub fn is_hidden(circuit: &Circuit, graph: &Graph, population: usize) -> bool {
    let (name, neuron) = &circuit.populations.0[population];
    neuron.rate().is_some()
        && circuit.output.as_ref() != Some(name)
        && graph.incoming(population).any(|p| circuit.projections[p].plastic)
}

/// True where what a synapse remembers cannot be written as a product of a pre- and a postsynaptic value: it then keeps
/// an eligibility of its own.
pub fn needs_own_eligibility(circuit: &Circuit, population: usize) -> bool {
    let Some(rate) = circuit.populations.0[population].1.rate() else { return false };
    let (rule, online) = circuit.rule_into(population);
    let product = match rule {
        Eligibility::Natural => rate.leaks_activity(),
        Eligibility::Product => true,
        Eligibility::Presynaptic => false,
        Eligibility::Present => return false,
    };
    online && rate.is_leaky() && (product || matches!(rate.tau, TimeConstant::Spread { .. }))
}

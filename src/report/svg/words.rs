//! What a drawing says about a circuit, in words and formulas.

use crate::circuit::validate::is_hidden;
use crate::circuit::{Circuit, Graph};
use crate::credit::{Perturbation, ThirdFactor};
use crate::neuron::{Neuron, TimeConstant};

/// How the third factor reaches a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Not at all.
    None,
    /// Straight from the output.
    Broadcast,
    /// Backward along the projections.
    Backward,
}

/// Reads a circuit for its drawing.
pub struct Words<'a> {
    /// The circuit.
    pub circuit: &'a Circuit,
    /// Its graph.
    pub graph: &'a Graph,
    pub(super) third_factor: ThirdFactor,
    pub(super) perturbation: Option<Perturbation>,
}

impl<'a> Words<'a> {
    /// Reads `circuit`.
    pub fn new(circuit: &'a Circuit, graph: &'a Graph) -> Words<'a> {
        let recipe = circuit.credit.recipe();
        Words { circuit, graph, third_factor: recipe.third_factor, perturbation: recipe.perturbation }
    }

    /// The output population, where the task has targets for it.
    pub fn output(&self) -> Option<usize> {
        let output = self.circuit.output.as_ref()?;
        (self.circuit.task.shape(self.circuit.dt).outputs > 0).then(|| self.circuit.populations.position(output))?
    }

    /// The input population.
    pub fn input(&self) -> Option<usize> {
        self.circuit.populations.0.iter().position(|(_, neuron)| matches!(neuron, Neuron::Input(_)))
    }

    /// True where the error changes the output's own synapses.
    pub fn readout_learns(&self) -> bool {
        self.output().is_some_and(|o| self.graph.incoming(o).any(|e| self.learns(e)))
    }

    /// True for a projection that is plastic and whose postsynaptic neurons hear of an error.
    pub fn learns(&self, edge: usize) -> bool {
        let to = self.graph.edges[edge].1;
        self.circuit.projections[edge].plastic && (self.output() == Some(to) || self.credited(to))
    }

    /// How the third factor travels.
    pub fn way(&self) -> Way {
        match self.third_factor {
            _ if self.output().is_none() => Way::None,
            ThirdFactor::None => Way::None,
            ThirdFactor::Exact { .. } | ThirdFactor::RandomBackward { .. } => Way::Backward,
            _ => Way::Broadcast,
        }
    }

    /// True for a population that is given a third factor.
    pub fn credited(&self, population: usize) -> bool {
        self.way() != Way::None && is_hidden(self.circuit, self.graph, population)
    }

    /// The name and, line by line, the other facts of a population.
    pub fn population(&self, population: usize) -> (&'a str, Vec<String>) {
        let (name, neuron) = &self.circuit.populations.0[population];
        let size = self.circuit.size(name);
        let mut facts = vec![format!("{size} {}", if size == 1 { "neuron" } else { "neurons" })];
        match neuron {
            Neuron::Input(_) => facts.push("input".into()),
            Neuron::Rate(rate) => {
                facts.push(rate.activation.name().replace('_', " "));
                if let TimeConstant::Milliseconds(tau) = rate.tau {
                    facts.push(format!("τ = {tau} ms"));
                }
            }
        }
        (name, facts)
    }

    /// A projection's delay.
    pub fn delay(&self, edge: usize) -> String {
        format!("{} ms", self.graph.edges[edge].2 as f64 * self.circuit.dt)
    }

    /// The task: name, shape, duration.
    pub fn task(&self) -> Vec<String> {
        let shape = self.circuit.task.shape(self.circuit.dt);
        let inputs: Vec<String> = shape.inputs.iter().filter(|&&n| n > 1).map(usize::to_string).collect();
        let inputs = if inputs.is_empty() { "1 input".into() } else { format!("{} inputs", inputs.join(" × ")) };
        let mut lines = vec![self.circuit.task.name().replace('_', " "), inputs];
        if shape.steps > 1 {
            lines.push(format!("{} ms", shape.steps as f64 * self.circuit.dt));
        }
        lines
    }
}

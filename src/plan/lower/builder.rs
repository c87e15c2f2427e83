//! What lowering carries along: the circuit, its graph, the buffers so far and the operations so far.

use crate::circuit::{Circuit, Graph, validate};
use crate::credit::{Perturbation, ThirdFactor};
use crate::plan::{Buffer, BufferId, Initial, Op, Plan, PopulationPlan, Program, Role, View};

/// The state of lowering.
pub struct Builder<'a> {
    pub circuit: &'a Circuit,
    pub graph: Graph,
    pub updates: u64,
    pub buffers: Vec<Buffer>,
    pub ops: Vec<Op>,
    pub weights: Vec<BufferId>,
    pub biases: Vec<Option<BufferId>>,
    pub populations: Vec<PopulationPlan>,
    /// Index of the output population.
    pub output: Option<usize>,
    pub has_targets: bool,
    pub third_factor: ThirdFactor,
    pub perturbation: Option<Perturbation>,
    /// Populations that are perturbed, in the order in which they are computed.
    pub perturbed: Vec<usize>,
}

impl<'a> Builder<'a> {
    pub fn new(circuit: &'a Circuit, graph: Graph, updates: u64) -> Builder<'a> {
        let has_targets = circuit.task.shape(circuit.dt).outputs > 0;
        let recipe = circuit.credit.recipe();
        let output = circuit.output.as_ref().and_then(|name| circuit.populations.position(name));
        let learns = has_targets && recipe.perturbation.is_some();
        let hidden = |&i: &usize| learns && validate::is_hidden(circuit, &graph, i);
        let perturbed: Vec<usize> = graph.order.iter().copied().filter(hidden).collect();
        let perturbation = recipe.perturbation.filter(|_| !perturbed.is_empty());
        let mut builder = Builder {
            circuit,
            updates,
            buffers: Vec::new(),
            ops: Vec::new(),
            weights: Vec::new(),
            biases: Vec::new(),
            populations: Vec::new(),
            output,
            has_targets,
            third_factor: recipe.third_factor,
            perturbation,
            perturbed,
            graph,
        };
        builder.parameters();
        builder
    }

    fn parameters(&mut self) {
        for (i, projection) in self.circuit.projections.iter().enumerate() {
            let (post, pre) = (self.circuit.size(&projection.to), self.circuit.size(&projection.from));
            let name = format!("weights.{}", projection.name());
            let id = self.buffer(&name, post, pre, Role::Parameter, Initial::Weights(i));
            self.weights.push(id);
        }
        for (name, neuron) in &self.circuit.populations.0 {
            let bias = neuron.rate().map(|rate| {
                let initial = Initial::Value(rate.bias as f32);
                self.buffer(&format!("bias.{name}"), 1, rate.size, Role::Parameter, initial)
            });
            self.biases.push(bias);
        }
    }

    pub fn name(&self, population: usize) -> &'a str {
        &self.circuit.populations.0[population].0
    }

    pub fn size(&self, population: usize) -> usize {
        self.circuit.size(self.name(population))
    }

    pub fn buffer(&mut self, name: &str, rows: usize, cols: usize, role: Role, initial: Initial) -> BufferId {
        self.buffers.push(Buffer { name: name.into(), rows, cols, role, initial });
        BufferId(self.buffers.len() - 1)
    }

    pub fn scratch(&mut self, name: &str, rows: usize, cols: usize) -> BufferId {
        self.buffer(name, rows, cols, Role::Scratch, Initial::Value(0.0))
    }

    pub fn view(&self, id: BufferId) -> View {
        View::whole(id, self.buffers[id.0].rows, self.buffers[id.0].cols)
    }

    pub fn finish(self, learn: Program, evaluate: Option<Program>) -> Plan {
        let Builder { buffers, populations, weights, updates, .. } = self;
        Plan { buffers, learn, evaluate, populations, weights, updates }
    }
}

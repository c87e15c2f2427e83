//! What lowering carries along: the circuit, its graph, the buffers so far and the operations so far.

use crate::circuit::connectivity::Sides;
use crate::circuit::{Circuit, Graph, Projection, validate};
use crate::credit::{Perturbation, ThirdFactor};
use crate::plan::memory;
use crate::plan::{Buffer, BufferId, Initial, Op, Plan, PopulationPlan, Program, Role, Topology, TopologyId, View};
use std::sync::Arc;

/// The state of lowering.
pub struct Builder<'a> {
    pub circuit: &'a Circuit,
    pub graph: Graph,
    pub updates: u64,
    pub buffers: Vec<Buffer>,
    pub ops: Vec<Op>,
    pub weights: Vec<BufferId>,
    pub topologies: Vec<Topology>,
    pub connections: Vec<Option<TopologyId>>,
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
            topologies: Vec::new(),
            connections: Vec::new(),
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
            self.connect(projection);
            let (rows, cols) = self.synapse_shape(i);
            let name = format!("weights.{}", projection.name());
            let id = self.buffer(&name, rows, cols, Role::Parameter, Initial::Weights(i));
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

    /// Draws the synapses of a projection that does not have all.
    fn connect(&mut self, projection: &Projection) {
        let sides = Sides::of(self.circuit, projection);
        let sparse = !projection.connectivity.is_complete(sides);
        self.connections.push(sparse.then_some(TopologyId(self.topologies.len())));
        if sparse {
            let (seed, name) = (self.circuit.seed, projection.name());
            let room = memory::available();
            self.topologies.push(Topology::draw(&projection.connectivity, sides, seed, &name, room));
        }
    }

    /// Rows and columns of a buffer with a value per synapse.
    pub fn synapse_shape(&self, projection: usize) -> (usize, usize) {
        let (from, to, _) = self.graph.edges[projection];
        match self.connections[projection] {
            Some(id) => (self.topologies[id.0].synapses, 1),
            None => (self.size(to), self.size(from)),
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
        let Builder { buffers, populations, weights, connections, updates, .. } = self;
        let topologies = self.topologies.into_iter().map(Arc::new).collect();
        Plan { buffers, learn, evaluate, populations, weights, topologies, connections, updates }
    }
}

//! The circuit: what the user wrote, with every default filled in.

pub mod connectivity;
pub mod differences;
pub mod graph;
pub mod half_way;
pub mod load;
pub mod probe;
pub mod resolve;
pub mod validate;
pub mod warn;
pub mod weights;

pub use graph::Graph;
pub use load::{Loaded, load_changed, load_file, load_text, load_text_changed};
pub use probe::{Probe, Reduce};

use crate::credit::{Credit, ManifoldNoise};
use crate::neuron::{Map, Neuron};
use crate::plasticity::{Dale, Eligibility, Plasticity, Timing};
use crate::schema::{Named, Rule};
use crate::task::Task;
use crate::units::Unit;
use connectivity::{Connectivity, Dense, Sides};
use weights::{InitialWeights, Xavier};

crate::record! {
    /// What the circuit shows: for its readers, ignored by the engine.
    pub struct About = "about" {
        /// What the circuit claims.
        claim: String = String::new();
        /// Where the claim comes from: DOI, arXiv number, equation.
        source: String = String::new();
        /// What to expect of a run.
        expect: String = String::new();
    }
}

crate::keyword! {
    /// The loss L between the output population's activity y and the task's target t, per sample.
    pub enum Loss {
        /// −Σ t log softmax(y): classification. The error is e = softmax(y) − t.
        CrossEntropy = "cross_entropy",
        /// ½ Σ (y − t)²: regression. The error is e = y − t.
        Squared = "squared",
    }
}

crate::keyword! {
    /// How weights lie in memory. All arithmetic is in single precision.
    pub enum Storage {
        /// Single precision.
        F32 = "f32",
        /// Half precision: half the memory and, where no cache holds the weights, nearly twice the speed. Each weight is
        /// rounded once, by 0.05 % of it at most; beyond ±65504 it becomes ±65504.
        F16 = "f16",
    }
}

crate::record! {
    /// All synapses from one population to another.
    pub struct Projection = "projection" {
        /// The presynaptic population.
        from: String;
        /// The postsynaptic population.
        to: String;
        /// Delay in steps: 0 within the step (where the graph stays acyclic), 1 or more for recurrence.
        delay: usize = 0, Rule::ANY.at_most(10_000.0);
        /// Which synapses exist.
        connectivity: Connectivity = Dense {}.into();
        /// Whether a neuron may have a synapse onto itself, where a population projects to itself.
        self_connections: bool = true;
        /// Initial weights (post × pre).
        weights: InitialWeights = Xavier::default().into();
        /// Whether the weights learn.
        plastic: bool = true;
        /// How the weights lie in memory. Half precision is for weights that do not learn: most updates of a weight are
        /// smaller than its rounding, and would be lost.
        storage: Storage = Storage::F32;
        /// How they learn, if otherwise than the circuit's `plasticity`.
        plasticity: Option<Plasticity> = None;
    }
}

crate::keyword! {
    /// When states return to their initial values.
    pub enum Reset {
        /// When a trial begins: trials are episodes.
        Trial = "trial",
        /// Never: a replica's next trial begins where its last one ended. Evaluations still begin every trial afresh.
        Never = "never",
    }
}

crate::record! {
    /// How long the circuit runs, and how it is measured.
    pub struct RunPlan = "run" {
        /// Trials that run side by side: the batch.
        replicas: usize = 64, Rule::ANY.within(1.0, 65_536.0);
        /// Passes over the training trials (for tasks with a fixed number of them).
        epochs: Option<f64> = None, Rule::ANY.above(0.0).at_most(50_000.0);
        /// Updates, each of `replicas` trials. Given instead of `epochs`; without either, 10 epochs of tasks that have them,
        /// else 1000 updates.
        updates: Option<u64> = None, Rule::ANY.at_most(4e9);
        /// When states return to their initial values.
        reset: Reset = Reset::Trial;
        /// Updates between two evaluations on the test trials; None: once per epoch (or ten times a run).
        evaluate_every: Option<u64> = None, Rule::ANY.at_least(1.0);
        /// At most this many test trials per evaluation; None: all of them.
        evaluate_trials: Option<u64> = None, Rule::ANY.at_least(1.0);
        /// Test trials on which the quality of the credit is measured against the exact gradient; 0: never.
        credit_trials: usize = 64, Rule::ANY.at_most(4_096.0);
        /// Evaluations between two measurements of the credit and of the manifolds of activity, besides the first and the
        /// last; 0: never; None: as often as costs little.
        measure_every: Option<u64> = None;
    }
}

crate::record! {
    /// A circuit: populations, projections, a task, and how it learns.
    pub struct Circuit = "Circuit" {
        /// Its name; the file's name if left out.
        name: String = String::new();
        /// What it shows.
        about: About = About::default();
        /// The seed of everything random.
        seed: u64 = 1;
        /// The time step.
        dt: f64 = 1.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// What the circuit is asked to do.
        task: Task;
        /// Its neurons.
        populations: Named<Neuron>;
        /// Its synapses.
        projections: Vec<Projection>;
        /// The population that answers; None: the only one without outgoing projections.
        output: Option<String> = None;
        /// The loss of the answer; None: what suits the task.
        loss: Option<Loss> = None;
        /// Who computes the third factor.
        credit: Credit = ManifoldNoise::default().into();
        /// How synapses change.
        plasticity: Plasticity = Plasticity::default();
        /// How long it runs.
        run: RunPlan = RunPlan::default();
        /// What is recorded besides the learning curve.
        probes: Vec<Probe> = Vec::new();
    }
}

/// Fields of which one at most is given: an override of one takes the place of the other.
pub const EXCLUSIVE: [(&str, [&str; 2]); 2] =
    [("run", ["epochs", "updates"]), ("probes.*", ["population", "projection"])];

impl Circuit {
    /// The number of neurons of a population: its own size, or for an input population the task's.
    pub fn size(&self, population: &str) -> usize {
        match self.populations.get(population) {
            Some(Neuron::Input(_)) => self.task.shape(self.dt).inputs.iter().product(),
            Some(Neuron::Rate(rate)) => rate.size(),
            None => 0,
        }
    }

    /// The maps in which the neurons of a population stand, where they do: its own shape, or for an input population the task's.
    pub fn map(&self, population: &str) -> Option<Map> {
        match self.populations.get(population)? {
            Neuron::Input(_) => match self.task.shape(self.dt).inputs[..] {
                [channels, height, width] => Some(Map { channels, height, width }),
                _ => None,
            },
            Neuron::Rate(rate) => rate.shape,
        }
    }

    /// How the eligibilities of the synapses into a population remember, and whether their weights move at every step:
    /// one answer for all of its plastic projections.
    pub fn rule_into(&self, population: usize) -> (Eligibility, bool) {
        let name = &self.populations.0[population].0;
        let first = self.projections.iter().find(|p| p.plastic && p.to == *name);
        let plasticity = first.map_or(&self.plasticity, |p| self.plasticity_of(p));
        (plasticity.rule.eligibility(), plasticity.timing == Timing::Online)
    }

    /// The signs of a projection's weights; `None`: no constraint.
    pub fn dale_of(&self, projection: &Projection) -> Option<Dale> {
        let rate = self.populations.get(&projection.from)?.rate()?;
        rate.signs.excitatory(rate.size()).map(|excitatory| Dale { excitatory })
    }

    /// How a projection learns.
    pub fn plasticity_of<'a>(&'a self, projection: &'a Projection) -> &'a Plasticity {
        projection.plasticity.as_ref().unwrap_or(&self.plasticity)
    }
}

impl Projection {
    /// The name under which its buffers and files go: `from_to`, with the delay when it has one.
    pub fn name(&self) -> String {
        match self.delay {
            0 => format!("{}_{}", self.from, self.to),
            delay => format!("{}_{}_delay{delay}", self.from, self.to),
        }
    }
}

impl Sides {
    /// Those of a projection whose populations exist.
    pub fn of(circuit: &Circuit, projection: &Projection) -> Sides {
        let no_self = projection.from == projection.to && !projection.self_connections;
        let maps = [circuit.map(&projection.from), circuit.map(&projection.to)];
        Sides { post: circuit.size(&projection.to), pre: circuit.size(&projection.from), no_self, maps }
    }
}

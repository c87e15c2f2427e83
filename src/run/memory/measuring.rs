//! What measurements take: activity that is looked at, manifolds, exact Jacobians, the analysis at the end.

use super::asked::Doing;
use crate::circuit::Circuit;
use crate::credit::ThirdFactor;
use crate::plan::memory::Share;
use crate::plan::{Plan, Program};
use crate::run::extent::{self, ENDLESS_TEST_TRIALS, FOLLOWED, JACOBIANS, LEADING, STEPS};

/// The sizes that decide about it.
pub struct Measuring {
    /// By population that is not an input.
    populations: Vec<Population>,
    inputs: f64,
    outputs: f64,
    /// Trials, and steps of each, that manifolds are measured on.
    samples: (f64, f64),
    paths: (f64, f64),
    replicas: f64,
    /// Trials with exact Jacobians.
    exact: f64,
    /// Weights that Jacobians are carried through, as matrices; synapses of projections that do not have all.
    carried: f64,
    listed: f64,
    /// The largest projection's weights, as they are stored and as a matrix.
    largest: f64,
    densest: f64,
    /// Presynaptic neurons of the widest projection.
    widest: f64,
    third_factor: ThirdFactor,
}

struct Population {
    neurons: f64,
    hidden: bool,
    /// Whether credit is measured there.
    credited: bool,
    /// Components of its manifold that are looked at.
    components: f64,
    /// Rank of the noise's subspace; 0 where there is none.
    rank: f64,
    feedback: bool,
}

impl Measuring {
    pub fn of(circuit: &Circuit, plan: &Plan, evaluate: &Program, doing: Doing) -> Measuring {
        let shape = circuit.task.shape(circuit.dt);
        let all = circuit.task.holdings().test_trials.unwrap_or(ENDLESS_TEST_TRIALS);
        let most = if doing.learns { circuit.run.evaluate_trials.unwrap_or(u64::MAX) } else { u64::MAX };
        let trials = |(trials, steps): (usize, usize)| (all.min(most).min(trials as u64) as f64, steps as f64);
        let samples = trials(extent::samples(plan, doing.rows, STEPS));
        let rows = samples.0 * samples.1;
        let credit_trials = match circuit.run.credit_trials {
            0 => JACOBIANS,
            trials => trials,
        };
        let rate = |i: &usize| circuit.populations.0[*i].1.rate().is_some();
        let population = |i: usize| {
            let (name, of) = (&circuit.populations.0[i].0, &plan.populations[i]);
            let rank = of.basis.map_or(0.0, |id| plan.buffer(id).rows as f64);
            let wanted = if rank > 0.0 { rank.max(FOLLOWED as f64) } else { f64::INFINITY };
            let hidden = circuit.output.as_ref() != Some(name);
            let neurons = circuit.size(name) as f64;
            let components = wanted.min(LEADING as f64).min(neurons).min((rows - 1.0).max(0.0));
            let credited = hidden && of.third_factor.is_some();
            Population { neurons, hidden, credited, components, rank, feedback: of.feedback.is_some() }
        };
        let is_rate = |name: &str| circuit.populations.get(name).is_some_and(|neuron| neuron.rate().is_some());
        let size = |name: &str| circuit.size(name) as f64;
        let projections = circuit.projections.iter().zip(&plan.weights).zip(&plan.structures);
        let (mut carried, mut listed) = (0.0, 0.0);
        let (mut largest, mut densest, mut widest) = (0.0_f64, 0.0_f64, 0.0_f64);
        for ((projection, id), structure) in projections {
            let stored = plan.buffer(*id).len() as f64;
            let matrix = size(&projection.from) * size(&projection.to);
            carried += if is_rate(&projection.from) { matrix } else { 0.0 };
            densest = densest.max(matrix);
            listed += if structure.listed().is_some() { stored } else { 0.0 };
            (largest, widest) = (largest.max(stored), widest.max(size(&projection.from)));
        }
        let inputs = circuit.populations.0.iter().filter(|(_, neuron)| neuron.rate().is_none());
        Measuring {
            populations: (0..plan.populations.len()).filter(rate).map(population).collect(),
            inputs: inputs.map(|(name, _)| size(name)).sum(),
            outputs: shape.outputs as f64,
            samples,
            paths: trials(extent::paths(circuit, &shape)),
            replicas: evaluate.replicas as f64,
            exact: all.min(credit_trials as u64).min(evaluate.replicas as u64) as f64,
            carried,
            listed,
            largest,
            densest,
            widest,
            third_factor: circuit.credit.recipe().third_factor,
        }
    }

    fn neurons(&self) -> f64 {
        self.populations.iter().map(|p| p.neurons).sum()
    }

    /// Bytes of activity that manifolds are measured on.
    pub fn samples(&self) -> f64 {
        let (trials, steps) = self.samples;
        let widest = self.populations.iter().map(|p| p.neurons).fold(0.0, f64::max);
        let on_the_way = if steps > 1.0 { trials.min(self.replicas) * widest } else { 0.0 };
        4.0 * (trials * steps * self.neurons() + on_the_way)
    }

    /// Bytes of activity that is drawn.
    pub fn paths(&self) -> f64 {
        4.0 * self.paths.0 * self.paths.1 * self.neurons()
    }

    /// While the manifold of one population after the other is measured.
    pub fn of_manifolds(&self) -> Vec<Share> {
        let rows = self.samples.0 * self.samples.1;
        let mut ahead = 4.0 * rows * self.neurons();
        let (mut kept, mut most) = (0.0, (0.0, 0.0, 0.0));
        for population in &self.populations {
            let n = population.neurons;
            ahead -= 4.0 * rows * n;
            // Single precision beside double; then both the points and the points without their mean; then these beside
            // components, their factors, and their orthonormal directions.
            let (squares, vectors) = (8.0 * rows.min(n).powi(2), 8.0 * population.components * n);
            let work =
                [12.0 * rows * n, 16.0 * rows * n + 8.0 * rows * rows, 8.0 * rows * n + 3.0 * vectors + 4.0 * squares];
            let work = work.into_iter().fold(0.0, f64::max);
            if ahead + kept + work > most.0 + most.1 + most.2 {
                most = (ahead, kept, work);
            }
            kept += self.manifold(population);
        }
        vec![
            Share::of("activity that is looked at", most.0),
            Share::of("manifolds", most.1),
            Share::of("points in double precision", most.2),
            Share::of("paths to be drawn", self.paths()),
        ]
    }

    fn manifold(&self, population: &Population) -> f64 {
        8.0 * (population.components + 1.0) * population.neurons
    }

    /// What stays from one measurement to the analysis after it.
    pub fn kept(&self) -> Vec<Share> {
        let manifolds = self.populations.iter().map(|p| self.manifold(p)).sum();
        vec![Share::of("manifolds", manifolds), Share::of("paths to be drawn", self.paths())]
    }

    /// The same, and the exact Jacobians.
    pub fn left(&self) -> Vec<Share> {
        [self.kept(), if self.exact_is_known() { self.exact() } else { Vec::new() }].concat()
    }

    /// The circuit at some trials, and exact Jacobians there.
    pub fn exact(&self) -> Vec<Share> {
        let hidden: f64 = self.populations.iter().filter(|p| p.hidden).map(|p| p.neurons).sum();
        let seen = 4.0 * self.exact * (self.inputs + 2.0 * self.neurons());
        let synapses = 4.0 * self.carried + 8.0 * self.listed;
        vec![
            Share::of("exact Jacobians", 4.0 * self.exact * self.outputs * (hidden + self.outputs)),
            Share::of("the circuit that Jacobians are taken of", seen + synapses),
        ]
    }

    /// While one population's credit after the other is compared.
    pub fn of_credit(&self) -> Vec<Share> {
        let (c, o) = (self.exact, self.outputs);
        let backward = match self.third_factor {
            ThirdFactor::RandomBackward { .. } => 8.0 * c * self.neurons() + 4.0 * self.densest,
            _ => 0.0,
        };
        let compared = self.populations.iter().filter(|p| p.credited).map(|p| {
            let feedback = if p.feedback { 8.0 * o * p.neurons } else { 0.0 };
            // Errors carried to weights, of both; or a random subspace as it is drawn.
            let side_by_side =
                [8.0 * c * p.neurons + 256.0 * self.widest, 4.0 * o * p.neurons, 36.0 * p.rank * p.neurons];
            8.0 * c * p.neurons + feedback + side_by_side.into_iter().fold(0.0, f64::max)
        });
        let bases: f64 = self.populations.iter().map(|p| 4.0 * p.rank * p.neurons).sum();
        let compared = bases + backward + compared.fold(0.0, f64::max);
        [self.kept(), self.exact(), vec![Share::of("credit side by side", compared)]].concat()
    }

    /// While one population after the other is analysed.
    pub fn of_analysis(&self) -> Vec<Share> {
        let o = self.outputs;
        let aligned = self.populations.iter().filter(|p| p.hidden).map(|p| {
            let (r, both) = (p.components, o.min(p.components));
            p.neurons * (16.0 * o + 24.0 * r + (28.0 * r).max(8.0 * r + 40.0 * both))
        });
        let work = aligned.fold(4.0 * self.largest, f64::max);
        [self.left(), vec![Share::of("subspaces and weights", work)]].concat()
    }

    fn exact_is_known(&self) -> bool {
        self.samples.1 == 1.0 && cfg!(feature = "oracle")
    }
}

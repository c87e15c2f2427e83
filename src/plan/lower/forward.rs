//! The forward half of a step: inputs, synapses, neurons, perturbation.

use super::builder::Builder;
use super::credit;
use crate::neuron::Rate;
use crate::plan::op::{Neurons, Propagate, Stage, Work};
use crate::plan::{BufferId, Initial, Program, Role, View};
use crate::rng::Stream;

/// How many rows each population needs: only those that a perturbation reaches have twins.
pub struct Rows {
    pub replicas: usize,
    /// Rows of the state of each population.
    pub state: Vec<usize>,
    /// Rows of the activity of each population.
    pub activity: Vec<usize>,
}

impl Rows {
    /// No twins at all.
    pub fn narrow(b: &Builder, replicas: usize) -> Rows {
        Rows { replicas, state: vec![replicas; b.graph.count], activity: vec![replicas; b.graph.count] }
    }

    /// Twins where perturbations reach.
    pub fn of(b: &Builder, replicas: usize) -> Rows {
        let mut rows = Rows::narrow(b, replicas);
        let Some(perturbation) = &b.perturbation else { return rows };
        let wide = replicas * (1 + credit::twins(perturbation));
        for (population, reached) in b.graph.downstream(&b.perturbed).into_iter().enumerate() {
            if reached {
                rows.state[population] = wide;
            }
            if reached || b.perturbed.contains(&population) {
                rows.activity[population] = wide;
            }
        }
        rows
    }
}

/// The views that the forward half leaves behind, by population.
pub struct Forward {
    pub activity: Vec<View>,
    pub state: Vec<Option<View>>,
    /// Error of the clean rows.
    pub error: Option<BufferId>,
    /// Losses of all rows.
    pub losses: Option<BufferId>,
    /// The parts of each perturbed population's noise.
    pub noise: Vec<Option<credit::NoiseParts>>,
    pub replicas: usize,
}

/// Emits the forward half of a step.
pub fn forward(b: &mut Builder, program: &mut Program, rows: Rows) -> Forward {
    let count = b.graph.count;
    let mut forward = Forward {
        activity: Vec::new(),
        state: vec![None; count],
        error: None,
        losses: None,
        noise: vec![None; count],
        replicas: rows.replicas,
    };
    for i in 0..count {
        forward.activity.push(activity_buffer(b, program, &rows, i));
        let remembers = |r: &Rate| r.remembers_state();
        if let Some(rate) = b.circuit.populations.0[i].1.rate() {
            let role = if remembers(rate) { Role::State } else { Role::Scratch };
            let name = format!("{}.state.{}", program.name, b.name(i));
            let id = b.buffer(&name, rows.state[i], b.size(i), role, Initial::Value(0.0));
            forward.state[i] = Some(b.view(id));
        }
    }
    for i in b.graph.order.clone() {
        match b.circuit.populations.0[i].1.rate() {
            None => stage(b, program, &forward, i),
            Some(rate) => {
                neurons(b, program, &rows, &forward, i, rate);
                if program.name == "learn" && b.perturbed.contains(&i) {
                    let first = rows.state[i] == rows.replicas;
                    forward.noise[i] = Some(credit::perturb(b, &forward, i, first));
                }
            }
        }
    }
    forward
}

fn activity_buffer(b: &mut Builder, program: &Program, rows: &Rows, population: usize) -> View {
    let delays = b.graph.outgoing(population).map(|p| b.graph.edges[p].2);
    let remembers = b.circuit.populations.0[population].1.rate().is_some_and(Rate::remembers_activity);
    let slots = 1 + delays.max().unwrap_or(0).max(usize::from(remembers));
    let role = if slots > 1 { Role::State } else { Role::Scratch };
    let (per_slot, cols) = (rows.activity[population], b.size(population));
    let name = format!("{}.activity.{}", program.name, b.name(population));
    let id = b.buffer(&name, slots * per_slot, cols, role, Initial::Value(0.0));
    View { rows: per_slot, slot_rows: per_slot, slots, ..b.view(id) }
}

fn stage(b: &mut Builder, program: &Program, forward: &Forward, population: usize) {
    let to = forward.activity[population];
    b.step(b.name(population), Work::Stage(Stage { from: program.inputs, held: program.held, to }));
}

fn neurons(b: &mut Builder, program: &Program, rows: &Rows, forward: &Forward, population: usize, rate: &Rate) {
    let name = b.name(population);
    let state = forward.state[population].expect("a rate population has a state");
    let current = rate.remembers_state().then(|| {
        let id = b.scratch(&format!("{}.current.{name}", program.name), state.rows, state.cols);
        b.view(id)
    });
    let target = current.unwrap_or(state);
    for (n, p) in b.graph.incoming(population).collect::<Vec<_>>().into_iter().enumerate() {
        let (from, _, delay) = b.graph.edges[p];
        let source = forward.activity[from].delayed(delay);
        let label = b.circuit.projections[p].name();
        let (weights, topology) = (b.weights[p], b.connections[p]);
        // A presynaptic population without twins serves each block of twins in turn.
        let block = source.rows.min(target.rows);
        for first in (0..target.rows).step_by(block) {
            let to = target.range(first, block);
            let from = source.range(0, block);
            b.step(&label, Work::Propagate(Propagate { from, weights, topology, to, add: n > 0 }));
        }
    }
    let dt = b.circuit.dt;
    let noise = (rate.noise > 0.0).then(|| {
        let stream = Stream::new(b.circuit.seed, &format!("{}/noise/{name}", program.name));
        (stream, rate.input_noise(dt) as f32)
    });
    let activity = forward.activity[population];
    let work = Neurons {
        model: rate.clone(),
        alpha: rate.alpha(dt) as f32,
        current,
        state,
        previous: rate.remembers_activity().then(|| activity.range(0, rows.state[population]).delayed(1)),
        activity: activity.range(0, rows.state[population]),
        bias: b.biases[population].expect("a rate population has biases"),
        noise,
    };
    b.step(name, Work::Neurons(work));
}

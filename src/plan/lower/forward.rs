//! The forward half of a step: inputs, synapses, neurons, perturbation.

use super::builder::Builder;
use super::views::Forward;
use super::{credit, reward};
use crate::neuron::Rate;
use crate::plan::op::{Drive, Leak, Neurons, Propagate, Stage, Work};
use crate::plan::{Initial, Program, Role, StructureId, View};
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
        let (twins, sources) = match (&b.perturbation, b.weight_noise) {
            (Some(perturbation), _) => (credit::twins(perturbation), b.perturbed.clone()),
            (None, Some(_)) => (1, b.hidden()),
            (None, None) => return rows,
        };
        let wide = replicas * (1 + twins);
        // Perturbed weights show in a population's own input, other noise in its activity.
        if b.weight_noise.is_some() {
            sources.iter().for_each(|&i| (rows.state[i], rows.activity[i]) = (wide, wide));
        }
        let reached = match b.through_time {
            true => b.graph.downstream_in_time(&sources),
            false => b.graph.downstream(&sources),
        };
        for (population, reached) in reached.into_iter().enumerate() {
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

/// Emits the forward half of a step.
pub fn forward(b: &mut Builder, program: &mut Program, rows: Rows) -> Forward {
    let count = b.graph.count;
    let mut forward = Forward {
        activity: Vec::new(),
        drive: vec![None; count],
        leak: vec![None; count],
        error: None,
        losses: None,
        noise: vec![None; count],
        replicas: rows.replicas,
    };
    for i in 0..count {
        forward.activity.push(activity_buffer(b, program, &rows, i));
        let Some(rate) = b.circuit.populations.0[i].1.rate() else { continue };
        let name = b.name(i);
        let input = b.scratch(&input_name(program, name, rate), rows.state[i], rate.size());
        let input = b.view(input);
        forward.drive[i] = Some(input);
        if rate.is_leaky() {
            let (what, role) = (format!("{}.state.{name}", program.name), b.state_role(program.name));
            let state = b.buffer(&what, rows.state[i], rate.size(), role, Initial::Value(rate.initial as f32));
            let state = b.view(state);
            forward.leak[i] = Some(state);
            if !rate.leaks_activity() {
                forward.drive[i] = Some(state);
            }
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
    let slots = 1 + delays.max().unwrap_or(0);
    let role = if slots > 1 { b.state_role(program.name) } else { Role::Scratch };
    let (per_slot, cols) = (rows.activity[population], b.size(population));
    let name = format!("{}.activity.{}", program.name, b.name(population));
    let initial = b.circuit.populations.0[population].1.rate().map_or(0.0, Rate::initial_activity);
    let id = b.buffer(&name, slots * per_slot, cols, role, Initial::Value(initial));
    View { rows: per_slot, slot_rows: per_slot, slots, ..b.view(id) }
}

/// The summed input is the state of neurons that do not remember.
fn input_name(program: &Program, population: &str, rate: &Rate) -> String {
    let what = if rate.is_leaky() { "input" } else { "state" };
    format!("{}.{what}.{population}", program.name)
}

fn stage(b: &mut Builder, program: &Program, forward: &Forward, population: usize) {
    let to = forward.activity[population];
    b.step(b.name(population), Work::Stage(Stage { from: program.inputs, held: program.held, to }));
}

fn neurons(b: &mut Builder, program: &Program, rows: &Rows, forward: &Forward, population: usize, rate: &Rate) {
    let name = b.name(population);
    let input = b.named_view(&input_name(program, name, rate));
    for (n, p) in b.graph.incoming(population).collect::<Vec<_>>().into_iter().enumerate() {
        let (from, _, delay) = b.graph.edges[p];
        let source = forward.activity[from].delayed(delay);
        let label = b.circuit.projections[p].name();
        let twins = if program.name == "learn" { reward::perturb_weights(b, p) } else { None };
        let structure = StructureId(p);
        // A presynaptic population without twins serves each block of twins in turn.
        let block = if twins.is_some() { rows.replicas } else { source.rows.min(input.rows) };
        for first in (0..input.rows).step_by(block) {
            let beside = if source.rows > block { first } else { 0 };
            let (to, from) = (input.range(first, block), source.range(beside, block));
            let weights = twins.filter(|_| first > 0).unwrap_or(b.weights[p]);
            b.step(&label, Work::Propagate(Propagate { from, weights, structure, to, add: n > 0 }));
        }
    }
    reward::explore(b, program, population, input);
    let work = Neurons {
        model: rate.clone(),
        input,
        leak: forward.leak[population].zip(b.alphas[population]).map(|(state, alpha)| Leak { state, alpha }),
        activity: forward.activity[population].range(0, rows.state[population]),
        bias: b.biases[population].expect("a rate population has biases"),
        noise: drive(b, program, population, "noise", rate.noise),
        shared: drive(b, program, population, "shared_noise", rate.shared_noise),
    };
    b.step(name, Work::Neurons(work));
}

/// Noise of which every isolated neuron would get the standard deviation `std`.
fn drive(b: &mut Builder, program: &Program, population: usize, what: &str, std: f64) -> Option<Drive> {
    if std == 0.0 {
        return None;
    }
    let name = b.name(population);
    let stream = Stream::new(b.circuit.seed, &format!("{}/{what}/{name}", program.name));
    let alphas = b.alpha_values(population);
    let values = alphas.iter().map(|alpha| Rate::input_noise(std, *alpha) as f32).collect();
    let buffer = format!("{}.{what}_scale.{name}", program.name);
    let scale = b.buffer(&buffer, 1, b.size(population), Role::Constant, Initial::Given(values));
    Some(Drive { stream, scale })
}

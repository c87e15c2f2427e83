//! Real-time recurrent learning (Williams and Zipser 1989, doi 10.1162/neco.1989.1.2.270): the exact gradient carried
//! forward in time, in f64. An oracle for small circuits, computed in another way than backpropagation through time:
//! its cost grows with neurons² × synapses.

use crate::circuit::{Circuit, Graph, Loss};
use crate::neuron::{Form, Rate};
use crate::rng;
use std::collections::{BTreeMap, VecDeque};

/// Numbers by buffer name: `weights.PROJECTION` (post × pre), `bias.POPULATION` (n).
pub type Parameters = BTreeMap<String, Vec<f64>>;

/// One trial.
pub struct Trial<'a> {
    /// Inputs (steps × n_in).
    pub inputs: &'a [f64],
    /// Target of each step (steps × n_o).
    pub targets: &'a [f64],
    /// Weight of each step in the loss.
    pub weights: &'a [f64],
}

/// The loss of a trial of a circuit without noise, and its derivative with respect to every weight and bias. The circuit
/// is a checked one with an output; `parameters` holds all of its weights and biases.
pub fn gradient(circuit: &Circuit, parameters: &Parameters, trial: &Trial) -> (f64, Parameters) {
    let graph = Graph::of(circuit).expect("a checked circuit has no cycle without delay");
    let mut places = BTreeMap::new();
    let count = parameters.iter().fold(0, |at, (name, values)| {
        places.insert(name.as_str(), at);
        at + values.len()
    });
    let populations = &circuit.populations.0;
    let output = circuit.output.as_ref().and_then(|name| circuit.populations.position(name)).expect("has an output");
    let longest = graph.edges.iter().map(|e| e.2).max().unwrap_or(0);
    let mut layers: Vec<Layer> =
        populations.iter().map(|(name, neuron)| Layer::new(circuit, name, neuron.rate(), count, longest)).collect();
    let (mut loss, mut sum) = (0.0, vec![0.0; count]);
    for t in 0..trial.weights.len() {
        for &i in &graph.order {
            let (name, neuron) = &populations[i];
            let Some(rate) = neuron.rate() else {
                let n = layers[i].n;
                let values = trial.inputs[t * n..(t + 1) * n].to_vec();
                layers[i].push(values, vec![0.0; n * count]);
                continue;
            };
            let n = rate.size;
            let bias = format!("bias.{name}");
            let mut input = parameters[&bias].clone();
            let mut change = vec![0.0; n * count];
            (0..n).for_each(|k| change[k * count + places[bias.as_str()] + k] = 1.0);
            for p in graph.incoming(i) {
                let (from, _, delay) = graph.edges[p];
                let weights = format!("weights.{}", circuit.projections[p].name());
                // This step's activity of a later population stands one place further back.
                let back = if delay == 0 { 0 } else { delay - usize::from(!layers[from].is_done(t)) };
                let (x, dx) = &layers[from].past[back];
                add(&mut input, &mut change, (&parameters[&weights], places[weights.as_str()]), x, dx, count);
            }
            layers[i].step(rate, &input, &change, count);
        }
        let (y, dy) = &layers[output].past[0];
        let n = y.len();
        let (value, error) = error(circuit.loss, y, &trial.targets[t * n..(t + 1) * n]);
        loss += trial.weights[t] * value;
        for (k, e) in error.iter().enumerate() {
            let row = &dy[k * count..(k + 1) * count];
            sum.iter_mut().zip(row).for_each(|(s, d)| *s += trial.weights[t] * e * d);
        }
    }
    let part =
        |(name, values): (&String, &Vec<f64>)| (name.clone(), sum[places[name.as_str()]..][..values.len()].to_vec());
    (loss, parameters.iter().map(part).collect())
}

/// A population, and how everything in it depends on every parameter.
struct Layer {
    n: usize,
    alpha: Vec<f64>,
    /// What leaks, and its derivative (n × parameters).
    state: (Vec<f64>, Vec<f64>),
    /// Activity and its derivative, the latest first.
    past: VecDeque<(Vec<f64>, Vec<f64>)>,
    steps: usize,
}

impl Layer {
    fn new(circuit: &Circuit, name: &str, rate: Option<&Rate>, count: usize, longest: usize) -> Layer {
        let n = circuit.size(name);
        let mut rng = rng::host_rng(circuit.seed, &format!("tau/{name}"));
        // Rounded as engines keep them.
        let alpha = rate.map(|rate| rate.alphas(circuit.dt, &mut rng)).unwrap_or_default();
        let alpha = alpha.into_iter().map(|alpha| f64::from(alpha as f32)).collect();
        let initial = rate.map_or(0.0, |rate| f64::from(rate.initial as f32));
        let mut activity = vec![initial; n];
        if let Some(rate) = rate.filter(|rate| !rate.leaks_activity()) {
            rate.activation.rates(&vec![initial; n], &mut activity);
            activity.iter_mut().for_each(|r| *r = f64::from(*r as f32));
        }
        let past = vec![(activity, vec![0.0; n * count]); longest + 1].into();
        Layer { n, alpha, state: (vec![initial; n], vec![0.0; n * count]), past, steps: 0 }
    }

    fn is_done(&self, t: usize) -> bool {
        self.steps > t
    }

    fn push(&mut self, activity: Vec<f64>, derivative: Vec<f64>) {
        self.past.pop_back();
        self.past.push_front((activity, derivative));
        self.steps += 1;
    }

    /// One step from the summed input and its derivative.
    fn step(&mut self, rate: &Rate, input: &[f64], change: &[f64], count: usize) {
        let n = self.n;
        let (mut r, mut slope) = (vec![0.0; n], vec![0.0; n]);
        let leaky = rate.is_leaky();
        let voltage = leaky && rate.form == Form::Voltage;
        if voltage {
            self.leak(input, change, count);
        }
        let drive = if voltage { self.state.0.clone() } else { input.to_vec() };
        rate.activation.rates(&drive, &mut r);
        rate.activation.slopes(&drive, &mut slope);
        let before = if voltage { self.state.1.clone() } else { change.to_vec() };
        let derivative: Vec<f64> = before.iter().enumerate().map(|(at, d)| slope[at / count] * d).collect();
        if leaky && !voltage {
            self.leak(&r, &derivative, count);
            let (r, derivative) = self.state.clone();
            return self.push(r, derivative);
        }
        self.push(r, derivative);
    }

    /// state ← (1−α) state + α towards, and its derivative.
    fn leak(&mut self, towards: &[f64], change: &[f64], count: usize) {
        for (i, (s, x)) in self.state.0.iter_mut().zip(towards).enumerate() {
            *s += self.alpha[i] * (x - *s);
        }
        for (at, (s, x)) in self.state.1.iter_mut().zip(change).enumerate() {
            *s += self.alpha[at / count] * (x - *s);
        }
    }
}

/// Adds W x to the input, and x and W dx to its derivative.
fn add(input: &mut [f64], change: &mut [f64], (w, place): (&[f64], usize), x: &[f64], dx: &[f64], count: usize) {
    let pre = x.len();
    for i in 0..input.len() {
        for j in 0..pre {
            let weight = w[i * pre + j];
            input[i] += weight * x[j];
            change[i * count + place + i * pre + j] += x[j];
            let (to, from) = (&mut change[i * count..(i + 1) * count], &dx[j * count..(j + 1) * count]);
            to.iter_mut().zip(from).for_each(|(to, from)| *to += weight * from);
        }
    }
}

fn error(loss: Option<Loss>, y: &[f64], target: &[f64]) -> (f64, Vec<f64>) {
    if loss != Some(Loss::CrossEntropy) {
        let error: Vec<f64> = y.iter().zip(target).map(|(y, t)| y - t).collect();
        return (0.5 * error.iter().map(|e| e * e).sum::<f64>(), error);
    }
    let top = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log_sum = top + y.iter().map(|y| (y - top).exp()).sum::<f64>().ln();
    let value = y.iter().zip(target).map(|(y, t)| t * (log_sum - y)).sum();
    (value, y.iter().zip(target).map(|(y, t)| (y - log_sum).exp() - t).collect())
}

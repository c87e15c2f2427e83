//! Exact Jacobians of the output with respect to every population's activity: the oracle that credit is measured by.

use super::alignment::Products;
use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use std::ops::Range;

/// Neurons whose incoming weights are looked at together.
const BLOCK: usize = 32;
/// Trials that are carried backward together.
const TRIALS: usize = 8;

/// A one-step circuit at some trials, as arrays.
pub struct Network {
    /// Trials.
    pub trials: usize,
    /// Populations.
    pub layers: Vec<Layer>,
    /// Projections.
    pub synapses: Vec<Synapses>,
    /// Populations in the order of computation.
    pub order: Vec<usize>,
    /// Index of the output population.
    pub output: usize,
}

/// A population at some trials.
pub struct Layer {
    /// Neurons n.
    pub neurons: usize,
    /// Activity (trials × n).
    pub activity: Vec<f32>,
    /// Slope φ'(v) (trials × n); empty for inputs.
    pub slope: Vec<f32>,
}

/// A projection.
pub struct Synapses {
    /// Presynaptic population.
    pub from: usize,
    /// Postsynaptic population.
    pub to: usize,
    /// Weights (post × pre); of projections from inputs they may be left out.
    pub weights: Vec<f32>,
    /// Places in the matrix of the synapses that exist, ascending; `None`: all.
    pub exist: Option<Vec<usize>>,
    /// Which weight each of these synapses has, where some share one, and how many weights there are.
    pub shared: Option<(Vec<usize>, usize)>,
}

/// Bᵀ e (trials × n) of trials, each with its errors e (n_o) and its feedback B (n_o × n). Errors of a softmax sum to nothing, so
/// what rows of B have in common cancels: sums are in double precision.
pub fn broadcast<'a>(trials: impl ExactSizeIterator<Item = (&'a [f64], &'a [f32])>, n: usize) -> Vec<f32> {
    let (mut sums, mut all) = (vec![0.0; n], Vec::with_capacity(trials.len() * n));
    for (errors, feedback) in trials {
        sums.fill(0.0);
        for (error, row) in errors.iter().zip(feedback.chunks(n)) {
            sums.iter_mut().zip(row).for_each(|(sum, b)| *sum += error * f64::from(*b));
        }
        all.extend(sums.iter().map(|sum| *sum as f32));
    }
    all
}

impl Network {
    /// J (trials · n_o × n) of each population: row t · n_o + k holds ∂y_k/∂x at trial t. `None` for a population that
    /// does not reach the output, and for inputs.
    pub fn jacobians(&self) -> Vec<Option<Vec<f32>>> {
        let outputs = self.layers[self.output].neurons;
        let mut found: Vec<Option<Vec<f32>>> = vec![None; self.layers.len()];
        let mut identity = vec![0.0; self.trials * outputs * outputs];
        for row in 0..self.trials * outputs {
            identity[row * outputs + row % outputs] = 1.0;
        }
        found[self.output] = Some(identity);
        for &l in self.order.iter().rev() {
            if l == self.output || self.layers[l].slope.is_empty() {
                continue;
            }
            let mut sum: Option<Vec<f32>> = None;
            for synapses in self.synapses.iter().filter(|s| s.from == l) {
                let Some(post) = &found[synapses.to] else { continue };
                // What nothing was written to yet is not read.
                let how = if sum.is_some() { Accum::Add } else { Accum::Replace };
                let room = || vec![0.0; self.trials * outputs * self.layers[l].neurons];
                self.carry(post, synapses, how, sum.get_or_insert_with(room));
            }
            found[l] = sum;
        }
        found
    }

    /// (J ⊙ φ') W (trials · n_o × pre), with J (trials · n_o × post) and the slopes φ' of each trial.
    fn carry(&self, jacobian: &[f32], synapses: &Synapses, how: Accum, out: &mut [f32]) {
        let Layer { neurons, slope, .. } = &self.layers[synapses.to];
        let (outputs, pre) = (self.layers[self.output].neurons, self.layers[synapses.from].neurons);
        // A few trials at a time, which the caches hold.
        let rows = outputs * TRIALS;
        let mut sloped = Vec::with_capacity(rows * neurons);
        let blocks = jacobian.chunks(rows * neurons).zip(slope.chunks(TRIALS * neurons));
        for ((jacobian, slopes), out) in blocks.zip(out.chunks_mut(rows * pre)) {
            sloped.clear();
            for (j, slopes) in jacobian.chunks(outputs * neurons).zip(slopes.chunks(*neurons)) {
                j.chunks(*neurons).for_each(|j| sloped.extend(j.iter().zip(slopes).map(|(j, s)| j * s)));
            }
            let rows = sloped.len() / neurons;
            matmul(
                MatMut::from_row_major_slice_mut(out, rows, pre),
                how,
                MatRef::from_row_major_slice(&sloped, rows, *neurons),
                MatRef::from_row_major_slice(&synapses.weights, *neurons, pre),
                1.0,
                Par::Seq,
            );
        }
    }

    /// Jᵀ e per trial (trials × n), with errors e (trials × n_o): the exact credit.
    pub fn credit(&self, jacobian: &[f32], errors: &[f64], n: usize) -> Vec<f32> {
        let outputs = self.layers[self.output].neurons;
        broadcast(errors.chunks(outputs).zip(jacobian.chunks(outputs * n)), n)
    }

    /// The mean over trials of the (n_o × n) Jacobian.
    pub fn mean_jacobian(&self, jacobian: &[f32], n: usize) -> Vec<f32> {
        let outputs = self.layers[self.output].neurons;
        let mut mean = vec![0.0; outputs * n];
        for (row, j) in jacobian.chunks(n).enumerate() {
            let out = &mut mean[row % outputs * n..][..n];
            out.iter_mut().zip(j).for_each(|(m, j)| *m += j);
        }
        mean.iter_mut().for_each(|m| *m /= self.trials as f32);
        mean
    }

    /// The cosine between the weight changes that two third factors (trials × n) of a population ask for: of Σ over trials
    /// of (M ⊙ φ') xᵀ, over all projections into it. `None` if either has no direction.
    pub fn weight_cosine(&self, layer: usize, a: &[f32], b: &[f32]) -> Option<f64> {
        let Layer { neurons, slope, .. } = &self.layers[layer];
        let delta = |m: &[f32]| -> Vec<f32> { m.iter().zip(slope).map(|(m, s)| m * s).collect() };
        let (a, b) = (delta(a), delta(b));
        let mut products = Products::default();
        for synapses in self.synapses.iter().filter(|s| s.to == layer) {
            if let Some((weights, count)) = &synapses.shared {
                let gathered = |delta: &[f32]| self.shared_change(synapses, delta, weights, *count);
                products += Products::of(&gathered(&a), &gathered(&b));
                continue;
            }
            // A few neurons at a time: the changes of all weights of a large circuit would take as much room as these.
            for first in (0..*neurons).step_by(BLOCK) {
                let block = first..(first + BLOCK).min(*neurons);
                let change = |delta: &[f32]| self.weight_change(synapses, delta, block.clone());
                products += Products::of(&change(&a), &change(&b));
            }
        }
        products.cosine()
    }

    /// The same of weights that synapses share: each has the sum of theirs.
    fn shared_change(&self, synapses: &Synapses, delta: &[f32], weights: &[usize], count: usize) -> Vec<f32> {
        let (mut sums, mut at, neurons) = (vec![0.0; count], 0, self.layers[synapses.to].neurons);
        for first in (0..neurons).step_by(BLOCK) {
            for change in self.weight_change(synapses, delta, first..(first + BLOCK).min(neurons)) {
                sums[weights[at]] += change;
                at += 1;
            }
        }
        sums
    }

    /// δᵀ x (post × pre) of some postsynaptic neurons, with δ (trials × post); of the synapses that exist.
    fn weight_change(&self, synapses: &Synapses, delta: &[f32], post: Range<usize>) -> Vec<f32> {
        let (pre, neurons) = (&self.layers[synapses.from], self.layers[synapses.to].neurons);
        let mut change = vec![0.0; post.len() * pre.neurons];
        matmul(
            MatMut::from_row_major_slice_mut(&mut change, post.len(), pre.neurons),
            Accum::Replace,
            MatRef::from_row_major_slice(delta, self.trials, neurons).subcols(post.start, post.len()).transpose(),
            MatRef::from_row_major_slice(&pre.activity, self.trials, pre.neurons),
            1.0,
            Par::Seq,
        );
        match &synapses.exist {
            Some(cells) => {
                let at = |neuron: usize| cells.partition_point(|cell| *cell < neuron * pre.neurons);
                let own = &cells[at(post.start)..at(post.end)];
                own.iter().map(|cell| change[cell - post.start * pre.neurons]).collect()
            }
            None => change,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jacobian_of_a_linear_chain_is_the_product_of_its_weights() {
        let layer = |n: usize| Layer { neurons: n, activity: vec![1.0; 2 * n], slope: vec![1.0; 2 * n] };
        let mut input = layer(1);
        input.slope.clear();
        let network = Network {
            trials: 2,
            layers: vec![input, layer(2), layer(2), layer(1)],
            synapses: vec![
                Synapses { from: 1, to: 2, weights: vec![1.0, 2.0, 3.0, 4.0], exist: None, shared: None },
                Synapses { from: 2, to: 3, weights: vec![5.0, 6.0], exist: None, shared: None },
                Synapses { from: 1, to: 3, weights: vec![0.5, 0.25], exist: None, shared: None },
            ],
            order: vec![0, 1, 2, 3],
            output: 3,
        };
        let jacobians = network.jacobians();
        assert_eq!(jacobians[1].as_ref().unwrap(), &[23.5, 34.25, 23.5, 34.25]);
        assert_eq!(jacobians[2].as_ref().unwrap(), &[5.0, 6.0, 5.0, 6.0]);
        assert_eq!(jacobians[0], None);
    }

    #[test]
    fn what_rows_of_feedback_have_in_common_cancels_without_a_trace() {
        // Errors that sum to nothing, on rows that differ by a millionth.
        let (errors, n) = ([3e-9, -1e-9, -2e-9], 3);
        let feedback = [1.0, 1.0, 1.0, 1.0, 1.0 + 2.0_f32.powi(-20), 1.0, 1.0, 1.0, 1.0 - 2.0_f32.powi(-20)];
        let found = broadcast([(&errors[..], &feedback[..])].into_iter(), n);
        let expected = [0.0, -1e-9 * 2.0_f64.powi(-20), 2e-9 * 2.0_f64.powi(-20)];
        for (found, expected) in found.iter().zip(expected) {
            assert!((f64::from(*found) - expected).abs() <= 1e-22, "{found:e} {expected:e}");
        }
    }

    #[test]
    fn weight_changes_are_compared_synapse_by_synapse() {
        // More postsynaptic neurons than fit into a block, in two projections; of the second some synapses do not exist.
        let (trials, post, pre) = (3, BLOCK + 5, 4);
        let wave = |k: usize, len: usize| (0..len).map(|i| ((i * k + k) as f32).sin()).collect::<Vec<f32>>();
        let layer = |n: usize, k| Layer { neurons: n, activity: wave(k, trials * n), slope: wave(k + 1, trials * n) };
        let exist: Vec<usize> = (0..post * pre).filter(|cell| cell % 3 != 1).collect();
        let synapses = |from, exist| Synapses { from, to: 2, weights: vec![0.0; post * pre], exist, shared: None };
        let network = Network {
            trials,
            layers: vec![layer(pre, 3), layer(pre, 5), layer(post, 7)],
            synapses: vec![synapses(0, None), synapses(1, Some(exist.clone()))],
            order: vec![0, 1, 2],
            output: 2,
        };
        let (a, b) = (wave(11, trials * post), wave(13, trials * post));
        let change = |m: &[f32]| {
            let weight = |from: usize, cell: usize| -> f64 {
                let (post_layer, pre_layer) = (&network.layers[2], &network.layers[from]);
                let at = |trial: usize| (trial * post + cell / pre, trial * pre + cell % pre);
                let each = (0..trials).map(at);
                each.map(|(i, j)| f64::from(m[i] * post_layer.slope[i] * pre_layer.activity[j])).sum()
            };
            let first = (0..post * pre).map(|cell| weight(0, cell));
            first.chain(exist.iter().map(|cell| weight(1, *cell))).collect::<Vec<f64>>()
        };
        let (x, y) = (change(&a), change(&b));
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let expected = dot(&x, &y) / (dot(&x, &x) * dot(&y, &y)).sqrt();
        assert!((network.weight_cosine(2, &a, &b).unwrap() - expected).abs() < 1e-6);
        assert!((network.weight_cosine(2, &a, &a).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(network.weight_cosine(2, &a, &vec![0.0; trials * post]), None);
        // Synapses that share three weights: their changes are added before they are compared.
        let mut tied = network;
        let folded = |x: &[f64]| {
            let mut sums = [0.0; 3];
            exist.iter().zip(x).for_each(|(cell, x)| sums[cell % 3] += x);
            sums.to_vec()
        };
        let of = |x: &[f64]| [&x[..post * pre], &folded(&x[post * pre..])[..]].concat();
        tied.synapses[1].shared = Some((exist.iter().map(|cell| cell % 3).collect(), 3));
        let (x, y) = (of(&x), of(&y));
        let expected = dot(&x, &y) / (dot(&x, &x) * dot(&y, &y)).sqrt();
        assert!((tied.weight_cosine(2, &a, &b).unwrap() - expected).abs() < 1e-5);
    }
}

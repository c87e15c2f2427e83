//! Exact Jacobians of the output with respect to every population's activity: the oracle that credit is measured by.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

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
    /// Weights (post × pre).
    pub weights: Vec<f32>,
    /// Places in the matrix of the synapses that exist; `None`: all.
    pub exist: Option<Vec<usize>>,
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
                let carried = self.times_slope(post, synapses.to, outputs);
                let rows = self.trials * outputs;
                let (n, m) = (self.layers[l].neurons, self.layers[synapses.to].neurons);
                let out = sum.get_or_insert_with(|| vec![0.0; rows * n]);
                matmul(
                    MatMut::from_row_major_slice_mut(out, rows, n),
                    Accum::Add,
                    MatRef::from_row_major_slice(&carried, rows, m),
                    MatRef::from_row_major_slice(&synapses.weights, m, n),
                    1.0,
                    Par::Seq,
                );
            }
            found[l] = sum;
        }
        found
    }

    fn times_slope(&self, jacobian: &[f32], layer: usize, outputs: usize) -> Vec<f32> {
        let Layer { neurons, slope, .. } = &self.layers[layer];
        let rows = jacobian.chunks(*neurons).enumerate();
        rows.flat_map(|(row, j)| {
            let trial = row / outputs;
            j.iter().zip(&slope[trial * neurons..]).map(|(j, s)| j * s).collect::<Vec<_>>()
        })
        .collect()
    }

    /// Jᵀ e per trial (trials × n), with errors e (trials × n_o): the exact credit.
    pub fn credit(&self, jacobian: &[f32], errors: &[f32], n: usize) -> Vec<f32> {
        let outputs = self.layers[self.output].neurons;
        let mut credit = vec![0.0; self.trials * n];
        for (row, j) in jacobian.chunks(n).enumerate() {
            let out = &mut credit[row / outputs * n..][..n];
            out.iter_mut().zip(j).for_each(|(c, j)| *c += errors[row] * j);
        }
        credit
    }

    /// The mean over trials of the (n_o × n) Jacobian.
    pub fn mean_jacobian(&self, jacobian: &[f32], n: usize) -> Vec<f32> {
        let outputs = self.layers[self.output].neurons;
        let mut mean = vec![0.0; outputs * n];
        for (row, j) in jacobian.chunks(n).enumerate() {
            let out = &mut mean[row % outputs * n..][..n];
            out.iter_mut().zip(j).for_each(|(m, j)| *m += j / self.trials as f32);
        }
        mean
    }

    /// Σ over trials of (M ⊙ φ') xᵀ over all projections into `layer`, one after the other: the direction of its weight
    /// change.
    pub fn weight_direction(&self, layer: usize, third_factor: &[f32]) -> Vec<f32> {
        let Layer { neurons, slope, .. } = &self.layers[layer];
        let delta: Vec<f32> = third_factor.iter().zip(slope).map(|(m, s)| m * s).collect();
        let mut direction = Vec::new();
        for synapses in self.synapses.iter().filter(|s| s.to == layer) {
            let pre = &self.layers[synapses.from];
            let mut out = vec![0.0; neurons * pre.neurons];
            matmul(
                MatMut::from_row_major_slice_mut(&mut out, *neurons, pre.neurons),
                Accum::Replace,
                MatRef::from_row_major_slice(&delta, self.trials, *neurons).transpose(),
                MatRef::from_row_major_slice(&pre.activity, self.trials, pre.neurons),
                1.0,
                Par::Seq,
            );
            match &synapses.exist {
                Some(cells) => direction.extend(cells.iter().map(|&cell| out[cell])),
                None => direction.append(&mut out),
            }
        }
        direction
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
                Synapses { from: 1, to: 2, weights: vec![1.0, 2.0, 3.0, 4.0], exist: None },
                Synapses { from: 2, to: 3, weights: vec![5.0, 6.0], exist: None },
                Synapses { from: 1, to: 3, weights: vec![0.5, 0.25], exist: None },
            ],
            order: vec![0, 1, 2, 3],
            output: 3,
        };
        let jacobians = network.jacobians();
        assert_eq!(jacobians[1].as_ref().unwrap(), &[23.5, 34.25, 23.5, 34.25]);
        assert_eq!(jacobians[2].as_ref().unwrap(), &[5.0, 6.0, 5.0, 6.0]);
        assert_eq!(jacobians[0], None);
    }
}

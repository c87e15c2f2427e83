//! The teacher itself: its matrices, its response and its Jacobian.

use super::Teacher;
use crate::rng::{host_rng, normal};
use rand_core::Rng;

/// A teacher with its weights drawn. Matrices are row-major.
#[derive(Debug, Clone)]
pub struct TeacherCircuit {
    inputs: usize,
    rank: usize,
    mixing: Vec<f64>,
    weights: Vec<f64>,
    readout: Option<Vec<f64>>,
}

impl TeacherCircuit {
    /// Draws the matrices of `teacher`, whose sizes have been checked.
    pub(super) fn draw(teacher: &Teacher, seed: u64) -> Self {
        let (inputs, rank) = (teacher.inputs, teacher.rank);
        let purpose = |name: &str| host_rng(seed, &format!("teacher/{name}"));
        let readout =
            (teacher.hidden > 0).then(|| scaled_normal(teacher.outputs, teacher.hidden, &mut purpose("readout")));
        let first = if teacher.hidden > 0 { teacher.hidden } else { teacher.outputs };
        TeacherCircuit {
            inputs,
            rank,
            mixing: mixing(inputs, rank, &mut purpose("mixing")),
            weights: scaled_normal(first, inputs, &mut purpose("weights")),
            readout,
        }
    }

    /// Dimension of the inputs' principal subspace.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// A [inputs × rank]: orthogonal columns of length √(inputs / rank) that span the inputs' principal subspace.
    ///
    /// The inputs' covariance is A Aᵀ + noise² I.
    pub fn mixing(&self) -> &[f64] {
        &self.mixing
    }

    /// W [outputs × inputs] of a linear teacher, which is its Jacobian everywhere; `None` of a teacher with a hidden layer.
    pub fn matrix(&self) -> Option<&[f64]> {
        self.readout.is_none().then_some(&self.weights)
    }

    /// The exact Jacobian ∂y/∂x [outputs × inputs] at `x` (inputs).
    pub fn jacobian(&self, x: &[f32]) -> Vec<f64> {
        let Some(readout) = &self.readout else {
            return self.weights.clone();
        };
        let slopes: Vec<f64> = self.drive(x).map(|v| 1.0 - v.tanh().powi(2)).collect();
        let mut jacobian = Vec::with_capacity(readout.len() / slopes.len() * self.inputs);
        for readout in readout.chunks_exact(slopes.len()) {
            let mut row = vec![0.0; self.inputs];
            for ((v, slope), weights) in readout.iter().zip(&slopes).zip(self.weights.chunks_exact(self.inputs)) {
                row.iter_mut().zip(weights).for_each(|(out, w)| *out += v * slope * w);
            }
            jacobian.extend(row);
        }
        jacobian
    }

    /// Writes the response to `x` (inputs) to `y` (outputs), without label noise.
    pub fn respond(&self, x: &[f32], y: &mut [f32]) {
        match &self.readout {
            None => y.iter_mut().zip(self.drive(x)).for_each(|(y, v)| *y = v as f32),
            Some(readout) => {
                let rates: Vec<f64> = self.drive(x).map(f64::tanh).collect();
                for (y, row) in y.iter_mut().zip(readout.chunks_exact(rates.len())) {
                    *y = dot(row, rates.iter().copied()) as f32;
                }
            }
        }
    }

    /// Turns the standard normals in `inputs` into A `latent` + `noise` · normals.
    pub(super) fn mix(&self, latent: &[f32], noise: f32, inputs: &mut [f32]) {
        assert_eq!(inputs.len(), self.inputs, "one number an input");
        for (x, row) in inputs.iter_mut().zip(self.mixing.chunks_exact(self.rank)) {
            *x = dot(row, latent.iter().map(|&z| f64::from(z))) as f32 + noise * *x;
        }
    }

    /// W x.
    fn drive<'a>(&'a self, x: &'a [f32]) -> impl Iterator<Item = f64> + 'a {
        assert_eq!(x.len(), self.inputs, "one number an input");
        self.weights.chunks_exact(self.inputs).map(|row| dot(row, x.iter().map(|&x| f64::from(x))))
    }
}

fn dot(row: &[f64], x: impl Iterator<Item = f64>) -> f64 {
    row.iter().zip(x).map(|(w, x)| w * x).sum()
}

/// [post × pre] normals of variance 1 / pre.
fn scaled_normal(post: usize, pre: usize, rng: &mut impl Rng) -> Vec<f64> {
    let scale = (pre as f64).sqrt().recip();
    (0..post * pre).map(|_| scale * normal(rng)).collect()
}

/// [inputs × rank] with orthogonal columns of length √(inputs / rank), by Gram and Schmidt.
fn mixing(inputs: usize, rank: usize, rng: &mut impl Rng) -> Vec<f64> {
    let mut columns: Vec<Vec<f64>> = Vec::with_capacity(rank);
    while columns.len() < rank {
        let mut column: Vec<f64> = (0..inputs).map(|_| normal(rng)).collect();
        // The second pass removes what rounding left of the first (Giraud, Langou and Rozložník 2005).
        for _ in 0..2 {
            for other in &columns {
                let shared = dot(other, column.iter().copied());
                column.iter_mut().zip(other).for_each(|(x, other)| *x -= shared * other);
            }
        }
        let length = dot(&column, column.iter().copied()).sqrt();
        column.iter_mut().for_each(|x| *x /= length);
        columns.push(column);
    }
    let scale = (inputs as f64 / rank as f64).sqrt();
    (0..inputs).flat_map(|i| columns.iter().map(move |column| scale * column[i])).collect()
}

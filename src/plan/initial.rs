//! What buffers hold before the first step.

use super::buffer::{Buffer, BufferId, Initial};
use super::{Plan, Structure};
use crate::circuit::Circuit;
use crate::circuit::weights::{Shape, WeightsError};
use crate::rng;
use std::path::Path;

/// The initial content of one buffer. `folder` is where the circuit's weight files are named from.
pub fn values(circuit: &Circuit, folder: &Path, plan: &Plan, id: BufferId) -> Result<Vec<f32>, WeightsError> {
    let buffer = plan.buffer(id);
    match &buffer.initial {
        Initial::Value(x) => Ok(vec![*x; buffer.len()]),
        Initial::Weights(i) => {
            let projection = &circuit.projections[*i];
            let mut rng = rng::host_rng(circuit.seed, &format!("weights/{}", projection.name()));
            let dale = circuit.dale_of(projection);
            let shape = match plan.structure_of(*i) {
                Structure::Dense(dense) => Shape { dale, ..Shape::dense(dense.post, dense.pre) },
                Structure::Listed(list) => {
                    Shape { dale, sparse: Some(&list.incoming), ..Shape::dense(list.post, list.pre) }
                }
                Structure::Conv(patches) => {
                    Shape { dale, places: patches.kernel * patches.kernel, ..Shape::dense(buffer.rows, buffer.cols) }
                }
            };
            projection.weights.draw(shape, &mut rng, folder)
        }
        Initial::Given(values) => Ok(values.to_vec()),
        Initial::Normal { purpose, std } => {
            let mut rng = rng::host_rng(circuit.seed, purpose);
            Ok((0..buffer.len()).map(|_| (std * rng::normal(&mut rng)) as f32).collect())
        }
        Initial::Orthonormal { purpose } => Ok(orthonormal(circuit.seed, purpose, buffer)),
    }
}

/// Random rows made orthonormal one after the other; each is cleaned twice, which brings the error down to rounding.
fn orthonormal(seed: u64, purpose: &str, buffer: &Buffer) -> Vec<f32> {
    let mut rng = rng::host_rng(seed, purpose);
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(buffer.rows);
    while rows.len() < buffer.rows {
        let mut row: Vec<f64> = (0..buffer.cols).map(|_| rng::normal(&mut rng)).collect();
        for _ in 0..2 {
            for other in &rows {
                let dot: f64 = row.iter().zip(other).map(|(a, b)| a * b).sum();
                row.iter_mut().zip(other).for_each(|(a, b)| *a -= dot * b);
            }
        }
        let norm = row.iter().map(|a| a * a).sum::<f64>().sqrt();
        if norm > 1e-6 {
            row.iter_mut().for_each(|a| *a /= norm);
            rows.push(row);
        }
    }
    rows.into_iter().flatten().map(|x| x as f32).collect()
}

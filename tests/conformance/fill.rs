//! Buffers full of random numbers that mean what the plan says they mean.

use trifactor::circuit::Storage;
use trifactor::plan::op::track::TrackItem;
use trifactor::plan::{Buffer, Plan};
use trifactor::real::Half;
use trifactor::rng::{Host, Stream, host_rng, uniform};

/// Random content of every buffer.
pub fn random(plan: &Plan, seed: u64) -> Vec<Vec<f32>> {
    plan.buffers.iter().map(|buffer| content(buffer, seed)).collect()
}

fn content(buffer: &Buffer, seed: u64) -> Vec<f32> {
    if buffer.name.starts_with("manifold.") {
        return manifold(buffer.cols - TrackItem::EXTRA, &mut host_rng(seed, &buffer.name));
    }
    let mut data = vec![0.0; buffer.len()];
    Stream::new(seed, &buffer.name).fill_normal(0, 0, &mut data);
    if buffer.name.starts_with("basis.") {
        orthonormalise(&mut data, buffer.cols);
    } else if buffer.name.starts_with("second_moment.") {
        data.iter_mut().for_each(|x| *x *= *x);
    }
    if buffer.storage == Storage::F16 {
        // What is read back is what was written.
        data.iter_mut().for_each(|x| *x = Half::of(*x).to_f32());
    }
    data
}

/// Gram and Schmidt in f64 on the rows.
fn orthonormalise(data: &mut [f32], cols: usize) {
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for row in data.chunks_mut(cols) {
        let mut wide: Vec<f64> = row.iter().map(|x| f64::from(*x)).collect();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        for other in &rows {
            let along = dot(&wide, other);
            wide.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
        }
        let norm = dot(&wide, &wide).sqrt();
        wide.iter_mut().for_each(|a| *a /= norm);
        row.iter_mut().zip(&wide).for_each(|(x, a)| *x = *a as f32);
        rows.push(wide);
    }
}

/// Falling variances, a past weight (0 before the first tracking), components in use, a total above their sum.
fn manifold(rank: usize, rng: &mut Host) -> Vec<f32> {
    let mut values: Vec<f64> = (0..rank).map(|k| (2.0 + uniform(rng)) / (k + 1) as f64).collect();
    let total = values.iter().sum::<f64>() * 1.5;
    let begun = uniform(rng) < 0.7;
    let in_use = if begun { 1 + (uniform(rng) * rank as f64) as usize } else { 0 };
    values.extend([if begun { 10.0 * uniform(rng) } else { 0.0 }, in_use as f64, total]);
    values.into_iter().map(|x| x as f32).collect()
}

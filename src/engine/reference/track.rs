//! See [`crate::plan::op::Track`]. Here the merged scatter (n × n) is formed and decomposed as it stands.

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::manifold::incremental::{NEGLIGIBLE, fix_sign};
use crate::manifold::spectrum::Spectrum;
use crate::plan::op::Track;
use crate::plan::op::track::TrackItem;

pub fn track(op: &Track, memory: &mut Memory, now: Moment) {
    if now.update().is_multiple_of(op.every) {
        op.items.iter().for_each(|item| merge(item, memory, now));
    }
}

fn merge(item: &TrackItem, memory: &mut Memory, now: Moment) {
    let (d, all, old) = (item.rank, memory.view(item.activity, now.step()), memory.whole(item.basis));
    let x = Matrix::from_fn(item.samples(), all.cols, |b, j| all[(b * item.stride, j)]);
    let (n, batch) = (x.cols, x.rows as f64);
    let mut manifold = memory.whole(item.manifold).data;
    let past = item.memory * manifold[d + TrackItem::WEIGHT];
    let total = past + batch;

    let old_mean = memory.whole(item.mean);
    let mean = Matrix::from_fn(1, n, |_, j| (0..x.rows).map(|b| x[(b, j)]).sum::<f64>() / batch);
    let new_mean = &old_mean.scaled(past / total) + &mean.scaled(batch / total);
    let centred = Matrix::from_fn(x.rows, n, |b, j| x[(b, j)] - mean[(0, j)]);
    let shift = &old_mean - &mean;

    // The scatter of two groups is the sum of their scatters and that of their means.
    let components = Matrix::from_fn(d, n, |k, j| past * manifold[k].max(0.0) * old[(k, j)]);
    let present = &(&centred.t() * &centred) + &(&shift.t() * &shift).scaled(past * batch / total);
    let scatter = &(&old.t() * &components) + &present;
    let trace: f64 = (0..n).map(|j| present[(j, j)]).sum();

    let mut spectrum = Spectrum::new(n);
    if !spectrum.decompose(&scatter.data) {
        return; // activity that is not finite
    }
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for k in 0..d {
        let value = spectrum.value(k);
        let counts = value > 0.0 && value > NEGLIGIBLE * spectrum.value(0);
        manifold[k] = if counts { value / total } else { 0.0 };
        if counts {
            rows.push((0..n).map(|j| spectrum.vector(k, j)).collect());
        }
    }
    complete(&mut rows, &old);
    rows.iter_mut().for_each(|row| fix_sign(row));
    let basis = Matrix { rows: d, cols: n, data: rows.concat() };

    let variance = (past * manifold[d + TrackItem::TOTAL] + trace) / total;
    let enough = |&k: &usize| manifold[..k].iter().sum::<f64>() >= item.explained.unwrap_or(f64::INFINITY) * variance;
    let active = (1..=d).find(enough).unwrap_or(d);
    manifold[d + TrackItem::WEIGHT] = total;
    manifold[d + TrackItem::ACTIVE] = active as f64;
    manifold[d + TrackItem::TOTAL] = variance;
    if let Some((id, _)) = item.feedback {
        let carried = &memory.whole(id) * &(&old * &basis.t());
        memory.store(id, &carried);
    }
    memory.store(item.basis, &basis);
    memory.store(item.mean, &new_mean);
    memory.elements_mut(item.manifold).copy_from_slice(&manifold);
}

/// Brings the number of rows to that of `old`: with its rows, then with axes, as far as they add a direction.
fn complete(rows: &mut Vec<Vec<f64>>, old: &Matrix) {
    let axes = (0..old.cols).map(|i| (0..old.cols).map(|j| f64::from(i == j)).collect());
    for mut candidate in (0..old.rows).map(|k| old.row(k).to_vec()).chain(axes) {
        if rows.len() == old.rows {
            return;
        }
        let before = dot(&candidate, &candidate).sqrt();
        for _ in 0..2 {
            for row in rows.iter() {
                let along = dot(&candidate, row);
                candidate.iter_mut().zip(row).for_each(|(a, b)| *a -= along * b);
            }
        }
        let norm = dot(&candidate, &candidate).sqrt();
        if norm > 1e-2 * before {
            rows.push(candidate.iter().map(|a| a / norm).collect());
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

//! See [`crate::plan::op::Draw`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::credit::Draws;
use crate::plan::op::Draw;
use crate::plan::op::track::TrackItem;

pub fn draw(op: &Draw, memory: &mut Memory, now: Moment) {
    if !op.turn.is_now(now.update()) {
        return;
    }
    let active = match op.manifold.map(|id| memory.elements(id)[op.rank + TrackItem::ACTIVE] as usize) {
        None | Some(0) => op.rank,
        Some(active) => active,
    };
    let before = memory.whole(op.coordinates);
    let keep = if now.step_in_trial() == 0 { 0.0 } else { f64::from(op.keep) };
    let mut z = Matrix::from_fn(op.draws, op.rank, |_, _| 0.0);
    for row in 0..op.draws {
        let trial = now.update() * op.replicas as u64 + (row % op.replicas) as u64;
        let draw = (row / op.replicas * now.program.steps + now.step_in_trial()) as u32;
        let mut numbers = vec![0.0_f32; op.rank];
        match op.distribution {
            Draws::Rademacher => op.stream.fill_rademacher(trial, draw, &mut numbers),
            Draws::Gaussian | Draws::Orthogonal => op.stream.fill_normal(trial, draw, &mut numbers),
        }
        for j in 0..active {
            z[(row, j)] = f64::from(numbers[j]);
            if keep > 0.0 {
                z[(row, j)] = keep * before[(row, j)] + (1.0 - keep * keep).sqrt() * z[(row, j)];
            }
        }
        if op.distribution == Draws::Orthogonal {
            // Rows come in blocks of `active`: no more directions than that can be orthogonal.
            orthogonalise(&mut z, row - row % active, row, (active as f64).sqrt());
        }
    }
    memory.store(op.coordinates, &z);
}

/// Removes from `row` what lies along the rows from `first` on, and scales it to `length`.
fn orthogonalise(z: &mut Matrix, first: usize, row: usize, length: f64) {
    // Once leaves errors where little remains of the row; twice is enough.
    for _ in 0..2 {
        for other in first..row {
            let other = z.row(other).to_vec();
            let along: f64 = z.row(row).iter().zip(&other).map(|(a, b)| a * b).sum::<f64>() / (length * length);
            z.row_mut(row).iter_mut().zip(&other).for_each(|(a, b)| *a -= along * b);
        }
    }
    let norm = z.row(row).iter().map(|a| a * a).sum::<f64>().sqrt();
    z.row_mut(row).iter_mut().for_each(|a| *a *= length / norm);
}

//! How one population is tracked; [`crate::manifold::incremental`] has the method.

use crate::engine::cpu::buffer::Buffer;
use crate::engine::cpu::gemm::{self, Scratch, Write};
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;
use crate::engine::cpu::store::Store;
use crate::manifold::incremental::{self, Merge};
use crate::manifold::spectrum::Spectrum;
use crate::plan::op::track::TrackItem;
use crate::simd::vectorize;

/// Working space of one population; populations are tracked side by side, each on one thread.
pub struct Workspace {
    pool: Pool,
    scratch: Scratch,
    spectrum: Spectrum,
    /// A (rank + batch + 1 × n).
    rows: Buffer,
    gram: Buffer,
    gram64: Vec<f64>,
    /// New components as combinations of A's rows (rank × rank + batch + 1).
    mix: Buffer,
    /// U_old U_newᵀ (rank × rank).
    turn: Buffer,
    /// C before the turn.
    old_feedback: Buffer,
    /// The buffers at work: basis, new basis, mean, manifold, feedback.
    basis: Buffer,
    new_basis: Buffer,
    mean: Buffer,
    manifold: Buffer,
    feedback: Buffer,
}

impl Workspace {
    /// Working space for one item of the plan.
    pub fn new(item: &TrackItem) -> Workspace {
        let (d, n) = (item.rank, item.activity.cols);
        let size = d + item.samples() + 1;
        Workspace {
            pool: Pool::new(1).expect("one thread is the caller's own"),
            scratch: Scratch::new(1),
            spectrum: Spectrum::new(size),
            rows: Buffer::zeros(size * n),
            gram: Buffer::zeros(size * size),
            gram64: vec![0.0; size * size],
            mix: Buffer::zeros(d * size),
            turn: Buffer::zeros(d * d),
            old_feedback: Buffer::zeros(item.feedback.map_or(0, |(_, outputs)| outputs * d)),
            new_basis: Buffer::zeros(d * n),
            basis: Buffer::default(),
            mean: Buffer::default(),
            manifold: Buffer::default(),
            feedback: Buffer::default(),
        }
    }

    /// Bytes of [`Workspace::new`], of any size.
    pub fn bytes(item: &TrackItem) -> u64 {
        let (d, n, outputs) = (item.rank as f64, item.activity.cols as f64, item.feedback.map_or(0, |(_, rows)| rows));
        let size = d + item.samples() as f64 + 1.0;
        let numbers = (size + d) * n + size * size + d * (size + d + outputs as f64);
        // The spectrum: the matrix, its vectors, and about as much to work in, in double precision.
        (4.0 * numbers + 8.0 * 3.0 * size * size) as u64 + Scratch::bytes(1)
    }

    pub(super) fn borrow(&mut self, item: &TrackItem, store: &mut Store) {
        self.basis = store.take(item.basis);
        self.mean = store.take(item.mean);
        self.manifold = store.take(item.manifold);
        self.feedback = item.feedback.map(|(id, _)| store.take(id)).unwrap_or_default();
    }

    pub(super) fn give_back(&mut self, item: &TrackItem, store: &mut Store) {
        store.put(item.basis, std::mem::take(&mut self.basis));
        store.put(item.mean, std::mem::take(&mut self.mean));
        store.put(item.manifold, std::mem::take(&mut self.manifold));
        if let Some((id, _)) = item.feedback {
            store.put(id, std::mem::take(&mut self.feedback));
        }
    }

    pub(super) fn track(&mut self, item: &TrackItem, x: Mat<'_>) {
        let (d, n, batch) = (item.rank, x.cols(), x.rows());
        let size = d + batch + 1;
        let weight = f64::from(self.manifold[d + TrackItem::WEIGHT]);
        let merge = Merge::new(weight, item.memory, batch);
        let spread = vectorize(
            #[inline(always)]
            || self.assemble(item, x, merge),
        );

        let a = Mat::new(&self.rows, size, n);
        gemm::propagate(&self.pool, MatMut::new(&mut self.gram, size, size), a, a, Write::Set);
        self.gram64.iter_mut().zip(self.gram.iter()).for_each(|(wide, g)| *wide = f64::from(*g));
        if !self.spectrum.decompose(&self.gram64) {
            return; // activity that is not finite: the loss will say so
        }
        for (k, mix) in self.mix.chunks_mut(size).enumerate() {
            self.manifold[k] = incremental::component(&self.spectrum, k, merge, mix) as f32;
        }
        let (out, mix) = (MatMut::new(&mut self.new_basis, d, n), Mat::new(&self.mix, d, size));
        gemm::combine(&self.pool, &mut self.scratch, out, mix, a, Write::Set);
        vectorize(
            #[inline(always)]
            || complete(&mut self.new_basis, &self.basis, n),
        );
        self.new_basis.chunks_mut(n).for_each(incremental::fix_sign);

        let past_total = f64::from(self.manifold[d + TrackItem::TOTAL]);
        let total = (merge.past * past_total + spread) / merge.total();
        self.manifold[d + TrackItem::WEIGHT] = merge.total() as f32;
        self.manifold[d + TrackItem::TOTAL] = total as f32;
        self.manifold[d + TrackItem::ACTIVE] = incremental::active(&self.manifold[..d], total, item.explained) as f32;
        if let Some((_, outputs)) = item.feedback {
            self.carry_feedback(outputs, d, n);
        }
        std::mem::swap(&mut self.basis, &mut self.new_basis);
    }

    /// Fills A, moves the mean, and returns the scatter that the batch adds.
    #[inline(always)]
    fn assemble(&mut self, item: &TrackItem, x: Mat<'_>, merge: Merge) -> f64 {
        let (d, n, batch) = (item.rank, x.cols(), x.rows());
        let (components, rest) = self.rows.split_at_mut(d * n);
        let (centred, shift) = rest.split_at_mut(batch * n);
        for (k, row) in components.chunks_mut(n).enumerate() {
            let scale = merge.component(f64::from(self.manifold[k])) as f32;
            row.iter_mut().zip(&self.basis[k * n..]).for_each(|(a, u)| *a = scale * u);
        }
        let batch_mean = shift;
        batch_mean.fill(0.0);
        for i in 0..batch {
            batch_mean.iter_mut().zip(x.row(i)).for_each(|(m, x)| *m += x);
        }
        batch_mean.iter_mut().for_each(|m| *m /= batch as f32);
        let mut scatter = 0.0;
        for (i, row) in centred.chunks_mut(n).enumerate() {
            row.iter_mut().zip(x.row(i).iter().zip(&*batch_mean)).for_each(|(a, (x, m))| *a = x - m);
            scatter += f64::from(dot(row, row));
        }
        let (scale, share) = (merge.shift() as f32, merge.mean_share() as f32);
        for (shift, mean) in batch_mean.iter_mut().zip(self.mean.iter_mut()) {
            let difference = *mean - *shift;
            *mean -= share * difference;
            *shift = scale * difference;
        }
        scatter + f64::from(dot(batch_mean, batch_mean))
    }

    /// C ← C (U_old U_newᵀ).
    fn carry_feedback(&mut self, outputs: usize, d: usize, n: usize) {
        let (old, new) = (Mat::new(&self.basis, d, n), Mat::new(&self.new_basis, d, n));
        gemm::propagate(&self.pool, MatMut::new(&mut self.turn, d, d), old, new, Write::Set);
        self.old_feedback.copy_from_slice(&self.feedback);
        let out = MatMut::new(&mut self.feedback, outputs, d);
        let (c, turn) = (Mat::new(&self.old_feedback, outputs, d), Mat::new(&self.turn, d, d));
        gemm::combine(&self.pool, &mut self.scratch, out, c, turn, Write::Set);
    }
}

/// Makes the rows exactly orthonormal; a row that vanished takes up the direction of an old one, or of an axis.
#[inline(always)]
fn complete(rows: &mut [f32], old: &[f32], n: usize) {
    let count = rows.len() / n;
    let mut spare = 0;
    for k in 0..count {
        let (done, rest) = rows.split_at_mut(k * n);
        let row = &mut rest[..n];
        while !orthonormalise(row, done, n) {
            row.fill(0.0);
            match old.get(spare * n..(spare + 1) * n) {
                Some(direction) => row.copy_from_slice(direction),
                None => row[spare - count] = 1.0,
            }
            spare += 1;
        }
    }
}

/// Removes from `row` what lies along the rows of `done` and scales it to length 1; `false` if next to nothing is left.
#[inline(always)]
fn orthonormalise(row: &mut [f32], done: &[f32], n: usize) -> bool {
    let before = dot(row, row).sqrt();
    for _ in 0..2 {
        for other in done.chunks(n) {
            let along = dot(row, other);
            row.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
        }
    }
    let norm = dot(row, row).sqrt();
    if norm.is_nan() || norm <= 1e-2 * before || norm == 0.0 {
        return false;
    }
    row.iter_mut().for_each(|a| *a /= norm);
    true
}

/// Sixteen partial sums, so that the compiler may use whole vectors.
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 16];
    let (a16, b16) = (a.chunks_exact(16), b.chunks_exact(16));
    let tail: f32 = a16.remainder().iter().zip(b16.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a16.zip(b16) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(s, (a, b))| *s += a * b);
    }
    sums.iter().sum::<f32>() + tail
}

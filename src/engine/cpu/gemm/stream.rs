//! One replica: a vector through a matrix that is read once, from wherever it lies.
use super::propagate::PRE_BLOCK;
use super::{Sweep, Write, blocks};
use crate::engine::cpu::lanes::{LANES, Lanes, Stored};
use crate::engine::cpu::mat::Mat;
use std::array::from_fn;

/// Sums that wait to be added up across their lanes and written: as many as fill a vector.
struct Waiting<V, const ROWS: usize, const BLOCKS: usize> {
    sums: [[V; ROWS]; BLOCKS],
    /// The first of the rows of each, and how their sums are written.
    to: [(usize, Write); BLOCKS],
    count: usize,
}

impl<V: Copy, const ROWS: usize, const BLOCKS: usize> Waiting<V, ROWS, BLOCKS> {
    #[inline(always)]
    fn write(&mut self, l: impl Lanes<Vector = V>, c: &mut [f32]) {
        let sums = l.sums(self.sums);
        for ((row, write), sums) in self.to.iter().zip(sums).take(self.count) {
            for (c, sum) in c[*row..].iter_mut().zip(sums) {
                match write {
                    Write::Set => *c = sum,
                    Write::Add => *c += sum,
                }
            }
        }
        self.count = 0;
    }
}

/// c (= or +=) W x, with the bits of [`super::propagate`] for any number of replicas.
#[inline(always)]
pub fn stream<L: Lanes, T: Stored>(l: L, c: &mut [f32], x: &[f32], w: Mat<'_, T>, write: Write, sweep: Sweep) {
    // Rows read side by side: one leaves memory idle, many outrun its prefetchers. Short rows end sooner, so more of them.
    match size_of::<T>() {
        2 => rows::<L, T, 8, { LANES / 8 }>(l, c, x, w, write, sweep),
        _ => rows::<L, T, 4, { LANES / 4 }>(l, c, x, w, write, sweep),
    }
}

#[inline(always)]
fn rows<L: Lanes, T: Stored, const ROWS: usize, const BLOCKS: usize>(
    l: L,
    c: &mut [f32],
    x: &[f32],
    w: Mat<'_, T>,
    write: Write,
    sweep: Sweep,
) {
    let zero = l.splat(0.0);
    let mut waiting = Waiting { sums: [[zero; ROWS]; BLOCKS], to: [(0, write); BLOCKS], count: 0 };
    for post in sweep.starts(w.rows(), ROWS) {
        // Past the end the last row again, and its sums dropped.
        let rows: [&[T]; ROWS] = from_fn(
            #[inline(always)]
            |r| w.row((post + r).min(w.rows() - 1)),
        );
        for pre in blocks(x.len(), PRE_BLOCK) {
            let piece = rows.map(
                #[inline(always)]
                |row| &row[pre.clone()],
            );
            let write = if pre.start == 0 { write } else { Write::Add };
            waiting.sums[waiting.count] = multiply(l, piece, &x[pre]);
            waiting.to[waiting.count] = (post, write);
            waiting.count += 1;
            if waiting.count == BLOCKS {
                waiting.write(l, c);
            }
        }
    }
    waiting.write(l, c);
}

/// Sixteen partial sums of the products of each row with `x`, all of one length.
#[inline(always)]
fn multiply<L: Lanes, T: Stored, const ROWS: usize>(l: L, rows: [&[T]; ROWS], x: &[f32]) -> [L::Vector; ROWS] {
    assert!(rows.iter().all(|row| row.len() == x.len()));
    let mut acc = [l.splat(0.0); ROWS];
    let whole = x.len() - x.len() % LANES;
    let mut k = 0;
    while k < whole {
        // SAFETY: k + LANES ≤ whole ≤ the length of x and of every row.
        let x = unsafe { l.load(x.as_ptr().add(k)) };
        for r in 0..ROWS {
            // SAFETY: as above.
            let w = unsafe { T::load(l, rows[r].as_ptr().add(k)) };
            acc[r] = l.mul_add(w, x, acc[r]);
        }
        k += LANES;
    }
    if k < x.len() {
        let x = l.load_part(&x[k..]);
        for r in 0..ROWS {
            acc[r] = l.mul_add(T::load_part(l, &rows[r][k..]), x, acc[r]);
        }
    }
    acc
}

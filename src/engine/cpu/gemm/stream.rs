//! One replica: a vector through a matrix that is read once, from wherever it lies.
use super::{KEPT, PRE_BLOCK, Sweep, Write};
use crate::engine::cpu::lanes::{LANES, Lanes, Stored};
use crate::engine::cpu::mat::Mat;
use std::array::from_fn;

/// c (= or +=) W x, with the bits of [`super::propagate`] for any number of replicas.
#[inline(always)]
pub fn stream<L: Lanes, T: Stored>(l: L, c: &mut [f32], x: &[f32], w: Mat<'_, T>, write: Write, sweep: Sweep) {
    // Measured: rows side by side, of which one leaves memory idle and many outrun its prefetchers; and cache lines of one
    // row read before those of the next, more of them where the next row is near, and fewer where only memory has it.
    match size_of::<T>() {
        2 => rows::<L, T, 8, 8, 2>(l, c, x, w, write, sweep),
        bytes if bytes * w.rows() * w.cols() > KEPT => rows::<L, T, 4, 16, 2>(l, c, x, w, write, sweep),
        _ => rows::<L, T, 4, 16, 4>(l, c, x, w, write, sweep),
    }
}

/// `ROWS` rows at a time, in runs of `NEAR` vectors where a row is short enough to lie in a cache, of `FAR` in whole blocks.
#[inline(always)]
fn rows<L: Lanes, T: Stored, const ROWS: usize, const NEAR: usize, const FAR: usize>(
    l: L,
    c: &mut [f32],
    x: &[f32],
    w: Mat<'_, T>,
    write: Write,
    sweep: Sweep,
) {
    for post in sweep.starts(w.rows(), ROWS) {
        // Past the end the last row again, and its sums dropped.
        let rows: [&[T]; ROWS] = from_fn(
            #[inline(always)]
            |r| w.row((post + r).min(w.rows() - 1)),
        );
        let c = &mut c[post..];
        let mut sums = [0.0; ROWS];
        if write == Write::Add {
            sums.iter_mut().zip(&*c).for_each(|(sum, c)| *sum = *c);
        }
        // The length of a whole block is known to the compiler. What stands between two blocks keeps memory waiting: sums
        // stay in a register.
        let (whole, rest) = x.as_chunks::<PRE_BLOCK>();
        for (block, x) in whole.iter().enumerate() {
            let piece = rows.map(
                #[inline(always)]
                |row| &row[block * PRE_BLOCK..][..PRE_BLOCK],
            );
            add(&mut sums, l.sums([multiply::<L, T, ROWS, FAR>(l, piece, x)]));
        }
        if !rest.is_empty() {
            let piece = rows.map(
                #[inline(always)]
                |row| &row[x.len() - rest.len()..],
            );
            add(&mut sums, l.sums([multiply::<L, T, ROWS, NEAR>(l, piece, rest)]));
        }
        // The number of sums is, nearly always, known as well.
        match c.first_chunk_mut::<ROWS>() {
            Some(c) => *c = sums,
            None => c.iter_mut().zip(sums).for_each(|(c, sum)| *c = sum),
        }
    }
}

#[inline(always)]
fn add<const ROWS: usize>(sums: &mut [f32; ROWS], [more]: [[f32; ROWS]; 1]) {
    for r in 0..ROWS {
        sums[r] += more[r];
    }
}

/// Adds the products of `N` vectors of each row, from element `k` on. A row's sums grow in the same order whatever `N` is.
///
/// # Safety
/// `k + N · LANES` is at most the length of x and of every row.
#[inline(always)]
unsafe fn run<L: Lanes, T: Stored, const ROWS: usize, const N: usize>(
    l: L,
    rows: [&[T]; ROWS],
    x: &[f32],
    k: usize,
    acc: &mut [L::Vector; ROWS],
) {
    // SAFETY: promised by the caller.
    let x: [_; N] = from_fn(
        #[inline(always)]
        |n| unsafe { l.load(x.as_ptr().add(k + n * LANES)) },
    );
    for r in 0..ROWS {
        for (n, x) in x.iter().enumerate() {
            // SAFETY: as above.
            let w = unsafe { T::load(l, rows[r].as_ptr().add(k + n * LANES)) };
            acc[r] = l.mul_add(w, *x, acc[r]);
        }
    }
}

/// Sixteen partial sums of the products of each row with `x`, all of one length.
#[inline(always)]
fn multiply<L: Lanes, T: Stored, const ROWS: usize, const RUN: usize>(
    l: L,
    rows: [&[T]; ROWS],
    x: &[f32],
) -> [L::Vector; ROWS] {
    assert!(rows.iter().all(|row| row.len() == x.len()));
    let mut acc = [l.splat(0.0); ROWS];
    let mut k = 0;
    while k + RUN * LANES <= x.len() {
        // SAFETY: k + RUN · LANES ≤ the length of x and of every row.
        unsafe { run::<L, T, ROWS, RUN>(l, rows, x, k, &mut acc) };
        k += RUN * LANES;
    }
    while k + LANES <= x.len() {
        // SAFETY: k + LANES ≤ the length of x and of every row.
        unsafe { run::<L, T, ROWS, 1>(l, rows, x, k, &mut acc) };
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

//! Activity through synapses: C = X · Wᵀ.
use super::stream::stream;
use super::{PRE_BLOCK, Sweep, Write, blocks, grain};
use crate::engine::cpu::lanes::{Kernel, LANES, LINE, Lanes, Stored, dispatch};
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;
use std::array::from_fn;
use std::ops::Range;

/// Replicas whose block of X stays in the second-level cache while W streams past.
const REPLICA_BLOCK: usize = 128;

/// C[r × post] (= or +=) X[r × pre] · W[post × pre]ᵀ.
///
/// Panics if the shapes do not fit: the caller's bug. Threads divide the postsynaptic neurons.
///
/// Both operands lie along k, so vectors run along k too: no operand is rearranged, W is read once
/// per block of replicas, and few replicas are the same code as many. An element is the sum, block
/// by block of k, of sixteen partial sums of every sixteenth product.
pub fn propagate<T: Stored>(pool: &Pool, c: MatMut<'_>, x: Mat<'_>, w: Mat<'_, T>, write: Write) {
    propagate_from(Sweep::Down, pool, c, x, w, write);
}

/// [`propagate`] from either end of W, which shows in the time that it takes where replicas are few.
pub fn propagate_from<T: Stored>(sweep: Sweep, pool: &Pool, c: MatMut<'_>, x: Mat<'_>, w: Mat<'_, T>, write: Write) {
    assert!(c.rows() == x.rows() && c.cols() == w.rows() && x.cols() == w.cols());
    // A vector of units takes no memory.
    let mut scratch = vec![(); pool.threads()];
    pool.columns(c, grain(x.rows() * x.cols()), &mut scratch, |post, c, ()| {
        dispatch(Propagate { c, x, w: w.row_range(post), write, sweep });
    });
}

/// [`propagate`] on this thread.
pub fn propagate_here(c: MatMut<'_>, x: Mat<'_>, w: Mat<'_>, write: Write) {
    assert!(c.rows() == x.rows() && c.cols() == w.rows() && x.cols() == w.cols());
    dispatch(Propagate { c, x, w, write, sweep: Sweep::Down });
}

struct Propagate<'a, T> {
    c: MatMut<'a>,
    x: Mat<'a>,
    w: Mat<'a, T>,
    write: Write,
    sweep: Sweep,
}

impl<T: Stored> Kernel for Propagate<'_, T> {
    #[inline(always)]
    fn run<L: Lanes, const R: usize, const C: usize>(mut self, l: L) {
        if self.x.rows() == 1 {
            return stream(l, self.c.row(0), self.x.row(0), self.w, self.write, self.sweep);
        }
        if self.x.rows() <= C {
            // W is read once: whole rows of it, as the memory likes best, with all of X in the cache.
            for post in self.sweep.starts(self.w.rows(), R) {
                for pre in blocks(self.x.cols(), PRE_BLOCK) {
                    self.tiles::<L, R, C>(l, post, pre, 0..self.x.rows());
                }
            }
            return;
        }
        for pre in blocks(self.x.cols(), PRE_BLOCK) {
            for replicas in blocks(self.x.rows(), REPLICA_BLOCK) {
                for post in (0..self.w.rows()).step_by(R) {
                    self.tiles::<L, R, C>(l, post, pre.clone(), replicas.clone());
                }
            }
        }
    }
}

impl<T: Stored> Propagate<'_, T> {
    /// What one block of presynaptic neurons gives to `R` neurons in some replicas.
    #[inline(always)]
    fn tiles<L: Lanes, const R: usize, const C: usize>(
        &mut self,
        l: L,
        post: usize,
        pre: Range<usize>,
        replicas: Range<usize>,
    ) {
        let write = if pre.start == 0 { self.write } else { Write::Add };
        // Past the end the last row again, and its sums dropped.
        let w: [&[T]; R] = from_fn(
            #[inline(always)]
            |r| &self.w.row((post + r).min(self.w.rows() - 1))[pre.clone()],
        );
        let mut ahead = Ahead::of(&self.w, post + R..post + 2 * R, &pre, replicas.len().div_ceil(C));
        let x = self.x.col_range(pre);
        let mut i = replicas.start;
        while i < replicas.end {
            ahead.fetch(l);
            i += match replicas.end - i {
                n if n >= C => rows::<L, T, R, C>(l, &mut self.c, i, post, &x, w, write),
                n if n >= 2 => rows::<L, T, R, 2>(l, &mut self.c, i, post, &x, w, write),
                _ => rows::<L, T, R, 1>(l, &mut self.c, i, post, &x, w, write),
            };
        }
    }
}

/// Lines of W fetched ahead in one tile, at most. Where replicas are so few that more would be needed, W is all that is
/// read, one row after the other, and the processor's own prefetchers do it.
const MOST_LINES: usize = 48;

/// The rows of W that come next, fetched into the second-level cache a few lines a tile: reading them from beyond it
/// takes then no time of its own. Prefetchers of the processor stop at the end of a page, which is a row of 1024 neurons.
struct Ahead<'a, T> {
    rows: Mat<'a, T>,
    /// The next line to fetch, counted over all rows.
    line: usize,
    lines_per_row: usize,
    lines_per_tile: usize,
}

impl<'a, T> Ahead<'a, T> {
    fn of(w: &Mat<'a, T>, rows: Range<usize>, pre: &Range<usize>, tiles: usize) -> Self {
        let rows = rows.start.min(w.rows())..rows.end.min(w.rows());
        let lines_per_row = (pre.len() * size_of::<T>()).div_ceil(LINE);
        let lines_per_tile = match (rows.len() * lines_per_row).div_ceil(tiles.max(1)) {
            lines if lines > MOST_LINES => 0,
            lines => lines,
        };
        Ahead { rows: w.row_range(rows).col_range(pre.clone()), line: 0, lines_per_row, lines_per_tile }
    }

    #[inline(always)]
    fn fetch<L: Lanes>(&mut self, l: L) {
        let end = (self.line + self.lines_per_tile).min(self.rows.rows() * self.lines_per_row);
        while self.line < end {
            let (row, line) = (self.line / self.lines_per_row, self.line % self.lines_per_row);
            l.fetch(self.rows.row(row).as_ptr().wrapping_byte_add(line * LINE));
            self.line += 1;
        }
    }
}

/// C[i.. i + C, post.. post + R]; returns C.
#[inline(always)]
fn rows<L: Lanes, T: Stored, const R: usize, const C: usize>(
    l: L,
    c: &mut MatMut<'_>,
    i: usize,
    post: usize,
    x: &Mat<'_>,
    w: [&[T]; R],
    write: Write,
) -> usize {
    let x: [&[f32]; C] = from_fn(
        #[inline(always)]
        |n| x.row(i + n),
    );
    for (n, sums) in dot(l, w, x).into_iter().enumerate() {
        let row = &mut c.row(i + n)[post..];
        // A length known to the compiler where there is one: a tile is over in 400 ns.
        match row.first_chunk_mut::<R>() {
            Some(row) => put(row, sums, write),
            None => put(row, sums, write),
        }
    }
    C
}

#[inline(always)]
pub fn put<const R: usize>(c: &mut [f32], sums: [f32; R], write: Write) {
    let c = c.iter_mut().zip(sums);
    match write {
        Write::Set => c.for_each(|(c, sum)| *c = sum),
        Write::Add => c.for_each(|(c, sum)| *c += sum),
    }
}

/// All products of a row of `x` with a row of `w`, all of one length.
#[inline(always)]
fn dot<L: Lanes, T: Stored, const R: usize, const C: usize>(l: L, w: [&[T]; R], x: [&[f32]; C]) -> [[f32; R]; C] {
    let len = w[0].len();
    assert!(w.iter().all(|row| row.len() == len) && x.iter().all(|row| row.len() == len));
    let mut acc = [[l.splat(0.0); R]; C];
    let whole = len - len % LANES;
    let mut k = 0;
    while k < whole {
        // SAFETY: k + LANES ≤ whole ≤ len, the length of every row.
        let x: [_; C] = from_fn(
            #[inline(always)]
            |n| unsafe { l.load(x[n].as_ptr().add(k)) },
        );
        for r in 0..R {
            // SAFETY: as above.
            let w = unsafe { T::load(l, w[r].as_ptr().add(k)) };
            for n in 0..C {
                acc[n][r] = l.mul_add(w, x[n], acc[n][r]);
            }
        }
        k += LANES;
    }
    if k < len {
        // Operands first, then the same loop as above: with the branches of `load_part` inside it is not
        // unrolled, and the sums of every tile go through memory.
        let (mut w_end, mut x_end) = ([l.splat(0.0); R], [l.splat(0.0); C]);
        w_end.iter_mut().zip(w).for_each(
            #[inline(always)]
            |(end, w)| *end = T::load_part(l, &w[k..]),
        );
        x_end.iter_mut().zip(x).for_each(
            #[inline(always)]
            |(end, x)| *end = l.load_part(&x[k..]),
        );
        for r in 0..R {
            for n in 0..C {
                acc[n][r] = l.mul_add(w_end[r], x_end[n], acc[n][r]);
            }
        }
    }
    l.sums(acc)
}

//! Sums over the synapses of each neuron: activity forward, credit backward.
use super::turn::Turned;
use super::{BLOCK, Scratch};
use crate::circuit::connectivity::Csr;
use crate::engine::cpu::gemm::Write;
use crate::engine::cpu::lanes::{Kernel, LANES, Lanes, dispatch};
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;

/// Partial sums of an element: every fourth term each. Part of the summation order.
const PARTS: usize = 4;
/// Replicas from which turning the activity around pays.
const MANY: usize = 4;

/// The terms of each sum: whose activity, and how it is weighted.
pub struct Terms<'a> {
    /// The neurons that each neuron sums over.
    pub rows: &'a Csr,
    /// Weights.
    pub weights: &'a [f32],
    /// Where the weight of each term stands; `None`: in order.
    pub places: Option<&'a [u32]>,
}

/// C[r × n] (= or +=) Σ over a neuron's terms of weight · X[r × m].
///
/// An element is the sum of four partial sums, of every fourth term each in order. Threads divide the neurons of C.
/// Panics if the shapes do not fit: the caller's bug.
pub fn gather(pool: &Pool, scratch: &mut Scratch, c: MatMut<'_>, x: Mat<'_>, terms: &Terms<'_>, write: Write) {
    assert!(c.rows() == x.rows() && c.cols() == terms.rows.rows());
    match terms.places {
        None => weighted(pool, scratch, c, x, terms.rows, &|term| terms.weights[term], write),
        Some(places) => weighted(pool, scratch, c, x, terms.rows, &|term| terms.weights[places[term] as usize], write),
    }
}

fn weighted(
    pool: &Pool,
    scratch: &mut Scratch,
    c: MatMut<'_>,
    x: Mat<'_>,
    rows: &Csr,
    weight: &(impl Fn(usize) -> f32 + Sync),
    write: Write,
) {
    let neurons = rows.rows().max(1);
    let (mut rest, mut done) = (c, 0);
    while done < x.rows() {
        let count = BLOCK.min(x.rows() - done);
        let (block, later) = rest.split_rows(count);
        let x = x.row_range(done..done + count);
        // Rows that are worth a thread: about two microseconds' worth of terms.
        let grain = (32_768 * neurons / (rows.len() * count).max(1)).max(16);
        // A vector of units takes no memory.
        let mut units = vec![(); pool.threads()];
        if count >= MANY {
            let turned = Turned::new(pool, x, &mut scratch.first);
            pool.columns(block, grain, &mut units, |range, c, ()| {
                dispatch(Many { c, x: turned, rows, first: range.start, weight, write });
            });
        } else {
            pool.columns(block, grain, &mut units, |range, c, ()| {
                dispatch(Few { c, x, rows, first: range.start, weight, write });
            });
        }
        (rest, done) = (later, done + count);
    }
}

struct Few<'a, W> {
    c: MatMut<'a>,
    x: Mat<'a>,
    rows: &'a Csr,
    /// The neuron of C's column 0.
    first: usize,
    weight: &'a W,
    write: Write,
}

impl<W: Fn(usize) -> f32> Kernel for Few<'_, W> {
    #[inline(always)]
    fn run<L: Lanes, const R: usize, const C: usize>(mut self, _: L) {
        for replica in 0..self.x.rows() {
            let x = self.x.row(replica);
            for (at, c) in self.c.row(replica).iter_mut().enumerate() {
                let own = self.rows.row(self.first + at);
                let columns = &self.rows.columns()[own.clone()];
                let mut parts = [0.0_f32; PARTS];
                let (fours, last) = columns.as_chunks::<PARTS>();
                let mut term = own.start;
                for columns in fours {
                    for (p, column) in columns.iter().enumerate() {
                        parts[p] = (self.weight)(term + p).mul_add(x[*column as usize], parts[p]);
                    }
                    term += PARTS;
                }
                for (p, column) in last.iter().enumerate() {
                    parts[p] = (self.weight)(term + p).mul_add(x[*column as usize], parts[p]);
                }
                let sum = (parts[0] + parts[2]) + (parts[1] + parts[3]);
                *c = if self.write == Write::Add { *c + sum } else { sum };
            }
        }
    }
}

struct Many<'a, W> {
    c: MatMut<'a>,
    x: Turned<'a>,
    rows: &'a Csr,
    /// The neuron of C's column 0.
    first: usize,
    weight: &'a W,
    write: Write,
}

impl<W: Fn(usize) -> f32> Kernel for Many<'_, W> {
    #[inline(always)]
    fn run<L: Lanes, const R: usize, const C: usize>(mut self, l: L) {
        // Sixteen neurons at a time, so that C is written in whole lines.
        for start in (0..self.c.cols()).step_by(LANES) {
            let width = LANES.min(self.c.cols() - start);
            for vector in 0..self.x.vectors {
                let mut sums = [[0.0; LANES]; LANES];
                for (at, sums) in sums.iter_mut().enumerate().take(width) {
                    l.store_part(sums, self.sum(l, self.first + start + at, vector));
                }
                let replicas = (vector * LANES..self.c.rows().min((vector + 1) * LANES)).enumerate();
                for (lane, replica) in replicas {
                    let c = &mut self.c.row(replica)[start..start + width];
                    match self.write {
                        Write::Set => c.iter_mut().zip(&sums).for_each(
                            #[inline(always)]
                            |(c, sums)| *c = sums[lane],
                        ),
                        Write::Add => c.iter_mut().zip(&sums).for_each(
                            #[inline(always)]
                            |(c, sums)| *c += sums[lane],
                        ),
                    }
                }
            }
        }
    }
}

impl<W: Fn(usize) -> f32> Many<'_, W> {
    /// One element in sixteen replicas.
    #[inline(always)]
    fn sum<L: Lanes>(&self, l: L, neuron: usize, vector: usize) -> L::Vector {
        let own = self.rows.row(neuron);
        let columns = &self.rows.columns()[own.clone()];
        let mut parts = [l.splat(0.0); PARTS];
        let (fours, last) = columns.as_chunks::<PARTS>();
        let mut term = own.start;
        for columns in fours {
            for p in 0..PARTS {
                let (weight, x) = (l.splat((self.weight)(term + p)), l.load_all(self.x.vector(columns[p], vector)));
                parts[p] = l.mul_add(weight, x, parts[p]);
            }
            term += PARTS;
        }
        for (p, column) in last.iter().enumerate() {
            let (weight, x) = (l.splat((self.weight)(term + p)), l.load_all(self.x.vector(*column, vector)));
            parts[p] = l.mul_add(weight, x, parts[p]);
        }
        let one = l.splat(1.0);
        let (even, odd) = (l.mul_add(parts[0], one, parts[2]), l.mul_add(parts[1], one, parts[3]));
        l.mul_add(even, one, odd)
    }
}

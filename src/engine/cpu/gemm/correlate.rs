//! Pre times post, summed over replicas: G = δᵀ · X, given away piece by piece and never stored.
use super::tile::{Coefficients, PANEL, multiply, pack, packed_len};
use super::{blocks, grain};
use crate::engine::cpu::buffer::Buffer;
use crate::engine::cpu::lanes::{Kernel, LANES, LINE, Lanes, dispatch};
use crate::engine::cpu::mat::Mat;
use crate::engine::cpu::pool::Pool;
use std::array::from_fn;
use std::ops::Range;

/// Numbers of X in panels that stay in the second-level cache while the weights stream past.
const CACHED: usize = 128 * 1024;

/// Neurons of a tile on any machine, at most.
const MOST_NEURONS: usize = 6;

/// Working memory of [`correlate`], allocated once.
pub struct Panels {
    x: Buffer,
    /// For each thread, the columns of δ of as many neurons as a tile has.
    neurons: Vec<Buffer>,
}

impl Panels {
    /// For pools of up to `threads` threads and up to `replicas` rows of up to `pre` numbers.
    pub fn new(threads: usize, replicas: usize, pre: usize) -> Self {
        let neurons = vec![Buffer::zeros(replicas * MOST_NEURONS); threads.max(1)];
        Self { x: Buffer::zeros(packed_len(replicas, pre)), neurons }
    }

    /// Bytes of [`Panels::new`], of any size.
    pub fn bytes(replicas: usize, pre: usize) -> u64 {
        4 * (replicas as u64).saturating_mul(pre.next_multiple_of(PANEL) as u64)
    }
}

#[cfg(test)]
impl Panels {
    /// Makes every number that is used without having been written visible.
    pub fn poison(&mut self) {
        self.x.fill(f32::NAN);
        self.neurons.iter_mut().for_each(|neurons| neurons.fill(f32::NAN));
    }
}

/// Computes G[post × pre] = δ[r × post]ᵀ · X[r × pre] piece by piece and calls
/// `apply(i, j, g, [state…])` with each piece `g = G[i, j..j + g.len()]` and the same piece of every
/// state matrix (post × pre, row-major: weights, momentum, …), each element exactly once.
///
/// An element is summed over the replicas in order. `apply` runs inside vectorised code: mark the
/// closure `#[inline(always)]`. Panics if the shapes do not fit or `panels` is too small: the
/// caller's bug. Threads divide the postsynaptic neurons.
pub fn correlate<const K: usize>(
    pool: &Pool,
    panels: &mut Panels,
    delta: Mat<'_>,
    x: Mat<'_>,
    states: [&mut [f32]; K],
    apply: impl Fn(usize, usize, &[f32], [&mut [f32]; K]) + Sync,
) {
    let (replicas, post, pre) = (x.rows(), delta.cols(), x.cols());
    assert!(delta.rows() == replicas);
    let rows = grain(replicas * pre);
    let packed = &mut panels.x[..packed_len(replicas, pre)];
    pool.split(
        pre.div_ceil(PANEL),
        // What one thread will read, one thread packs: its cache has it then.
        if post < 2 * rows { usize::MAX } else { 1 },
        [(packed, replicas * PANEL)],
        |range, [packed]| {
            pack(x, range.start * PANEL..pre.min(range.end * PANEL), packed);
        },
    );
    let packed = &panels.x[..packed_len(replicas, pre)];
    let states = states.map(|state| (state, pre));
    pool.split_with(post, rows, &mut panels.neurons, states, |range, neurons, states| {
        dispatch(Correlate {
            delta: delta.col_range(range.clone()),
            neurons,
            x: packed,
            pre,
            first: range.start,
            states,
            apply: &apply,
        });
    });
}

struct Correlate<'a, const K: usize, F> {
    /// replicas × post, the columns of this thread.
    delta: Mat<'a>,
    /// Room for the columns of a tile.
    neurons: &'a mut [f32],
    x: &'a [f32],
    pre: usize,
    /// The neuron of column 0.
    first: usize,
    states: [&'a mut [f32]; K],
    apply: &'a F,
}

impl<const K: usize, F: Fn(usize, usize, &[f32], [&mut [f32]; K])> Correlate<'_, K, F> {
    #[inline(always)]
    fn give(&mut self, i: usize, j: usize, g: &[f32]) {
        let at = i * self.pre + j;
        let pieces = self.states.each_mut().map(
            #[inline(always)]
            |state| &mut state[at..at + g.len()],
        );
        (self.apply)(self.first + i, j, g, pieces);
    }

    /// Asks for the states that a tile's end will change: they are there when its sums are.
    #[inline(always)]
    fn fetch<L: Lanes>(&self, l: L, neurons: Range<usize>, j: usize, width: usize) {
        for i in neurons {
            for state in &self.states {
                let piece = state.as_ptr().wrapping_add(i * self.pre + j);
                for line in 0..(width * size_of::<f32>()).div_ceil(LINE) {
                    l.fetch_near(piece.wrapping_byte_add(line * LINE));
                }
            }
        }
    }

    /// Columns `i..` of δ side by side, replica after replica. Rows of δ are often a multiple of 4 KiB apart, where a column
    /// of it falls into a few sets of the first-level cache.
    #[inline(always)]
    fn gather<const R: usize>(&mut self, i: usize) {
        let gathered = self.neurons.as_chunks_mut::<R>().0;
        for (k, neurons) in gathered.iter_mut().enumerate().take(self.delta.rows()) {
            let row = &self.delta.row(k)[i..];
            match row.first_chunk::<R>() {
                Some(row) => *neurons = *row,
                // Past the end the last neuron again, and its sums dropped.
                None => *neurons = from_fn(|r| row[r.min(row.len() - 1)]),
            }
        }
    }
}

/// The numbers of some vectors, then zeros.
#[inline(always)]
fn spread<L: Lanes, const C: usize>(l: L, acc: [L::Vector; C]) -> [f32; PANEL] {
    let mut g = [0.0; PANEL];
    for (g, acc) in g.as_chunks_mut::<LANES>().0.iter_mut().zip(acc) {
        l.store_part(g, acc);
    }
    g
}

impl<const K: usize, F: Fn(usize, usize, &[f32], [&mut [f32]; K])> Kernel for Correlate<'_, K, F> {
    #[inline(always)]
    #[expect(clippy::needless_range_loop, reason = "constant bounds keep the sums in registers")]
    fn run<L: Lanes, const R: usize, const C: usize>(mut self, l: L) {
        const { assert!(R <= MOST_NEURONS) };
        let (replicas, post) = (self.delta.rows(), self.delta.cols());
        let strip = (CACHED / (replicas * PANEL).max(1)).max(1) * PANEL;
        for pres in blocks(self.pre, strip) {
            for i in (0..post).step_by(R) {
                self.gather::<R>(i);
                for j in pres.clone().step_by(C * LANES) {
                    let width = (C * LANES).min(self.pre - j);
                    self.fetch(l, i..post.min(i + R), j, width);
                    let b = &self.x[(j - j % PANEL) * replicas + j % PANEL..];
                    let rows: [&[f32]; R] = from_fn(
                        #[inline(always)]
                        |r| self.neurons.get(r..).unwrap_or_default(),
                    );
                    let acc = multiply::<L, R, C>(
                        l,
                        Coefficients { rows, step: R, len: replicas },
                        b,
                        PANEL,
                        [[l.splat(0.0); C]; R],
                    );
                    if width == C * LANES {
                        // Constant bounds again: the sums go from registers straight into `apply`.
                        for r in 0..R {
                            if i + r < post {
                                let g = spread::<L, C>(l, acc[r]);
                                self.give(i + r, j, &g[..C * LANES]);
                            }
                        }
                    } else {
                        for (r, acc) in acc.into_iter().enumerate().take(post - i) {
                            self.give(i + r, j, &spread::<L, C>(l, acc)[..width]);
                        }
                    }
                }
            }
        }
    }
}

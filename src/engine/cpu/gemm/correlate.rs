//! Pre times post, summed over replicas: G = δᵀ · X, given away piece by piece and never stored.
use super::tile::{PANEL, multiply, pack, packed_len};
use super::{blocks, grain};
use crate::engine::cpu::buffer::Buffer;
use crate::engine::cpu::lanes::{Kernel, LANES, Lanes, dispatch};
use crate::engine::cpu::mat::Mat;
use crate::engine::cpu::pool::Pool;
use std::array::from_fn;

/// Numbers of X in panels that stay in the second-level cache while the weights stream past.
const CACHED: usize = 128 * 1024;

/// Working memory of [`correlate`], allocated once.
pub struct Panels {
    x: Buffer,
    /// δ transposed: post × replicas.
    delta: Buffer,
}

impl Panels {
    /// For up to `replicas` rows of up to `post` and `pre` numbers.
    pub fn new(replicas: usize, post: usize, pre: usize) -> Self {
        Self { x: Buffer::zeros(packed_len(replicas, pre)), delta: Buffer::zeros(replicas * post) }
    }
}

#[cfg(test)]
impl Panels {
    /// Makes every number that is used without having been written visible.
    pub fn poison(&mut self) {
        self.x.fill(f32::NAN);
        self.delta.fill(f32::NAN);
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
    pool.split(pre.div_ceil(PANEL), rows.div_ceil(PANEL), [(packed, replicas * PANEL)], |range, [packed]| {
        pack(x, range.start * PANEL..pre.min(range.end * PANEL), packed);
    });
    let transposed = &mut panels.delta[..replicas * post];
    pool.split(post, rows, [(transposed, replicas)], |range, [transposed]| {
        transpose(delta.col_range(range), transposed)
    });
    let (x, delta) = (&panels.x[..packed_len(replicas, pre)], Mat::new(&panels.delta, post, replicas));
    pool.split(post, rows, states.map(|state| (state, pre)), |range, states| {
        dispatch(Correlate {
            delta: delta.row_range(range.clone()),
            x,
            pre,
            first: range.start,
            states,
            apply: &apply,
        });
    });
}

/// Writes `from` by columns, some columns at a time so that what is written stays in the cache.
fn transpose(from: Mat<'_>, to: &mut [f32]) {
    let rows = from.rows().max(1);
    for (cols, to) in blocks(from.cols(), LANES).zip(to.chunks_mut(LANES * rows)) {
        for i in 0..from.rows() {
            let row = &from.row(i)[cols.clone()];
            row.iter().zip(to.chunks_mut(rows)).for_each(|(x, to)| to[i] = *x);
        }
    }
}

struct Correlate<'a, const K: usize, F> {
    /// post × replicas.
    delta: Mat<'a>,
    x: &'a [f32],
    pre: usize,
    /// The neuron that row 0 belongs to.
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
}

impl<const K: usize, F: Fn(usize, usize, &[f32], [&mut [f32]; K])> Kernel for Correlate<'_, K, F> {
    #[inline(always)]
    fn run<L: Lanes, const R: usize, const C: usize>(mut self, l: L) {
        let (post, replicas) = (self.delta.rows(), self.delta.cols());
        let strip = (CACHED / (replicas * PANEL).max(1)).max(1) * PANEL;
        for pres in blocks(self.pre, strip) {
            for i in (0..post).step_by(R) {
                // Past the end the last row again, and its sums dropped.
                let a: [&[f32]; R] = from_fn(
                    #[inline(always)]
                    |r| self.delta.row((i + r).min(post - 1)),
                );
                for j in pres.clone().step_by(C * LANES) {
                    let b = &self.x[(j - j % PANEL) * replicas + j % PANEL..];
                    let acc = multiply::<L, R, C>(l, a, b, PANEL, [[l.splat(0.0); C]; R]);
                    let width = (C * LANES).min(self.pre - j);
                    for r in 0..R.min(post - i) {
                        let mut g = [0.0; PANEL];
                        for c in 0..C {
                            l.store_part(&mut g[c * LANES..(c + 1) * LANES], acc[r][c]);
                        }
                        // The common width as a constant: `apply` then compiles to whole vectors.
                        match width == C * LANES {
                            true => self.give(i + r, j, &g[..C * LANES]),
                            false => self.give(i + r, j, &g[..width]),
                        }
                    }
                }
            }
        }
    }
}

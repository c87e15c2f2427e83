//! Pre times post of each synapse, summed over replicas, and at once applied.
use super::Scratch;
use super::turn::Turned;
use crate::circuit::connectivity::Csr;
use crate::engine::cpu::lanes::{Kernel, LANES, Lanes, dispatch};
use crate::engine::cpu::mat::Mat;
use crate::engine::cpu::pool::Pool;

/// Synapses whose sums are applied together; a multiple of the sums that a kernel takes together.
const PIECE: usize = 192;
/// Replicas from which turning both factors around pays. Below, a synapse's sum is over single numbers.
const MANY: usize = LANES / 2;

/// What is correlated where.
#[derive(Clone, Copy)]
pub struct Correlation<'a> {
    /// Which synapses exist.
    pub synapses: &'a Csr,
    /// δ (r × post).
    pub delta: Mat<'a>,
    /// X (r × pre).
    pub x: Mat<'a>,
}

/// Computes G = Σ over replicas of δ_i x_j of every synapse, piece by piece, and calls `apply(first, g, [state…])` with
/// each piece of it, the number of its first synapse, and the same piece of every state (one number per synapse; an empty
/// state stays empty). Each synapse comes exactly once.
///
/// Sums over replicas have one order that depends on their number alone. `apply` runs inside vectorised code: mark the
/// closure `#[inline(always)]`. Panics if the shapes do not fit: the caller's bug. Threads divide the synapses.
pub fn correlate<const K: usize>(
    pool: &Pool,
    scratch: &mut Scratch,
    of: Correlation<'_>,
    states: [&mut [f32]; K],
    apply: impl Fn(usize, &[f32], [&mut [f32]; K]) + Sync,
) {
    let (replicas, synapses) = (of.x.rows(), of.synapses.len());
    assert!(of.delta.rows() == replicas && of.delta.cols() == of.synapses.rows());
    let turned = (replicas >= MANY).then(|| {
        let x = Turned::new(pool, of.x, &mut scratch.first);
        (Turned::new(pool, of.delta, &mut scratch.second), x)
    });
    let states = states.map(|state| {
        let length = usize::from(!state.is_empty());
        (state, length)
    });
    let grain = (32_768 / replicas.max(1)).max(1024);
    pool.split(synapses, grain, states, |range, states| {
        dispatch(Synapses { of, turned, range, states, apply: &apply });
    });
}

struct Synapses<'a, const K: usize, F> {
    of: Correlation<'a>,
    /// δ and X.
    turned: Option<(Turned<'a>, Turned<'a>)>,
    range: std::ops::Range<usize>,
    states: [&'a mut [f32]; K],
    apply: &'a F,
}

impl<const K: usize, F: Fn(usize, &[f32], [&mut [f32]; K])> Kernel for Synapses<'_, K, F> {
    #[inline(always)]
    fn run<L: Lanes, const R: usize, const C: usize>(mut self, l: L) {
        let starts = self.of.synapses.starts();
        // The row of the first synapse: the last that starts at it or before.
        let mut row = starts.partition_point(|&start| start as usize <= self.range.start) - 1;
        for first in self.range.clone().step_by(PIECE) {
            let count = PIECE.min(self.range.end - first);
            let columns = &self.of.synapses.columns()[first..first + count];
            let (mut rows, mut g) = ([0; PIECE], [0.0; PIECE]);
            for (at, of) in rows[..count].iter_mut().enumerate() {
                while starts[row + 1] as usize <= first + at {
                    row += 1;
                }
                *of = row as u32;
            }
            match self.turned {
                Some((delta, x)) => sums::<L, R, C>(l, delta, x, &rows[..count], columns, &mut g),
                None => few(self.of, &rows[..count], columns, &mut g),
            }
            let at = first - self.range.start;
            let pieces = self.states.each_mut().map(
                #[inline(always)]
                |state| if state.is_empty() { &mut [] } else { &mut state[at..at + count] },
            );
            (self.apply)(first, &g[..count], pieces);
        }
    }
}

#[inline(always)]
fn few(of: Correlation<'_>, rows: &[u32], columns: &[u32], g: &mut [f32]) {
    for replica in 0..of.x.rows() {
        let (delta, x) = (of.delta.row(replica), of.x.row(replica));
        for ((g, row), column) in g.iter_mut().zip(rows).zip(columns) {
            *g = delta[*row as usize].mul_add(x[*column as usize], *g);
        }
    }
}

/// The sums of all synapses, `R · C` at a time.
#[inline(always)]
fn sums<L: Lanes, const R: usize, const C: usize>(
    l: L,
    delta: Turned<'_>,
    x: Turned<'_>,
    rows: &[u32],
    columns: &[u32],
    g: &mut [f32; PIECE],
) {
    let last = rows.len() - 1;
    for start in (0..rows.len()).step_by(R * C) {
        let mut acc = [[l.splat(0.0); R]; C];
        for (c, acc) in acc.iter_mut().enumerate() {
            for (r, acc) in acc.iter_mut().enumerate() {
                // Past the end the last synapse again, and its sum dropped.
                let at = (start + c * R + r).min(last);
                let (row, column) = (rows[at], columns[at]);
                for vector in 0..x.vectors {
                    *acc = l.mul_add(l.load_all(delta.vector(row, vector)), l.load_all(x.vector(column, vector)), *acc);
                }
            }
        }
        for (c, sums) in l.sums(acc).into_iter().enumerate() {
            g[start + c * R..start + (c + 1) * R].copy_from_slice(&sums);
        }
    }
}

//! Rows combined with given coefficients: C = A · B.
use super::tile::{Coefficients, PANEL, multiply, pack, packed_len};
use super::{Write, blocks, grain};
use crate::engine::cpu::buffer::Buffer;
use crate::engine::cpu::lanes::{Kernel, LANES, Lanes, dispatch};
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;
use std::array::from_fn;
use std::ops::Range;

/// Rows of B packed together: a panel of them fills two thirds of the first-level cache.
const ROWS: usize = 128;
/// Columns of B packed together: long enough runs for the prefetcher, within the second-level cache.
const COLS: usize = 8 * PANEL;
/// Rows of C from which packing B pays; below, B is read as it lies, `FEW_ROWS` rows at a time.
const MANY: usize = 5;
const FEW_ROWS: usize = 8;

/// Working memory of [`combine`], allocated once, for any shape.
pub struct Scratch {
    panels: Vec<Buffer>,
}

impl Scratch {
    /// For pools of up to `threads` threads.
    pub fn new(threads: usize) -> Self {
        Self { panels: vec![Buffer::zeros(packed_len(ROWS, COLS)); threads.max(1)] }
    }

    /// Bytes of [`Scratch::new`].
    pub fn bytes(threads: usize) -> u64 {
        4 * (packed_len(ROWS, COLS) * threads.max(1)) as u64
    }
}

/// C[r × n] (= or +=) A[r × k] · B[k × n]: credit sent back (A = δ, B = W), noise from coordinates
/// (A = z, B = Uᵀ).
///
/// An element starts at 0, or at its old value, and takes the products in the order of k. Panics if
/// the shapes do not fit: the caller's bug. Threads divide the columns.
pub fn combine(pool: &Pool, scratch: &mut Scratch, c: MatMut<'_>, a: Mat<'_>, b: Mat<'_>, write: Write) {
    assert!(c.rows() == a.rows() && c.cols() == b.cols() && a.cols() == b.rows());
    pool.columns(c, grain(a.rows() * a.cols()).max(PANEL), &mut scratch.panels, |cols, c, panels| {
        dispatch(Combine { c, a, b: b.col_range(cols), write, panels });
    });
}

/// C[r × n] (= or +=) A[r × k] · B[k × n] on this thread, of a B that lies nowhere: `pack(ks, cols, panels)` writes some rows and
/// columns of it into panels, as [`pack`] does of a matrix. `panels` has the room of [`Scratch`]'s. The same bits as of a B that
/// lies in memory.
pub fn combine_packed(
    c: MatMut<'_>,
    a: Mat<'_>,
    pack: impl Fn(Range<usize>, Range<usize>, &mut [f32]),
    panels: &mut [f32],
    write: Write,
) {
    assert!(c.rows() == a.rows());
    dispatch(Packed { c, a, pack, panels, write });
}

/// Numbers of panels that [`combine_packed`] asks for.
pub const PANELS: usize = ROWS * COLS;

struct Packed<'a, P> {
    c: MatMut<'a>,
    a: Mat<'a>,
    pack: P,
    panels: &'a mut [f32],
    write: Write,
}

impl<P: Fn(Range<usize>, Range<usize>, &mut [f32])> Kernel for Packed<'_, P> {
    #[inline(always)]
    fn run<L: Lanes, const R: usize, const C: usize>(mut self, l: L) {
        for cols in blocks(self.c.cols(), COLS) {
            for ks in blocks(self.a.cols(), ROWS) {
                let write = if ks.start == 0 { self.write } else { Write::Add };
                let (a, depth) = (self.a.col_range(ks.clone()), ks.len());
                (self.pack)(ks, cols.clone(), self.panels);
                for j in cols.clone().step_by(C * LANES) {
                    let (local, width) = (j - cols.start, (C * LANES).min(cols.end - j));
                    let b = &self.panels[local / PANEL * PANEL * depth + local % PANEL..];
                    all_rows::<L, R, C>(l, &mut self.c, j..j + width, &a, b, PANEL, write);
                }
            }
        }
    }
}

struct Combine<'a> {
    c: MatMut<'a>,
    a: Mat<'a>,
    b: Mat<'a>,
    write: Write,
    panels: &'a mut [f32],
}

impl Kernel for Combine<'_> {
    #[inline(always)]
    fn run<L: Lanes, const R: usize, const C: usize>(mut self, l: L) {
        let many = self.a.rows() >= MANY;
        for cols in blocks(self.b.cols(), if many { COLS } else { usize::MAX }) {
            for ks in blocks(self.a.cols(), if many { ROWS } else { FEW_ROWS }) {
                let write = if ks.start == 0 { self.write } else { Write::Add };
                let (a, b) = (self.a.col_range(ks.clone()), self.b.row_range(ks));
                if many {
                    pack(b, cols.clone(), self.panels);
                }
                for j in cols.clone().step_by(C * LANES) {
                    let local = j - cols.start;
                    let width = (C * LANES).min(cols.end - j);
                    let (b, stride) = if many {
                        (&self.panels[local / PANEL * PANEL * b.rows() + local % PANEL..], PANEL)
                    } else if width == C * LANES {
                        (b.from_col(j), b.stride())
                    } else {
                        pack(b, j..cols.end, self.panels);
                        (&*self.panels, PANEL)
                    };
                    all_rows::<L, R, C>(l, &mut self.c, j..j + width, &a, b, stride, write);
                }
            }
        }
    }
}

/// C[.., cols].
#[inline(always)]
fn all_rows<L: Lanes, const R: usize, const C: usize>(
    l: L,
    c: &mut MatMut<'_>,
    cols: Range<usize>,
    a: &Mat<'_>,
    b: &[f32],
    stride: usize,
    write: Write,
) {
    let mut i = 0;
    while i < a.rows() {
        let tile = (i, cols.clone());
        i += match a.rows() - i {
            n if n >= R => rows::<L, R, C>(l, c, tile, a, b, stride, write),
            n if n >= 4 => rows::<L, 4, C>(l, c, tile, a, b, stride, write),
            n if n >= 2 => rows::<L, 2, C>(l, c, tile, a, b, stride, write),
            _ => rows::<L, 1, C>(l, c, tile, a, b, stride, write),
        };
    }
}

/// C[i..i + M, cols]; returns M.
#[inline(always)]
fn rows<L: Lanes, const M: usize, const C: usize>(
    l: L,
    c: &mut MatMut<'_>,
    (i, cols): (usize, Range<usize>),
    a: &Mat<'_>,
    b: &[f32],
    stride: usize,
    write: Write,
) -> usize {
    let a = Coefficients {
        rows: from_fn(
            #[inline(always)]
            |m| a.row(i + m),
        ),
        step: 1,
        len: a.cols(),
    };
    if cols.len() == C * LANES {
        tile::<L, M, C>(l, c, (i, cols.start), a, b, stride, write);
        return M;
    }
    // A tile over the edge is done beside C.
    let mut edge = [[0.0; PANEL]; M];
    for (m, edge) in edge.iter_mut().enumerate() {
        edge[..cols.len()].copy_from_slice(&c.row(i + m)[cols.clone()]);
    }
    tile::<L, M, C>(l, &mut MatMut::new(edge.as_flattened_mut(), M, PANEL), (0, 0), a, b, stride, write);
    for (m, edge) in edge.iter().enumerate() {
        c.row(i + m)[cols.clone()].copy_from_slice(&edge[..cols.len()]);
    }
    M
}

/// C[i..i + M, j..j + C · LANES], all of which is there.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "constant bounds keep the sums in registers")]
fn tile<L: Lanes, const M: usize, const C: usize>(
    l: L,
    c: &mut MatMut<'_>,
    (i, j): (usize, usize),
    a: Coefficients<'_, M>,
    b: &[f32],
    stride: usize,
    write: Write,
) {
    let mut acc = [[l.splat(0.0); C]; M];
    if write == Write::Add {
        for m in 0..M {
            let row = &c.row(i + m)[j..j + C * LANES];
            for n in 0..C {
                acc[m][n] = l.load_part(&row[n * LANES..(n + 1) * LANES]);
            }
        }
    }
    let acc = multiply::<L, M, C>(l, a, b, stride, acc);
    for m in 0..M {
        let row = &mut c.row(i + m)[j..j + C * LANES];
        for n in 0..C {
            l.store_part(&mut row[n * LANES..(n + 1) * LANES], acc[m][n]);
        }
    }
}

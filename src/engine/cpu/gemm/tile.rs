//! A tile of A · B in registers, with B in panels.
use crate::engine::cpu::lanes::{LANES, Lanes};
use crate::engine::cpu::mat::Mat;
use std::ops::Range;

/// Columns of a panel: four vectors.
pub const PANEL: usize = 4 * LANES;

/// Copies `from`, columns `cols`, into panels: `PANEL` columns of all rows, then the next `PANEL`.
/// Missing columns of the last panel are zero.
///
/// Rows of a big matrix are often a multiple of 4 KiB apart, where a column of tiles would fall into
/// a few sets of the first-level cache; in a panel they follow each other.
#[inline(always)]
pub fn pack(from: Mat<'_>, cols: Range<usize>, panels: &mut [f32]) {
    let panels = panels.chunks_mut(from.rows().max(1) * PANEL);
    for (start, panel) in cols.clone().step_by(PANEL).zip(panels) {
        let width = PANEL.min(cols.end - start);
        for (k, row) in panel.as_chunks_mut::<PANEL>().0.iter_mut().take(from.rows()).enumerate() {
            let from = &from.row(k)[start..start + width];
            match from.try_into() {
                Ok(from) => *row = from,
                Err(_) => {
                    row[..width].copy_from_slice(from);
                    row[width..].fill(0.0);
                }
            }
        }
    }
}

/// Numbers that [`pack`] writes for a matrix of this shape.
pub fn packed_len(rows: usize, cols: usize) -> usize {
    rows * cols.next_multiple_of(PANEL)
}

/// A[m][k] for k in `0..len` is `rows[m][k · step]`.
pub struct Coefficients<'a, const M: usize> {
    pub rows: [&'a [f32]; M],
    pub step: usize,
    pub len: usize,
}

/// acc[m][c] += Σ_k A[m][k] · B[k][c], B[k] being `C` vectors from `b[k · stride]` on; k in order, one
/// fused multiply-add each.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "constant bounds keep the sums in registers")]
pub fn multiply<L: Lanes, const M: usize, const C: usize>(
    l: L,
    a: Coefficients<'_, M>,
    b: &[f32],
    stride: usize,
    mut acc: [[L::Vector; C]; M],
) -> [[L::Vector; C]; M] {
    if a.len == 0 {
        return acc;
    }
    let last = a.len - 1;
    assert!(a.rows.iter().all(|row| last * a.step < row.len()));
    assert!(last * stride + C * LANES <= b.len());
    for k in 0..a.len {
        for m in 0..M {
            // SAFETY: k ≤ last, and last · step is inside every row.
            let a = l.splat(unsafe { *a.rows[m].get_unchecked(k * a.step) });
            for c in 0..C {
                // SAFETY: k ≤ last, and the vectors at last · stride end inside b.
                let b = unsafe { l.load(b.as_ptr().add(k * stride + c * LANES)) };
                acc[m][c] = l.mul_add(a, b, acc[m][c]);
            }
        }
    }
    acc
}

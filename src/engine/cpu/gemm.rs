//! Matrix products of the shapes that learning circuits need.
//!
//! Every element of a product is summed over k in one order that depends on k alone: not on the
//! other dimensions, its position, the number of threads or the machine's vector width. A replica
//! therefore has the same bits alone and among 500 others.
mod combine;
mod correlate;
mod propagate;
mod stream;
pub mod tile;
pub mod trace;

pub use combine::{PANELS, Scratch, combine, combine_packed};
pub use correlate::{Panels, correlate};
pub use propagate::{propagate, propagate_from, propagate_here};

use std::ops::Range;

/// Presynaptic neurons summed before the sums are added to C. Six rows of W and four of X of this
/// length fit the first-level cache, and rows that are 4 KiB apart its sets. Part of the summation
/// order.
const PRE_BLOCK: usize = 1024;

/// What happens to the previous content of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// Overwritten, whatever it was (NaN included).
    Set,
    /// Added to.
    Add,
}

/// Which end of the weights is read first.
///
/// A step that reads them from the other end than the last one finds in every cache what the last one left there: up to
/// as much as the cache holds. Results do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweep {
    /// The first row.
    Down,
    /// The last row.
    Up,
}

/// Weights of this size and below are worth alternating: once and a half what the last-level cache of the machines at
/// hand holds.
const KEPT: usize = 48 << 20;

impl Sweep {
    /// The opposite of the last step's, where caches keep a good part of so many bytes. Of larger weights they keep little,
    /// and memory is read best in its own order.
    pub fn of(step: u64, bytes: usize) -> Self {
        if bytes > KEPT || step.is_multiple_of(2) { Sweep::Down } else { Sweep::Up }
    }

    /// 0, `block`, 2 `block`, … below `n`, from either end.
    fn starts(self, n: usize, block: usize) -> impl Iterator<Item = usize> {
        let count = n.div_ceil(block);
        (0..count).map(move |i| match self {
            Sweep::Down => i * block,
            Sweep::Up => (count - 1 - i) * block,
        })
    }
}

/// `0..n` in blocks; one empty block for 0, so that even an empty sum is written.
fn blocks(n: usize, block: usize) -> impl Iterator<Item = Range<usize>> {
    (0..n.max(1)).step_by(block).map(move |start| start..n.min(start + block))
}

/// Rows that are worth a thread, each of `products` multiplications: about two microseconds' worth.
fn grain(products: usize) -> usize {
    (65_536 / products.max(1)).max(16)
}

#[cfg(test)]
mod tests;

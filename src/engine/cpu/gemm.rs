//! Matrix products of the shapes that learning circuits need.
//!
//! Every element of a product is summed over k in one order that depends on k alone: not on the
//! other dimensions, its position, the number of threads or the machine's vector width. A replica
//! therefore has the same bits alone and among 500 others.
mod combine;
mod correlate;
mod propagate;
mod stream;
mod tile;
pub mod trace;

pub use combine::{Scratch, combine};
pub use correlate::{Panels, correlate};
pub use propagate::propagate;

use std::ops::Range;

/// What happens to the previous content of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// Overwritten, whatever it was (NaN included).
    Set,
    /// Added to.
    Add,
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

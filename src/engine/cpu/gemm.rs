//! Matrix products of the shapes that learning circuits need.
//!
//! Every element of a product is summed over k in one order that depends on k alone: not on the
//! other dimensions, its position, the number of threads or the machine's vector width. A replica
//! therefore has the same bits alone and among 500 others.
mod combine;
mod correlate;
mod propagate;

pub use combine::{Scratch, combine};
pub use correlate::{Panels, correlate};
pub use propagate::propagate;

/// What happens to the previous content of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// Overwritten, whatever it was (NaN included).
    Set,
    /// Added to.
    Add,
}

#[cfg(test)]
mod tests;

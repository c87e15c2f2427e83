//! How much of a plan is worked out.

/// All of it, or what tells its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// All of it.
    Whole,
    /// Synapses are counted and not listed (in the mean, where chance decides), and the constants of neurons are left out.
    Outline,
}

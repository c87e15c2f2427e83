//! The intrinsic dimension of a cloud of points, from the distances between neighbours.

mod decimation;
mod enough;
mod gride;
mod levina_bickel;
mod neighbours;
mod two_nn;

pub use decimation::{Decimated, decimation};
pub use enough::{FEWEST, enough};
pub use gride::{Scale, gride};
pub use levina_bickel::levina_bickel;
pub use neighbours::Neighbours;
pub use two_nn::{TwoNn, two_nn};

//! Initial weights: what a projection's synapses are before anything is learned.

pub mod array;
pub mod error;
pub mod file;
mod npy;
pub mod orthogonal;
pub mod random;

pub use error::WeightsError;
pub use file::FromFile;
pub use orthogonal::Orthogonal;
pub use random::{Constant, He, Normal, Uniform, Xavier};

use crate::rng::Host;
use std::path::Path;

crate::choice! {
    /// How the weights of a projection begin.
    pub enum InitialWeights {
        Constant(Constant),
        Uniform(Uniform),
        Normal(Normal),
        Xavier(Xavier),
        He(He),
        Orthogonal(Orthogonal),
        FromFile(FromFile),
    }
}

impl InitialWeights {
    /// Draws or reads the weights [post × pre], row by row: weight (i, j) is that of the synapse from j to i.
    ///
    /// `pre` is the number of inputs of a neuron, as far as scaling goes. A relative path of
    /// [`FromFile`] starts at `folder`, the circuit file's. Weights are finite, always.
    ///
    /// # Errors
    ///
    /// Parameters that do not fit together, a matrix that does not fit into memory, or a file without the weights.
    pub fn draw(&self, post: usize, pre: usize, rng: &mut Host, folder: &Path) -> Result<Vec<f32>, WeightsError> {
        let mut weights = reserve(post, pre)?;
        match self {
            InitialWeights::Constant(model) => weights.resize(post * pre, model.value as f32),
            InitialWeights::Uniform(model) => model.fill(&mut weights, post * pre, rng)?,
            InitialWeights::Normal(model) => model.fill(&mut weights, post, pre, rng),
            InitialWeights::Xavier(model) => model.fill(&mut weights, post, pre, rng),
            InitialWeights::He(model) => model.fill(&mut weights, post, pre, rng),
            InitialWeights::Orthogonal(model) => model.fill(&mut weights, post, pre, rng),
            InitialWeights::FromFile(model) => return model.read(post, pre, folder),
        }
        if weights.iter().all(|w| w.is_finite()) {
            Ok(weights)
        } else {
            Err(WeightsError::Overflow { model: self.name() })
        }
    }
}

/// An empty vector with room for the whole matrix.
fn reserve(post: usize, pre: usize) -> Result<Vec<f32>, WeightsError> {
    let mut weights = Vec::new();
    let length = post.checked_mul(pre);
    match length.map(|length| weights.try_reserve_exact(length)) {
        Some(Ok(())) => Ok(weights),
        _ => Err(WeightsError::TooLarge { post, pre }),
    }
}

#[cfg(test)]
mod tests;

//! Initial weights: what a projection's synapses are before anything is learned.

pub mod array;
pub mod balanced;
pub mod error;
pub mod file;
mod npy;
pub mod npz;
pub mod numbers;
pub mod orthogonal;
pub mod random;
pub mod seal;
pub mod shape;
pub mod synapses;

pub use balanced::Balanced;
pub use error::WeightsError;
pub use file::FromFile;
pub use orthogonal::Orthogonal;
pub use random::{Constant, He, Normal, Uniform, Xavier};
pub use shape::Shape;

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
        Balanced(Balanced),
        FromFile(FromFile),
    }
}

/// No factor by which a model multiplies its parameters is above this: they follow from numbers of neurons, of which the
/// largest population has 2²⁴, and from normal draws, of which none is beyond 8.6.
const LARGEST_FACTOR: f64 = 1e6;

impl InitialWeights {
    /// Refuses parameters that are legal one by one but not together.
    pub fn check(&self) -> Result<(), WeightsError> {
        match self {
            InitialWeights::Uniform(model) => model.check(),
            _ => Ok(()),
        }
    }

    /// False where weights that are drawn are finite whatever is drawn; what a file holds is known by reading it.
    pub fn may_fail(&self) -> bool {
        let largest = match self {
            InitialWeights::Constant(model) => model.value.abs(),
            InitialWeights::Uniform(model) => model.low.abs().max(model.high.abs()),
            InitialWeights::Normal(model) => model.std.max(model.mean.abs()),
            InitialWeights::Xavier(model) => model.gain,
            InitialWeights::He(model) => model.gain,
            InitialWeights::Orthogonal(model) => model.gain,
            InitialWeights::Balanced(model) => model.g,
            InitialWeights::FromFile(_) => return true,
        };
        largest * LARGEST_FACTOR > f64::from(f32::MAX)
    }

    /// Draws or reads the weights, one for each synapse in order: all of them [post × pre], row by row, or those that
    /// exist. Scaling goes by the mean in- and out-degree. Where neurons have signs, a weight that is drawn keeps its
    /// magnitude and takes its neuron's sign; one that is read must have it.
    ///
    /// A relative path of [`FromFile`] starts at `folder`, the circuit file's. Weights are finite, always.
    ///
    /// # Errors
    ///
    /// Parameters that do not fit together, a matrix that does not fit into memory, or a file without the weights.
    pub fn draw(&self, shape: Shape, rng: &mut Host, folder: &Path) -> Result<Vec<f32>, WeightsError> {
        self.check()?;
        let mut weights = zeros(shape)?;
        match self {
            InitialWeights::Constant(model) => weights.fill(model.value as f32),
            InitialWeights::Uniform(model) => model.fill(&mut weights, rng),
            InitialWeights::Normal(model) => model.fill(&mut weights, shape, rng),
            InitialWeights::Xavier(model) => model.fill(&mut weights, shape, rng),
            InitialWeights::He(model) => model.fill(&mut weights, shape, rng),
            InitialWeights::Orthogonal(model) => model.fill(&mut weights, shape.post, shape.pre, rng),
            InitialWeights::Balanced(model) => model.fill(&mut weights, shape, rng),
            InitialWeights::FromFile(model) => return model.read(shape, folder),
        }
        if let Some(dale) = shape.dale {
            weights.iter_mut().enumerate().for_each(|(s, w)| *w = dale.signed(shape.pre_of(s), *w));
        }
        if weights.iter().all(|w| w.is_finite()) {
            Ok(weights)
        } else {
            Err(WeightsError::Overflow { model: self.name() })
        }
    }
}

/// All weights, 0 as yet.
fn zeros(shape: Shape) -> Result<Vec<f32>, WeightsError> {
    let too_large = || WeightsError::TooLarge { post: shape.post, pre: shape.pre };
    let (mut weights, length) = (Vec::new(), shape.synapses().ok_or_else(too_large)?);
    weights.try_reserve_exact(length).map_err(|_| too_large())?;
    weights.resize(length, 0.0);
    Ok(weights)
}

#[cfg(test)]
mod tests;

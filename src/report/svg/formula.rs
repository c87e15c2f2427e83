//! What a drawing says about credit.

use super::words::Words;
use crate::circuit::Loss;
use crate::credit::ThirdFactor;
use crate::manifold::Subspace;

impl Words<'_> {
    /// The third factor of a population, as a formula.
    pub fn third_factor(&self, population: usize) -> String {
        let n = self.circuit.size(&self.circuit.populations.0[population].0);
        let outputs = self.circuit.task.shape(self.circuit.dt).outputs;
        match &self.third_factor {
            ThirdFactor::None => String::new(),
            ThirdFactor::Exact { .. } => "Σ δ · W".into(),
            ThirdFactor::RandomBackward { .. } => "Σ δ · B, B random".into(),
            ThirdFactor::RandomBroadcast { .. } => format!("e · B ({outputs} × {n})"),
            ThirdFactor::LearnedBroadcast { .. } => match self.subspace() {
                Some(subspace) if self.isotropic().is_none() => format!("e · C ({outputs} × {}) · U", subspace.rank()),
                Some(_) => "e · (C · U + B)".into(),
                None => format!("e · B ({outputs} × {n})"),
            },
            ThirdFactor::Predicted(_) => format!("(e · W) · A ({n} × {n})"),
            ThirdFactor::Surprise(_) => "L − L̄".into(),
            ThirdFactor::Reward => "δL · ξ / σ²".into(),
        }
    }

    /// The noise that enters a population, in lines: none where none does.
    pub fn noise(&self, population: usize) -> Vec<String> {
        if self.perturbation.is_none() || !self.credited(population) {
            return Vec::new();
        }
        let within = match self.subspace() {
            Some(Subspace::Pca(pca)) => format!("ξ ∈ manifold, d = {}", pca.rank),
            Some(Subspace::Random(random)) => format!("ξ ∈ random, d = {}", random.rank),
            None => "ξ isotropic".into(),
        };
        match self.isotropic() {
            Some(share) => vec![format!("{within},"), format!("{share} of it isotropic")],
            None => vec![within],
        }
    }

    /// The share of the noise that is spread over all directions in spite of a subspace, where there is one.
    fn isotropic(&self) -> Option<f64> {
        self.subspace()?;
        self.perturbation.as_ref().map(|noise| noise.isotropic).filter(|share| *share > 0.0)
    }

    fn subspace(&self) -> Option<&Subspace> {
        self.perturbation.as_ref()?.subspace.as_ref()
    }

    /// What the output's error is: the loss and the formula.
    pub fn error(&self) -> (&'static str, &'static str) {
        match self.circuit.loss {
            Some(Loss::CrossEntropy) => ("cross-entropy", "e = softmax(y) − t"),
            _ => ("squared error", "e = y − t"),
        }
    }

    /// What the hidden populations hear of the error.
    pub fn message(&self) -> &'static str {
        match &self.third_factor {
            _ if self.output().is_none() => "",
            ThirdFactor::None => "error e, heard by the output alone",
            ThirdFactor::Exact { .. } => "error e, carried back through the forward weights W",
            ThirdFactor::RandomBackward { .. } => "error e, carried back through fixed random weights B",
            ThirdFactor::RandomBroadcast { .. } => "error e, broadcast through fixed random weights B",
            ThirdFactor::LearnedBroadcast { .. } if self.isotropic().is_some() => {
                "error e, broadcast through learned C in the subspace U and learned B outside of it"
            }
            ThirdFactor::LearnedBroadcast { .. } if self.subspace().is_some() => {
                "error e, broadcast through learned C in the subspace U"
            }
            ThirdFactor::LearnedBroadcast { .. } => "error e, broadcast through learned weights B",
            ThirdFactor::Predicted(_) => "error e, through W and a learned sensitivity A",
            ThirdFactor::Surprise(_) => "loss L beyond what its kind of trial has: one number, broadcast",
            ThirdFactor::Reward => "change δL of the loss: one number, broadcast",
        }
    }
}

//! One noise-correlation rule on a linear circuit whose Jacobian is chosen: J is the readout's weights.

use crate::arrays::{capturing, dot, single, square};
use crate::fact::Columns;
use crate::lab::{Lab, chain};
use trifactor::plan::Plan;

#[derive(Clone)]
pub struct Rule {
    pub n: usize,
    pub outputs: usize,
    /// Dimension of the subspace and the fraction of J that it captures; `None`: vanilla noise.
    pub subspace: Option<(usize, f64)>,
    pub draws: &'static str,
    pub replicas: usize,
    pub per_sample: usize,
    pub sigma: f64,
    /// A mistake made on purpose.
    pub alter: fn(&mut Plan),
}

impl Rule {
    pub fn vanilla(n: usize, k: usize) -> Rule {
        Rule { n, outputs: 1, subspace: None, draws: "gaussian", replicas: k, per_sample: 1, sigma: 0.1, alter: |_| () }
    }

    pub fn manifold(n: usize, d: usize, f: f64, k: usize) -> Rule {
        Rule { subspace: Some((d, f)), ..Rule::vanilla(n, k) }
    }

    /// Draws per update.
    pub fn k(&self) -> f64 {
        (self.replicas * self.per_sample) as f64
    }

    /// Dimension of the noise.
    pub fn d(&self) -> f64 {
        self.subspace.map_or(self.n, |(d, _)| d) as f64
    }

    /// Captured fraction.
    pub fn f(&self) -> f64 {
        self.subspace.map_or(1.0, |(_, f)| f)
    }

    pub fn credit(&self, feedback: &str) -> String {
        let Rule { draws, sigma, per_sample, .. } = self;
        let noise = format!("noise: noise(sigma: {sigma:?}, draws: {draws}, per_sample: {per_sample})");
        match self.subspace {
            Some((d, _)) => format!("manifold_noise({noise}, manifold: random(rank: {d}), feedback: {feedback})"),
            None => format!("vanilla_noise({noise}, feedback: {feedback})"),
        }
    }

    /// The circuit with its Jacobian, of squared norm 1.
    pub fn open(&self, feedback: &str) -> (Lab, Vec<f64>) {
        let text = chain(&[2, self.n, self.outputs], "identity", &self.credit(feedback), self.replicas);
        let mut lab = Lab::altered(&text, self.alter);
        let everything = || (0..self.n).map(|i| if i == 0 { 1.0 } else { 0.0 }).collect();
        let basis = lab.basis("h1").unwrap_or_else(everything);
        let f = if self.subspace.is_some() { self.f() } else { 0.5 };
        let jacobian = capturing(f, &basis, self.outputs, self.n);
        lab.write("weights.h1_y", &single(&jacobian));
        (lab, jacobian)
    }

    /// Independent estimates of J, one an update.
    pub fn estimates(&self, repetitions: usize) -> (Columns, Vec<f64>) {
        let (mut lab, jacobian) = self.open("rebuilt");
        let mut found = Columns::new();
        for _ in 0..repetitions {
            lab.run(1);
            found.rows.push(lab.feedback("h1"));
        }
        (found, jacobian)
    }
}

/// What a batch of estimates has in common with J (of norm 1): ⟨Ĵ, J⟩, ‖Ĵ‖² and the cosine of each.
pub struct Overlaps {
    pub along: Vec<f64>,
    pub square: Vec<f64>,
    pub cosine: Vec<f64>,
}

impl Overlaps {
    pub fn of(estimates: &Columns, jacobian: &[f64]) -> Overlaps {
        let along: Vec<f64> = estimates.rows.iter().map(|row| dot(row, jacobian)).collect();
        let square: Vec<f64> = estimates.rows.iter().map(|row| square(row)).collect();
        let cosine = along.iter().zip(&square).map(|(a, s)| a / s.sqrt()).collect();
        Overlaps { along, square, cosine }
    }
}

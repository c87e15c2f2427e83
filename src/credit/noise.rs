//! The perturbation's size, distribution and number.

use crate::schema::Rule;

crate::keyword! {
    /// The distribution of a perturbation's coordinates; all have unit variance.
    pub enum Draws {
        /// Independent standard normal.
        Gaussian = "gaussian",
        /// Independent ±1.
        Rademacher = "rademacher",
        /// Blocks of mutually orthogonal directions, scaled to unit variance per coordinate: after d draws every
        /// direction of a d-dimensional space has been probed exactly once.
        Orthogonal = "orthogonal",
    }
}

crate::keyword! {
    /// Which populations are perturbed in one update.
    pub enum Turns {
        /// All of them; each one's estimate carries the others' cross-talk.
        Together = "together",
        /// One population per update, in turn.
        RoundRobin = "round_robin",
    }
}

crate::keyword! {
    /// How the noise of one step of a trial is related to that of the next; its variance is the same either way.
    pub enum Filter {
        /// Low-passed by the population's own leak, as the eligibility is: what noise changes later is credited too
        /// (the Ω of random feedback through time). Instant neurons: white.
        Leak = "leak",
        /// Fresh at every step.
        White = "white",
    }
}

crate::record! {
    /// The noise that is injected into hidden activity, drawn afresh for every sample.
    pub struct Noise = "noise" {
        /// Standard deviation σ per direction, in units of activity.
        sigma: f64 = 0.05, Rule::ANY.above(0.0);
        /// Distribution of the coordinates.
        draws: Draws = Draws::Gaussian;
        /// Compare +ξ with −ξ instead of with the clean twin: even orders cancel, at one more twin a draw.
        antithetic: bool = false;
        /// Draws per sample and update.
        per_sample: usize = 1, Rule::ANY.within(1.0, 65_536.0);
        /// Which populations are perturbed in one update.
        turns: Turns = Turns::Together;
    }
}

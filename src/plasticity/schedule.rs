//! Learning-rate schedules: a factor on the rate as a function of the update alone, so that a resumed run needs no
//! state to continue it.

use crate::schema::Rule;

crate::record! {
    /// The same rate throughout.
    pub struct Constant = "constant" {}
}
crate::record! {
    /// From 1 down to `last` along half a cosine over the whole run, after a linear rise.
    pub struct Cosine = "cosine" {
        /// The factor at the end.
        last: f64 = 0.0, Rule::ANY.within(0.0, 1.0);
        /// Updates of linear rise at the start.
        warmup: u64 = 0;
    }
}
crate::record! {
    /// Multiplied by `factor` after every `every` updates.
    pub struct Step = "step" {
        /// Updates between two changes.
        every: u64, Rule::ANY.at_least(1.0);
        /// What the rate is multiplied by.
        factor: f64 = 0.5, Rule::ANY.above(0.0);
    }
}

crate::choice! {
    /// The learning rate over the run.
    pub enum Schedule {
        Constant(Constant),
        Cosine(Cosine),
        Step(Step),
    }
}

impl Schedule {
    /// The factor at update `update` of `total`.
    pub fn factor(&self, update: u64, total: u64) -> f64 {
        match self {
            Schedule::Constant(_) => 1.0,
            Schedule::Cosine(p) => {
                if update < p.warmup {
                    return (update + 1) as f64 / p.warmup as f64;
                }
                let span = total.saturating_sub(p.warmup).max(1) as f64;
                let done = ((update - p.warmup) as f64 / span).min(1.0);
                p.last + (1.0 - p.last) * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
            }
            Schedule::Step(p) => p.factor.powf((update / p.every) as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_begin_and_end_where_they_say() {
        let cosine: Schedule = Cosine { last: 0.1, warmup: 10 }.into();
        assert_eq!(cosine.factor(0, 110), 0.1);
        assert_eq!(cosine.factor(10, 110), 1.0);
        assert!((cosine.factor(110, 110) - 0.1).abs() < 1e-12);
        let step: Schedule = Step { every: 5, factor: 0.5 }.into();
        assert_eq!((step.factor(4, 99), step.factor(5, 99), step.factor(10, 99)), (1.0, 0.5, 0.25));
    }
}

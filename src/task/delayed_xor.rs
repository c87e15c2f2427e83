//! Delayed exclusive or: two pulses one after the other, do their signs differ?

use super::draw::{Draws, per_step};
use super::endless::{self, Draw};
use super::epochs::{self, Epoch};
use super::{Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, Written, report};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;
use std::ops::Range;

record! {
    /// Delayed exclusive or: two pulses of either sign, one after the other. The output should be +1 if their signs
    /// differ and −1 if they agree. No pulse alone says anything about the answer.
    ///
    /// Input 0: ±1 during a pulse, else 0, and noise. Output 0: the answer, asked for in the report epoch, which alone
    /// weighs. Score: 1 where the mean output of the report has the right sign; chance 0.5. New trials without end to
    /// learn from, 500 fixed ones to be scored on.
    pub struct DelayedXor = "delayed_xor" {
        /// Length of each pulse; the first comes at once.
        pulse: f64 = 100.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Time between the pulses.
        delay: f64 = 200.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Time between the second pulse and the report.
        wait: f64 = 200.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of the report.
        report: f64 = 100.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// White noise on the input: standard deviation of its mean over 1 ms; in a step of dt it is noise/√(dt/1 ms).
        noise: f64 = 0.0, Rule::ANY.at_least(0.0);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

impl DelayedXor {
    fn epochs(&self) -> [Epoch; 5] {
        [
            ("pulse", self.pulse),
            ("delay", self.delay),
            ("pulse", self.pulse),
            ("wait", self.wait),
            ("report", self.report),
        ]
    }
}

impl TaskModel for DelayedXor {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape::at_every_step(1, 1, epochs::total(&self.epochs(), dt))
    }

    fn metric(&self) -> Metric {
        Metric::PerTrial
    }

    fn trial_types(&self) -> &'static [&'static str] {
        &["--", "-+", "+-", "++"]
    }

    fn chance(&self) -> Option<f64> {
        Some(0.5)
    }

    fn bounded(&self) -> bool {
        false
    }

    fn own_seed(&self) -> Option<u64> {
        self.seed
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        epochs::check(&self.epochs(), dt)
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let [first, _, second, _, report] = epochs::cut(&self.epochs(), context.dt);
        let task = Pairs { pulses: [first, second], report, noise: per_step(self.noise, context.dt) };
        Ok(endless::open("delayed_xor", context, self.shape(context.dt), task))
    }
}

struct Pairs {
    pulses: [Range<usize>; 2],
    report: Range<usize>,
    noise: f32,
}

impl Draw for Pairs {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let signs = [draws.sign(), draws.sign()];
        for (sign, steps) in signs.iter().zip(&self.pulses) {
            into.inputs[steps.clone()].fill(*sign);
        }
        draws.add_noise(self.noise, 0, into.inputs);
        into.targets[self.report.clone()].fill(-signs[0] * signs[1]);
        report::weigh(into.weights, self.report.clone(), 0.0);
        *into.kind = signs.iter().fold(0, |kind, sign| 2 * kind + usize::from(*sign > 0.0));
    }

    fn score(&self, trial: &Written, outputs: &[f32]) -> f64 {
        report::sign_score(trial, outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::testing::{Opened, assert_even, assert_same_events};

    #[test]
    fn the_answer_is_the_exclusive_or_and_neither_pulse_tells_it_alone() {
        let opened = Opened::new(DelayedXor::default(), 10.0);
        let mut kinds = [0; 4];
        for index in 0..400 {
            let trial = opened.trial(index);
            let (first, second) = (trial.inputs[9], trial.inputs[30]);
            let answer = if first == second { -1.0 } else { 1.0 };
            assert_eq!(trial.targets[60..], [answer; 10]);
            assert_eq!(trial.targets[..60], [0.0; 60]);
            assert_eq!(trial.kind, 2 * usize::from(first > 0.0) + usize::from(second > 0.0));
            kinds[trial.kind] += 1;
        }
        let [same_low, first_low, first_high, same_high] = kinds;
        assert_even(same_low + same_high, 400);
        assert_even(first_low, first_low + same_low);
        assert_even(first_high, first_high + same_high);
    }

    #[test]
    fn only_the_pulses_are_shown_and_only_the_report_weighs() {
        let opened = Opened::new(DelayedXor::default(), 10.0);
        let trial = opened.trial(1);
        let shown: Vec<usize> = (0..70).filter(|&step| trial.inputs[step] != 0.0).collect();
        assert_eq!(shown, (0..10).chain(30..40).collect::<Vec<_>>());
        assert_eq!(trial.weights[..60], [0.0; 60]);
        assert_eq!(trial.weights[60..], [0.1; 10]);
        assert_same_events(DelayedXor::default(), 10.0);
    }

    #[test]
    fn only_the_sign_in_the_report_is_scored() {
        let opened = Opened::new(DelayedXor::default(), 10.0);
        let targets = opened.trial(0).targets;
        assert_eq!(opened.score(0, &targets.iter().map(|t| 0.01 * t).collect::<Vec<_>>()), 1.0);
        assert_eq!(opened.score(0, &targets.iter().map(|t| -t).collect::<Vec<_>>()), 0.0);
        assert_even((0..400).filter(|&index| opened.score(index, &[1.0; 70]) == 1.0).count(), 400);
    }
}

//! Delayed comparison: is the first of two frequencies higher than the second?

use super::draw::{Draws, per_step};
use super::endless::{self, Draw};
use super::epochs::{self, Epoch};
use super::{Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, report};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;
use std::ops::Range;

record! {
    /// Delayed comparison of two vibrations: is the first frequency higher than the second? A test of graded memory.
    ///
    /// The pairs (18, 10), (22, 14), (26, 18), (30, 22), (34, 26) Hz come in either order, all ten equally likely. Inputs:
    /// 0 fixation, 1 until the decision; 1 the frequency as 0.4 + 0.8 (f − 10)/24 while it is felt, and noise; 2 the same
    /// with 34 − f + 10 in the place of f. Outputs: the first is higher, the second is higher. Only the decision epoch
    /// weighs. Score: the fraction of its steps with the right answer. Chance 0.5; who forgets one of the two frequencies
    /// reaches 0.7. New trials without end to learn from, 500 fixed ones to be scored on.
    /// Source: R. Romo, C. Brody, A. Hernández and L. Lemus (1999), doi:10.1038/20939; timings of neurogym's
    /// DelayComparison, inputs of PsychRNN's DelayedDiscrimination.
    pub struct Romo = "romo" {
        /// Length of the fixation before the first frequency.
        fixation: f64 = 500.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of each of the two vibrations.
        stimulus: f64 = 500.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Time between them.
        delay: f64 = 1000.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of the decision.
        decision: f64 = 100.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// White noise on the frequencies: standard deviation of its mean over 1 ms; in a step of dt it is
        /// noise/√(dt/1 ms).
        noise: f64 = 1.0, Rule::ANY.at_least(0.0);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

const ANSWERS: [&str; 2] = ["first", "second"];
const INPUTS: usize = 3;
const PAIRS: [[f32; 2]; 5] = [[18.0, 10.0], [22.0, 14.0], [26.0, 18.0], [30.0, 22.0], [34.0, 26.0]];

impl Romo {
    fn epochs(&self) -> [Epoch; 5] {
        [
            ("fixation", self.fixation),
            ("stimulus", self.stimulus),
            ("delay", self.delay),
            ("stimulus", self.stimulus),
            ("decision", self.decision),
        ]
    }
}

impl TaskModel for Romo {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape::at_every_step(INPUTS, ANSWERS.len(), epochs::total(&self.epochs(), dt))
    }

    fn metric(&self) -> Metric {
        Metric::Accuracy
    }

    fn class_names(&self) -> &'static [&'static str] {
        &ANSWERS
    }

    fn trial_types(&self) -> &'static [&'static str] {
        &ANSWERS
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
        let [_, first, _, second, decision] = epochs::cut(&self.epochs(), context.dt);
        let task = Comparisons { stimuli: [first, second], decision, noise: per_step(self.noise, context.dt) };
        Ok(endless::open("romo", context, self.shape(context.dt), task))
    }
}

struct Comparisons {
    stimuli: [Range<usize>; 2],
    decision: Range<usize>,
    noise: f32,
}

impl Draw for Comparisons {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let (mut pair, second_is_higher) = (draws.one_of(&PAIRS), draws.below(2));
        pair.rotate_right(second_is_higher);
        for (frequency, steps) in pair.iter().zip(&self.stimuli) {
            let rows = &mut into.inputs[steps.start * INPUTS..steps.end * INPUTS];
            draws.add_noise(self.noise, steps.start * INPUTS, rows);
            for row in rows.chunks_exact_mut(INPUTS) {
                row[1] += 0.4 + 0.8 * (frequency - 10.0) / 24.0;
                row[2] += 0.4 + 0.8 * (34.0 - frequency) / 24.0;
            }
        }
        for (step, row) in into.inputs.chunks_exact_mut(INPUTS).enumerate() {
            row[0] = if step < self.decision.start { 1.0 } else { 0.0 };
        }
        report::one_hot(into.targets, ANSWERS.len(), second_is_higher, self.decision.clone());
        report::weigh(into.weights, self.decision.clone(), 0.0);
        *into.kind = second_is_higher;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::testing::{Opened, assert_even, assert_same_events};

    #[test]
    fn the_answer_is_the_higher_frequency_and_one_of_the_two_is_not_enough() {
        let opened = Opened::new(Romo { noise: 0.0, ..Romo::default() }, 20.0);
        let (mut second, mut guess) = (0, 0);
        for index in 0..1000 {
            let trial = opened.trial(index);
            let hertz = |step: usize| (10.0 + (trial.inputs[3 * step + 1] - 0.4) * 30.0).round();
            let (f1, f2) = (hertz(25), hertz(124));
            assert_eq!((f1 - f2).abs(), 8.0);
            assert_eq!(trial.kind, usize::from(f2 > f1));
            assert_eq!(trial.targets[2 * 125 + trial.kind], 1.0);
            second += trial.kind;
            guess += usize::from(trial.kind == usize::from(f1 < 22.0));
        }
        assert_even(second, 1000);
        // Sure for 10, 14, 30 and 34 Hz, even for the rest: 0.7, with a standard deviation of 0.0145.
        assert!((640..760).contains(&guess), "{guess}");
    }

    #[test]
    fn frequencies_are_felt_twice_and_noise_comes_with_them_alone() {
        let opened = Opened::new(Romo::default(), 20.0);
        let trial = opened.trial(2);
        let felt: Vec<usize> = (0..130).filter(|&step| trial.inputs[3 * step + 1] != 0.0).collect();
        assert_eq!(felt, (25..50).chain(100..125).collect::<Vec<_>>());
        assert_eq!(opened.input(&trial, 0), [vec![1.0; 125], vec![0.0; 5]].concat());
        assert_eq!(trial.weights[..125], [0.0; 125]);
        assert_same_events(Romo { noise: 0.0, ..Romo::default() }, 20.0);
    }
}

//! The adding task: the sum of the two numbers that were marked.

use super::draw::Draws;
use super::endless::{self, Draw};
use super::slots::{self, Slots};
use super::{Answers, Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;

record! {
    /// The adding task: a sequence of random numbers, two of them marked; their sum is asked for at the end.
    ///
    /// Inputs: 0 a number, uniform in [0, 1), a new one each slot; 1 is 1 where it is marked, else 0. One mark lies in the
    /// first half of the sequence, one in the second. Output 0, at the last step: the sum of the two. Score: explained
    /// variance; always saying 1 has 0, with a mean squared error of 1/6, and remembering one of the two 0.5. New trials
    /// without end to learn from, 500 fixed ones to be scored on.
    /// Source: S. Hochreiter and J. Schmidhuber (1997), doi:10.1162/neco.1997.9.8.1735, in the form that Q. Le, N. Jaitly
    /// and G. Hinton (2015), arXiv:1504.00941, use.
    pub struct Adding = "adding" {
        /// Number of numbers.
        length: usize = 100, Rule::ANY.within(2.0, 1e6);
        /// How long each number is shown.
        slot: f64 = 1.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

const INPUTS: usize = 2;

impl TaskModel for Adding {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape {
            inputs: vec![INPUTS],
            outputs: 1,
            steps: Slots { length: self.slot, dt }.steps(self.length).max(1),
            held: false,
            answers: Answers::AtTheEnd,
        }
    }

    fn metric(&self) -> Metric {
        Metric::ExplainedVariance
    }

    fn chance(&self) -> Option<f64> {
        Some(0.0)
    }

    fn bounded(&self) -> bool {
        false
    }

    fn own_seed(&self) -> Option<u64> {
        self.seed
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        slots::check_count(self.length, self.slot, dt)
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let task = Sums { length: self.length, slots: Slots { length: self.slot, dt: context.dt } };
        Ok(endless::open("adding", context, self.shape(context.dt), task))
    }
}

struct Sums {
    length: usize,
    slots: Slots,
}

impl Draw for Sums {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let half = self.length / 2;
        let marks = [draws.below(half), half + draws.below(self.length - half)];
        let numbers: Vec<f32> = (0..self.length).map(|_| draws.uniform() as f32).collect();
        for (step, row) in into.inputs.chunks_exact_mut(INPUTS).enumerate() {
            let slot = self.slots.at(step).min(self.length - 1);
            row[0] = numbers[slot];
            row[1] = if marks.contains(&slot) { 1.0 } else { 0.0 };
        }
        into.targets[0] = marks.iter().map(|&mark| numbers[mark]).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::testing::{Opened, assert_even, assert_same_events};
    use crate::task::{Metric, ScoreSum};

    #[test]
    fn the_target_is_the_sum_of_the_two_marked_numbers_one_in_each_half() {
        let opened = Opened::new(Adding { length: 41, ..Adding::default() }, 1.0);
        let mut early = 0;
        for index in 0..300 {
            let trial = opened.trial(index);
            let marked: Vec<usize> = (0..41).filter(|&step| trial.inputs[2 * step + 1] == 1.0).collect();
            let [first, second] = marked[..] else { panic!("two marks: {marked:?}") };
            assert!(first < 20 && second >= 20);
            assert_eq!(trial.targets, [trial.inputs[2 * first] + trial.inputs[2 * second]]);
            early += usize::from(first < 10);
        }
        assert_even(early, 300);
    }

    #[test]
    fn one_number_alone_explains_half_and_a_constant_nothing() {
        let opened = Opened::new(Adding::default(), 1.0);
        let mut sums = [0; 3].map(|_| ScoreSum::new(Metric::ExplainedVariance, 1));
        let mut squared = 0.0;
        for index in 0..2000 {
            let trial = opened.trial(index);
            let first = (0..50).find(|&step| trial.inputs[2 * step + 1] == 1.0).unwrap();
            let answers = [trial.targets[0], trial.inputs[2 * first] + 0.5, 1.0];
            sums.iter_mut().zip(answers).for_each(|(sum, answer)| sum.add(&[answer], &trial.targets, &[1.0]));
            squared += f64::from(trial.targets[0] - 1.0).powi(2) / 2000.0;
        }
        let [all, half, none] = sums.map(|sum| sum.value().unwrap());
        assert_eq!(all, 1.0);
        assert!((half - 0.5).abs() < 0.05 && none.abs() < 0.01, "{half} {none}");
        assert!((squared * 6.0 - 1.0).abs() < 0.1, "{squared}");
    }

    #[test]
    fn a_number_lasts_a_slot_at_any_dt() {
        assert_same_events(Adding { slot: 6.0, ..Adding::default() }, 2.0);
    }
}

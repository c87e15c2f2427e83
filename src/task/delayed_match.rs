//! Delayed match to sample: are the first and the second stimulus the same?

use super::draw::{Draws, per_step};
use super::endless::{self, Draw};
use super::epochs::{self, Epoch};
use super::{Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, Written, report};
use crate::keyword;
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;
use std::ops::Range;

keyword! {
    /// Which pairs of stimuli are answered with +1.
    pub enum Asked {
        /// Pairs of the same stimulus.
        Match = "match",
        /// Pairs of different stimuli.
        NonMatch = "non_match",
    }
}

record! {
    /// Delayed match (or non-match) to sample: two stimuli, each A or B, with a delay between them and one before the
    /// response. The output should say whether they are the same.
    ///
    /// Inputs: 0 is 1 while A is shown, 1 while B is, and noise on both. Output 0: +1 for the pairs asked for, −1 for the
    /// others, in the response epoch. Score: 1 where the mean output of the response has the right sign; chance 0.5.
    /// The defaults are those of T. Miconi (2017), doi:10.7554/eLife.20899: non-match, 1,000 ms, where only the response
    /// counts. New trials without end to learn from, 500 fixed ones to be scored on.
    pub struct DelayedMatch = "delayed_match" {
        /// The pairs that are answered with +1.
        asked: Asked = Asked::NonMatch;
        /// Time before the first stimulus.
        fixation: f64 = 0.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of each stimulus.
        stimulus: f64 = 200.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Time between the stimuli.
        delay: f64 = 200.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Time between the second stimulus and the response.
        wait: f64 = 200.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of the response.
        response: f64 = 200.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Weight in the loss of a step outside the response, where the target is 0, beside one inside it.
        outside: f64 = 0.0, Rule::ANY.within(0.0, 1.0);
        /// White noise on the inputs: standard deviation of its mean over 1 ms; in a step of dt it is noise/√(dt/1 ms).
        noise: f64 = 0.0, Rule::ANY.at_least(0.0);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

const INPUTS: usize = 2;

impl DelayedMatch {
    fn epochs(&self) -> [Epoch; 6] {
        [
            ("fixation", self.fixation),
            ("stimulus", self.stimulus),
            ("delay", self.delay),
            ("stimulus", self.stimulus),
            ("wait", self.wait),
            ("response", self.response),
        ]
    }
}

impl TaskModel for DelayedMatch {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape::at_every_step(INPUTS, 1, epochs::total(&self.epochs(), dt))
    }

    fn metric(&self) -> Metric {
        Metric::PerTrial
    }

    fn trial_types(&self) -> &'static [&'static str] {
        &["AA", "AB", "BA", "BB"]
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
        let [_, first, _, second, _, response] = epochs::cut(&self.epochs(), context.dt);
        let task = Pairs {
            asked: self.asked,
            stimuli: [first, second],
            response,
            outside: self.outside,
            noise: per_step(self.noise, context.dt),
        };
        Ok(endless::open("delayed_match", context, self.shape(context.dt), task))
    }
}

struct Pairs {
    asked: Asked,
    stimuli: [Range<usize>; 2],
    response: Range<usize>,
    outside: f64,
    noise: f32,
}

impl Draw for Pairs {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let pair = [draws.below(2), draws.below(2)];
        for (stimulus, steps) in pair.iter().zip(&self.stimuli) {
            steps.clone().for_each(|step| into.inputs[step * INPUTS + stimulus] = 1.0);
        }
        draws.add_noise(self.noise, 0, into.inputs);
        let asked = (pair[0] == pair[1]) == (self.asked == Asked::Match);
        into.targets[self.response.clone()].fill(if asked { 1.0 } else { -1.0 });
        report::weigh(into.weights, self.response.clone(), self.outside);
        *into.kind = 2 * pair[0] + pair[1];
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
    fn the_answer_says_whether_the_two_stimuli_are_the_same() {
        for (asked, same) in [(Asked::Match, 1.0), (Asked::NonMatch, -1.0)] {
            let opened = Opened::new(DelayedMatch { asked, ..DelayedMatch::default() }, 10.0);
            let mut kinds = [0; 4];
            for index in 0..400 {
                let trial = opened.trial(index);
                let shown = |step: usize| usize::from(trial.inputs[2 * step..][..2] == [0.0, 1.0]);
                let (first, second) = (shown(19), shown(40));
                assert_eq!(trial.targets[99], if first == second { same } else { -same });
                assert_eq!(trial.kind, 2 * first + second);
                kinds[trial.kind] += 1;
            }
            assert_even(kinds[0] + kinds[3], 400);
            assert_even(kinds[1], kinds[0] + kinds[1]);
            assert_even(kinds[2], kinds[2] + kinds[3]);
        }
    }

    #[test]
    fn the_defaults_are_a_thousand_steps_of_a_millisecond_with_the_last_200_asked_for() {
        let opened = Opened::new(DelayedMatch::default(), 1.0);
        assert_eq!(opened.shape.steps, 1000);
        let trial = opened.trial(0);
        let shown: Vec<usize> = (0..1000).filter(|&step| trial.inputs[2 * step..][..2] != [0.0; 2]).collect();
        assert_eq!(shown, (0..200).chain(400..600).collect::<Vec<_>>());
        assert_eq!(trial.weights[..800], [0.0; 800]);
        assert_eq!(trial.weights[800..], [1.0 / 200.0; 200]);
        assert_same_events(DelayedMatch { fixation: 50.0, ..DelayedMatch::default() }, 10.0);
    }

    #[test]
    fn outside_the_response_silence_can_be_asked_for() {
        let opened = Opened::new(DelayedMatch { outside: 0.1, ..DelayedMatch::default() }, 10.0);
        let trial = opened.trial(0);
        assert_eq!(trial.targets[..80], [0.0; 80]);
        assert!((trial.weights[0] / trial.weights[99] - 0.1).abs() < 1e-6);
        assert!((trial.weights.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert_eq!(opened.score(0, &trial.targets), 1.0);
    }
}

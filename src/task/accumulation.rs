//! Accumulation of evidence: were there more cues on the left or on the right?

use super::draw::{Draws, per_step};
use super::endless::{self, Draw};
use super::epochs::{self, Epoch};
use super::{Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, report};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;
use std::ops::Range;

record! {
    /// Accumulation of evidence: a row of cues, each left or right, then a delay; were there more on the left or on the
    /// right? A test of memory for a count, over a second.
    ///
    /// A trial has a side, and each cue is on it with `probability`; the answer is the side of most of the cues that
    /// came. Inputs, in groups of `group`: left and right cues, 1 while there is one; the call for an answer, 1 in the
    /// recall epoch; and a background of 0.25 throughout. 1 stands for the 40 Hz of the source's spike trains. Outputs:
    /// left, right. Only the recall weighs. Score: the fraction of its steps with the right answer; chance 0.5. New
    /// trials without end to learn from, 500 fixed ones to be scored on.
    /// Source: G. Bellec et al. (2020), doi:10.1038/s41467-020-17236-y, with rates in the place of Poisson spikes, after
    /// A. Morcos and C. Harvey (2016), doi:10.1038/nn.4403.
    pub struct Accumulation = "accumulation" {
        /// Number of cues; odd, so that one side has more.
        cues: usize = 7, Rule::ANY.within(1.0, 9_999.0);
        /// Silence before each cue.
        gap: f64 = 50.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of each cue.
        cue: f64 = 100.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Time between the last cue and the recall.
        delay: f64 = 1050.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of the recall.
        recall: f64 = 150.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Probability that a cue is on the trial's side.
        probability: f64 = 0.7, Rule::ANY.within(0.5, 1.0);
        /// Number of inputs of each of the four groups.
        group: usize = 10, Rule::ANY.within(1.0, 1e6);
        /// White noise on every input: standard deviation of its mean over 1 ms; in a step of dt it is noise/√(dt/1 ms).
        /// Poisson spikes at 40 Hz have 5.
        noise: f64 = 1.0, Rule::ANY.at_least(0.0);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

const ANSWERS: [&str; 2] = ["left", "right"];
const GROUPS: usize = 4;
const RECALL: usize = 2;
const BACKGROUND: usize = 3;

impl Accumulation {
    /// The last gap and cue, and what follows; the cues before take as long as they.
    fn epochs(&self) -> [Epoch; 4] {
        let before = (self.cues - 1) as f64 * (self.gap + self.cue) + self.gap;
        [("gap", before), ("cue", self.cue), ("delay", self.delay), ("recall", self.recall)]
    }

    fn cue(&self, cue: usize, dt: f64) -> Range<usize> {
        let start = cue as f64 * (self.gap + self.cue) + self.gap;
        epochs::step_at(start, dt)..epochs::step_at(start + self.cue, dt)
    }
}

impl TaskModel for Accumulation {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape::at_every_step(GROUPS * self.group, ANSWERS.len(), epochs::total(&self.epochs(), dt))
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
        if self.cues.is_multiple_of(2) {
            return Err(TaskError::Parameter {
                field: "cues",
                message: format!("{} cues can be as many on the left as on the right", self.cues),
                help: format!("write an odd number, such as {}", self.cues + 1),
            });
        }
        epochs::check(&self.epochs(), dt)
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let [.., recall] = epochs::cut(&self.epochs(), context.dt);
        let task = Cues {
            cues: (0..self.cues).map(|cue| self.cue(cue, context.dt)).collect(),
            recall,
            probability: self.probability,
            group: self.group,
            noise: per_step(self.noise, context.dt),
        };
        Ok(endless::open("accumulation", context, self.shape(context.dt), task))
    }
}

struct Cues {
    cues: Vec<Range<usize>>,
    recall: Range<usize>,
    probability: f64,
    group: usize,
    noise: f32,
}

impl Draw for Cues {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let width = GROUPS * self.group;
        let mut show = |steps: Range<usize>, group: usize, rate: f32| {
            for row in into.inputs.chunks_exact_mut(width).skip(steps.start).take(steps.len()) {
                row[group * self.group..][..self.group].fill(rate);
            }
        };
        let side = draws.below(2);
        let mut right = 0;
        for steps in &self.cues {
            let on = if draws.chance(self.probability) { side } else { 1 - side };
            show(steps.clone(), on, 1.0);
            right += on;
        }
        show(self.recall.clone(), RECALL, 1.0);
        show(0..self.recall.end, BACKGROUND, 0.25);
        draws.add_noise(self.noise, 0, into.inputs);
        let answer = usize::from(2 * right > self.cues.len());
        report::one_hot(into.targets, ANSWERS.len(), answer, self.recall.clone());
        report::weigh(into.weights, self.recall.clone(), 0.0);
        *into.kind = answer;
    }
}

#[cfg(test)]
mod tests;

//! The twenty cognitive tasks of Yang et al., one circuit for all of them.

pub mod ring;
pub mod rule;
pub mod script;

pub use rule::YangRule;

use super::draw::{Draws, per_step};
use super::endless::{self, Draw};
use super::epochs::step_at;
use super::{Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, Written, steps};
use crate::record;
use crate::schema::Rule;
use rule::{ALL, Family, NAMES};
use script::Script;
use std::f64::consts::PI;

record! {
    /// Twenty cognitive tasks for one circuit: to respond in the direction of a stimulus, in the opposite one, after a
    /// delay, in that of the stronger of two stimuli, or of a match. A rule input says which of them it is.
    ///
    /// Inputs: 0 fixation; two rings of `ring` neurons, in which a stimulus is a bump around its direction; and one for
    /// each of `rules`, in their order. Outputs: 0 fixation, 0.8 until a response is due, then 0.05; then a ring with a
    /// bump of 0.8 around the direction of the response, above 0.05. Each trial has one of the rules, and draws its times
    /// itself; all trials have the steps of the longest that its rules allow. The first 100 ms, the 100 ms after a
    /// response is due and what lies behind the end of the trial weigh nothing, the response 5 times as much as what
    /// comes before it. Score, of the last step of the trial: a response (fixation at most 0.5) whose population vector
    /// is within 36° of the direction asked for, or fixation above 0.5 where none is. Chance, the best constant answer:
    /// 0.2 for a rule that always responds, 0.5 for one that holds in half of its trials. New trials without end to learn
    /// from, 500 fixed ones to be scored on.
    /// Source: G. Yang, M. Joglekar, H. Song, W. Newsome and X.-J. Wang (2019), doi:10.1038/s41593-018-0310-2, in steps of
    /// 20 ms. There a batch has one rule and one set of times, and the fixation output weighs twice as much as another.
    pub struct Yang = "yang" {
        /// The rules, each equally likely.
        rules: Vec<YangRule> = ALL.to_vec();
        /// Number of neurons of each ring.
        ring: usize = 32, Rule::ANY.within(8.0, 65_536.0);
        /// Larger differences of strength, as the source's easy variant: 10 times as large, 2 times where the stimuli
        /// come one after the other.
        easy: bool = false;
        /// White noise on all inputs: standard deviation of its mean over 1 ms; in a step of dt it is noise/√(dt/1 ms).
        noise: f64 = 0.1414, Rule::ANY.at_least(0.0);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

/// Of outputs and their targets.
const FLOOR: f32 = 0.05;
const FIXATION: f32 = 0.8;
/// Time at the beginning, and after a response is due, in which nothing is asked for, in ms.
const GRACE: f64 = 100.0;

impl Yang {
    fn longest(&self) -> f64 {
        self.rules.iter().map(|rule| rule.longest()).fold(0.0, f64::max)
    }
}

impl TaskModel for Yang {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape::at_every_step(1 + 2 * self.ring + self.rules.len(), 1 + self.ring, steps(self.longest(), dt))
    }

    fn metric(&self) -> Metric {
        Metric::PerTrial
    }

    fn trial_types(&self) -> &'static [&'static str] {
        &*NAMES
    }

    fn chance(&self) -> Option<f64> {
        let matches = self.rules.iter().filter(|rule| rule.family() == Family::Match).count() as f64;
        let others = self.rules.len() as f64 - matches;
        let (respond, hold) = (0.2 * others + 0.1 * matches, 0.5 * matches);
        Some(respond.max(hold) / self.rules.len() as f64)
    }

    fn bounded(&self) -> bool {
        false
    }

    fn own_seed(&self) -> Option<u64> {
        self.seed
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        super::check_some("rules", &self.rules)?;
        if let Some(twice) = (1..self.rules.len()).find(|&i| self.rules[..i].contains(&self.rules[i])) {
            return Err(TaskError::Parameter {
                field: "rules",
                message: format!("`{}` is given twice", self.rules[twice].name()),
                help: "keep one of them: all rules are equally likely".into(),
            });
        }
        if dt > GRACE {
            return Err(TaskError::Parameter {
                field: "rules",
                message: format!("their shortest epochs, of {GRACE} ms, are lost in steps of {dt} ms"),
                help: "write a smaller dt, such as 20 ms".into(),
            });
        }
        super::check_duration(Some(self.longest()), dt)
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let Yang { rules, ring, easy, .. } = self.clone();
        let task = Many { rules, ring, easy, dt: context.dt, noise: per_step(self.noise, context.dt) };
        Ok(endless::open("yang", context, self.shape(context.dt), task))
    }
}

struct Many {
    rules: Vec<YangRule>,
    ring: usize,
    easy: bool,
    dt: f64,
    noise: f32,
}

impl Many {
    fn inputs(&self, script: &Script, rule: usize, inputs: &mut [f32]) {
        let (width, ring, at) = (1 + 2 * self.ring + self.rules.len(), self.ring, |time| step_at(time, self.dt));
        for row in inputs.chunks_exact_mut(width).take(at(script.end)) {
            row[1 + 2 * ring + rule] = 1.0;
        }
        for row in inputs.chunks_exact_mut(width).take(at(script.fixation)) {
            row[0] = 1.0;
        }
        for stimulus in &script.stimuli {
            let mut bump = vec![0.0; ring];
            ring::add_bump(&mut bump, stimulus.direction, stimulus.strength);
            let (on, off) = (at(stimulus.on), at(stimulus.off));
            for row in inputs.chunks_exact_mut(width).take(off).skip(on) {
                let there = &mut row[1 + stimulus.ring * ring..][..ring];
                there.iter_mut().zip(&bump).for_each(|(x, bump)| *x += bump);
            }
        }
    }

    fn targets(&self, script: &Script, targets: &mut [f32]) {
        let mut response = vec![FLOOR; 1 + self.ring];
        match script.response {
            Some(direction) => ring::add_bump(&mut response[1..], direction, 1.0),
            None => response[0] = FIXATION,
        }
        let (go, end) = (step_at(script.go, self.dt), step_at(script.end, self.dt));
        for (step, row) in targets.chunks_exact_mut(1 + self.ring).enumerate() {
            row.fill(FLOOR);
            if step < go {
                row[0] = FIXATION;
            } else if step < end {
                row.copy_from_slice(&response);
            }
        }
    }

    fn weights(&self, script: &Script, weights: &mut [f32]) {
        let at = |time| step_at(time, self.dt);
        let (before, after) = (at(GRACE)..at(script.go), at(script.go + GRACE)..at(script.end));
        let one = 1.0 / (before.len() + 5 * after.len()) as f32;
        weights.fill(0.0);
        weights[before].fill(one);
        weights[after].fill(5.0 * one);
    }
}

impl Draw for Many {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let rule = draws.below(self.rules.len());
        let script = Script::draw(self.rules[rule], self.easy, draws);
        self.inputs(&script, rule, into.inputs);
        draws.add_noise(self.noise, 0, into.inputs);
        self.targets(&script, into.targets);
        self.weights(&script, into.weights);
        *into.kind = self.rules[rule].index();
    }

    fn score(&self, trial: &Written, outputs: &[f32]) -> f64 {
        let last = trial.weights.iter().rposition(|weight| *weight > 0.0).expect("the weights sum to 1");
        let row = |rows: &[f32]| rows[last * (1 + self.ring)..][..1 + self.ring].to_vec();
        let (y, t) = (row(outputs), row(&trial.targets));
        let holds = y[0] > 0.5;
        let right = match t[0] > 0.5 {
            true => holds,
            false => !holds && ring::distance(ring::direction(&y[1..]), ring::direction(&t[1..])) < 0.2 * PI,
        };
        f64::from(right)
    }
}

#[cfg(test)]
mod tests;

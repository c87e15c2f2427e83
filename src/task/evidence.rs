//! Perceptual decision making: which of two noisy inputs is stronger on average?

use super::draw::{Draws, per_step};
use super::endless::{self, Draw};
use super::epochs::{self, Epoch};
use super::{Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, report};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;
use std::ops::Range;

record! {
    /// Perceptual decision making: two noisy inputs, which is stronger on average? A test of integration over time.
    ///
    /// Inputs: 0 fixation, 1 until the decision is asked for; 1 and 2 the evidence for left and right, 0.5 ± coherence/2
    /// during the stimulus, and noise. Outputs: left, right. Only the decision epoch weighs. Score: the fraction of its
    /// steps with the right answer; chance 0.5. The mean of the evidence over the whole stimulus decides 99 % of the
    /// trials at the default coherences and noise. New trials without end to learn from, 500 fixed ones to be scored on.
    /// Source: neurogym's PerceptualDecisionMaking (M. Molano-Mazón et al. 2022, doi:10.31234/osf.io/aqc9n) after K. Britten
    /// et al. (1992), doi:10.1523/JNEUROSCI.12-12-04745.1992. It has a third answer, fixate, before the decision, and
    /// also the coherence 0, which has no right answer.
    pub struct Evidence = "evidence" {
        /// Length of the fixation before the stimulus.
        fixation: f64 = 100.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of the stimulus.
        stimulus: f64 = 2000.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Time between stimulus and decision.
        delay: f64 = 0.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of the decision.
        decision: f64 = 100.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Differences between the two inputs, each equally likely.
        coherences: Vec<f64> = vec![0.064, 0.128, 0.256, 0.512], Rule::ANY.within(0.0, 1.0);
        /// White noise on the evidence: standard deviation of its mean over 1 ms; in a step of dt it is noise/√(dt/1 ms).
        noise: f64 = 1.0, Rule::ANY.at_least(0.0);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

const ANSWERS: [&str; 2] = ["left", "right"];
const INPUTS: usize = 3;

impl Evidence {
    fn epochs(&self) -> [Epoch; 4] {
        [("fixation", self.fixation), ("stimulus", self.stimulus), ("delay", self.delay), ("decision", self.decision)]
    }
}

impl TaskModel for Evidence {
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

    fn conditions(&self) -> Vec<String> {
        self.coherences.iter().map(|coherence| format!("coherence {coherence}")).collect()
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
        super::check_some("coherences", &self.coherences)?;
        epochs::check(&self.epochs(), dt)
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let [_, stimulus, _, decision] = epochs::cut(&self.epochs(), context.dt);
        let coherences = self.coherences.iter().map(|coherence| *coherence as f32).collect();
        let task = Decisions { stimulus, decision, coherences, noise: per_step(self.noise, context.dt) };
        Ok(endless::open("evidence", context, self.shape(context.dt), task))
    }
}

struct Decisions {
    stimulus: Range<usize>,
    decision: Range<usize>,
    coherences: Vec<f32>,
    noise: f32,
}

impl Draw for Decisions {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let (condition, right) = (draws.below(self.coherences.len()), draws.below(2));
        let coherence = self.coherences[condition];
        let mut evidence = [0.5 + coherence / 2.0, 0.5 - coherence / 2.0];
        evidence.rotate_right(right);
        draws.add_noise(self.noise, 0, &mut into.inputs[..self.stimulus.end * INPUTS]);
        for (step, row) in into.inputs.chunks_exact_mut(INPUTS).enumerate() {
            row[0] = if step < self.decision.start { 1.0 } else { 0.0 };
            for (input, evidence) in row[1..].iter_mut().zip(evidence) {
                *input = if self.stimulus.contains(&step) { *input + evidence } else { 0.0 };
            }
        }
        report::one_hot(into.targets, ANSWERS.len(), right, self.decision.clone());
        report::weigh(into.weights, self.decision.clone(), 0.0);
        (*into.kind, *into.condition) = (right, Some(condition));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;
    use crate::task::testing::{Opened, assert_even, assert_same_events};

    #[test]
    fn without_noise_the_stronger_input_is_the_answer() {
        let opened = Opened::new(Evidence { noise: 0.0, ..Evidence::default() }, 10.0);
        let mut right = 0;
        for index in 0..200 {
            let trial = opened.trial(index);
            let row = |step: usize| &trial.inputs[3 * step..][..3];
            assert_eq!([row(9), row(210)], [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]);
            assert_eq!((row(10)[0], row(10)), (1.0, row(209)));
            assert!((row(10)[1] + row(10)[2] - 1.0).abs() < 1e-6);
            assert_eq!(usize::from(row(10)[2] > row(10)[1]), trial.kind);
            let coherence = (row(10)[2] - row(10)[1]).abs() as f64;
            assert!((coherence - Evidence::default().coherences[trial.condition]).abs() < 1e-6);
            assert_eq!(trial.targets[2 * 210 + trial.kind], 1.0);
            assert_eq!(trial.weights[..210], [0.0; 210]);
            right += trial.kind;
        }
        assert_even(right, 200);
    }

    #[test]
    fn the_whole_stimulus_decides_as_often_as_said_at_any_dt() {
        for dt in [2.0, 50.0] {
            let opened = Opened::new(Evidence::default(), dt);
            let right = (0..500).filter(|&index| {
                let trial = opened.trial(index);
                let sum = |input| opened.input(&trial, input).iter().sum::<f32>();
                usize::from(sum(2) > sum(1)) == trial.kind
            });
            // 0.994 expected: 497 of 500 with a standard deviation of 1.7.
            let right = right.count();
            assert!((490..=500).contains(&right), "{right} at {dt} ms");
        }
    }

    #[test]
    fn noise_is_white_and_on_the_stimulus_alone() {
        let opened = Opened::new(Evidence { coherences: vec![0.0], ..Evidence::default() }, 4.0);
        let inputs = opened.input(&opened.trial(3), 1);
        assert!(inputs[..25].iter().chain(&inputs[525..]).all(|x| *x == 0.0));
        let variance = inputs[25..525].iter().map(|x| f64::from(x - 0.5).powi(2)).sum::<f64>() / 500.0;
        // 1/4, with a relative standard deviation of √(2/500) = 0.06.
        assert!((variance * 4.0 - 1.0).abs() < 0.3, "{variance}");
    }

    #[test]
    fn events_do_not_depend_on_dt_and_what_does_not_fit_is_refused() {
        assert_same_events(Evidence { noise: 0.0, ..Evidence::default() }, 20.0);
        let message = |task: Evidence| Task::from(task).check(20.0).unwrap_err().to_string();
        assert!(message(Evidence { coherences: vec![], ..Evidence::default() }).starts_with("coherences: "));
        assert!(message(Evidence { decision: 5.0, ..Evidence::default() }).starts_with("decision: 5 ms"));
    }
}

//! Context-dependent integration: two streams of evidence, of which a context says which one counts.

use super::draw::{Draws, per_step};
use super::endless::{self, Draw};
use super::epochs::{self, Epoch};
use super::{Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, Written, report};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;
use std::ops::Range;

record! {
    /// Context-dependent integration: two noisy streams of evidence, motion and colour, and a context that says which
    /// one counts. The output should have the sign of its mean.
    ///
    /// Inputs: 0 motion and 1 colour, each ±coherence during the stimulus, and noise; 2 and 3 are 1 in the context
    /// motion or colour, throughout. Output 0: ±1 in the report epoch, which alone weighs. Score: 1 where the mean output
    /// of the report has the right sign. Chance 0.5; who ignores the context reaches 0.75 at most. The mean over the
    /// whole stimulus decides 97 % of the trials at the default coherences and noise. New trials without end to learn
    /// from, 500 fixed ones to be scored on.
    /// Source: V. Mante, D. Sussillo, K. Shenoy and W. Newsome (2013), doi:10.1038/nature12742: 750 ms of stimulus. The
    /// default coherences are those of neurogym's ContextDecisionMaking, so that a circuit that integrates well is told
    /// from one that does not; the weaker ones of the source limit even the best answer to about 0.81.
    pub struct ContextIntegration = "context_integration" {
        /// Length of the stimulus.
        stimulus: f64 = 750.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Time between stimulus and report.
        delay: f64 = 0.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Length of the report.
        report: f64 = 100.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Means of the evidence, each equally likely with either sign, for motion and colour independently.
        coherences: Vec<f64> = vec![0.05, 0.15, 0.5], Rule::ANY.within(0.0, 1.0);
        /// White noise on the evidence: standard deviation of its mean over 1 ms; in a step of dt it is noise/√(dt/1 ms).
        noise: f64 = 1.0, Rule::ANY.at_least(0.0);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

const INPUTS: usize = 4;

impl ContextIntegration {
    fn epochs(&self) -> [Epoch; 3] {
        [("stimulus", self.stimulus), ("delay", self.delay), ("report", self.report)]
    }
}

impl TaskModel for ContextIntegration {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape::at_every_step(INPUTS, 1, epochs::total(&self.epochs(), dt))
    }

    fn metric(&self) -> Metric {
        Metric::PerTrial
    }

    fn trial_types(&self) -> &'static [&'static str] {
        &["motion-", "motion+", "colour-", "colour+"]
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
        let [stimulus, _, report] = epochs::cut(&self.epochs(), context.dt);
        let coherences = self.coherences.iter().map(|coherence| *coherence as f32).collect();
        let task = Streams { stimulus, report, coherences, noise: per_step(self.noise, context.dt) };
        Ok(endless::open("context_integration", context, self.shape(context.dt), task))
    }
}

struct Streams {
    stimulus: Range<usize>,
    report: Range<usize>,
    coherences: Vec<f32>,
    noise: f32,
}

impl Draw for Streams {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let context = draws.below(2);
        let signs = [draws.sign(), draws.sign()];
        let evidence = signs.map(|sign| sign * draws.one_of(&self.coherences));
        draws.add_noise(self.noise, 0, &mut into.inputs[..self.stimulus.end * INPUTS]);
        for (step, row) in into.inputs.chunks_exact_mut(INPUTS).enumerate() {
            if self.stimulus.contains(&step) {
                row.iter_mut().zip(evidence).for_each(|(input, evidence)| *input += evidence);
            }
            row[2..].fill(0.0);
            row[2 + context] = 1.0;
        }
        into.targets[self.report.clone()].fill(signs[context]);
        report::weigh(into.weights, self.report.clone(), 0.0);
        *into.kind = 2 * context + usize::from(signs[context] > 0.0);
    }

    fn score(&self, trial: &Written, outputs: &[f32]) -> f64 {
        report::sign_score(trial, outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;
    use crate::task::testing::{Opened, assert_even, assert_same_events};

    #[test]
    fn the_answer_is_the_sign_of_the_stream_that_the_context_names() {
        let task = ContextIntegration { noise: 0.0, ..ContextIntegration::default() };
        let opened = Opened::new(task.clone(), 10.0);
        let (mut positive, mut agree, mut motion) = (0, 0, 0);
        for index in 0..400 {
            let trial = opened.trial(index);
            let row = &trial.inputs[74 * 4..][..4];
            let context = usize::from(row[2..] == [0.0, 1.0]);
            assert_eq!(trial.targets[84], row[context].signum());
            assert_eq!(trial.inputs[75 * 4..][..2], [0.0; 2]);
            assert_eq!(trial.kind, 2 * context + usize::from(row[context] > 0.0));
            positive += usize::from(trial.targets[84] > 0.0);
            agree += usize::from(row[0].signum() == row[1].signum());
            motion += usize::from(context == 0);
        }
        assert_even(positive, 400);
        assert_even(agree, 400);
        assert_even(motion, 400);
        assert_same_events(task, 10.0);
    }

    #[test]
    fn the_whole_stimulus_decides_as_often_as_said_and_less_without_the_context() {
        let opened = Opened::new(ContextIntegration::default(), 5.0);
        let (mut right, mut both) = (0, 0);
        for index in 0..1000 {
            let trial = opened.trial(index);
            let sums = [0, 1].map(|input| opened.input(&trial, input).iter().sum::<f32>());
            let answer = |sum: f32| vec![sum; opened.shape.steps];
            right += opened.score(index, &answer(sums[trial.kind / 2])) as usize;
            both += opened.score(index, &answer(sums[0] + sums[1])) as usize;
        }
        // 0.971 expected, with a standard deviation of 0.005.
        assert!((950..=990).contains(&right), "{right}");
        assert!((680..=790).contains(&both), "{both}");
    }

    #[test]
    fn noise_stays_off_the_context_and_no_coherence_is_refused() {
        let opened = Opened::new(ContextIntegration::default(), 5.0);
        let trial = opened.trial(0);
        assert!([2, 3].iter().all(|&input| opened.input(&trial, input).iter().all(|x| [0.0, 1.0].contains(x))));
        assert!(opened.input(&trial, 0)[150..].iter().all(|x| *x == 0.0));
        let none = Task::from(ContextIntegration { coherences: vec![], ..ContextIntegration::default() });
        assert!(none.check(5.0).unwrap_err().to_string().starts_with("coherences: "));
    }
}

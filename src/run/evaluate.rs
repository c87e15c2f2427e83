//! Loss and score on test trials, with fixed weights.

use super::activity::{self, Activity};
use super::divergence;
use super::document::Tested;
use super::extent::{self, ENDLESS_TEST_TRIALS};
use super::score::Test;
use super::session::Session;
use crate::error::Error;
use crate::plan::{Clock, Which};
use crate::task::{Split, Trials};

impl Session {
    /// Loss and score on the test trials; learning is not touched. `None` for a task without targets.
    ///
    /// # Errors
    /// [`Error::Diverged`] where a loss is not finite: there is no score then.
    pub fn evaluate(&mut self) -> Result<Option<Tested>, Error> {
        self.evaluate_looking(&mut [])
    }

    /// The same, with a look at the activity on the way.
    pub fn evaluate_looking(&mut self, looking: &mut [Activity]) -> Result<Option<Tested>, Error> {
        self.evaluate_on(self.evaluated_trials(), None, looking)
    }

    /// Test trials of an evaluation.
    pub(super) fn evaluated_trials(&self) -> u64 {
        self.test_trials().min(self.circuit.run.evaluate_trials.unwrap_or(u64::MAX)).max(1)
    }

    /// Test trials that there are, or that stand for those without end.
    pub fn test_trials(&self) -> u64 {
        self.trials.len(Split::Test).unwrap_or(ENDLESS_TEST_TRIALS)
    }

    /// Test trials that the credit is measured on.
    pub(super) fn credit_trials(&self) -> usize {
        extent::credit_trials(&self.circuit, &self.plan)
    }

    /// Loss and score on the first `total` test trials, of `others` instead of the task's where they are given. The
    /// activity is read on the way, which does not change a bit.
    ///
    /// # Errors
    /// As [`Session::evaluate`].
    pub fn evaluate_on(
        &mut self,
        total: u64,
        others: Option<&dyn Trials>,
        looking: &mut [Activity],
    ) -> Result<Option<Tested>, Error> {
        let (Some(program), Some(staging)) = (&self.plan.evaluate, &mut self.evaluation) else { return Ok(None) };
        let (Some(outputs_id), Some(losses_id)) = (program.outputs, program.losses) else { return Ok(None) };
        let trials = others.unwrap_or(&*self.trials);
        let per_chunk = (program.chunk * program.replicas) as u64;
        let mut sum = Test::new(&self.circuit.task, self.shape.outputs);
        let mut outputs = vec![0.0; self.plan.buffer(outputs_id).len()];
        let mut losses = vec![0.0; per_chunk as usize];
        looking.iter_mut().for_each(|activity| activity.begin(total));
        let mut done = 0;
        while done < total {
            let count = (total - done).min(per_chunk);
            let slots = count.div_ceil(program.replicas as u64) as usize;
            // The last batch is filled up with repetitions, which are not counted.
            let trial = |k: usize| (done + k as u64).min(total - 1);
            staging.write(&mut *self.engine, program, (0, slots), trials, Split::Test, trial);
            self.engine
                .set_clock(Which::Evaluate, Clock { step: done / per_chunk * (program.chunk * program.steps) as u64 });
            if let Err(fault) = activity::advance(&mut *self.engine, program, (done as usize, slots), looking) {
                looking.iter_mut().for_each(Activity::forget);
                self.check_device()?;
                return Err(Error::Diverged(divergence::in_evaluation(&self.plan, &*self.engine, program, fault)));
            }
            let l = &mut losses[..count as usize];
            self.engine.read(outputs_id, 0, &mut outputs);
            self.engine.read(losses_id, 0, l);
            sum.add(staging, trials, &outputs, l);
            done += count;
        }
        self.check_device()?;
        Ok(Some(sum.tested()))
    }
}

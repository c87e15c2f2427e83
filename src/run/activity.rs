//! The activity of populations on trials, with fixed weights: what analyses look at. It is read while an evaluation
//! runs, so that looking costs little more than reading.

use super::extent;
use super::session::Session;
use crate::analysis::rows::Rows;
use crate::circuit::Circuit;
use crate::engine::{Engine, Fault};
use crate::plan::{Clock, Plan, Program, View, Which};

/// The activity of all populations but inputs, at some steps of the first trials of an evaluation.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Trials asked for.
    wanted: usize,
    /// The steps that are kept of each trial, ascending.
    steps: Vec<usize>,
    /// Trials seen so far.
    trials: usize,
    populations: Vec<Seen>,
    /// One step of some trials, on the way from the engine.
    rows: Vec<f32>,
}

#[derive(Debug, Clone)]
struct Seen {
    view: Option<View>,
    /// (trials · steps kept) × n.
    values: Vec<f32>,
}

impl Activity {
    /// Room for the activity at `steps` (ascending) of the first `trials` trials.
    pub fn room(circuit: &Circuit, plan: &Plan, trials: usize, steps: Vec<usize>) -> Activity {
        let populations = plan.populations.iter().enumerate().map(|(i, population)| {
            let view = population.evaluated.filter(|_| circuit.populations.0[i].1.rate().is_some());
            Seen { view, values: vec![0.0; view.map_or(0, |view| trials * steps.len() * view.cols)] }
        });
        Activity { populations: populations.collect(), wanted: trials, steps, trials: 0, rows: Vec::new() }
    }

    /// Trials asked for.
    pub fn wanted(&self) -> usize {
        self.wanted
    }

    /// Trials seen.
    pub fn trials(&self) -> usize {
        self.trials
    }

    /// The steps that were kept of each trial.
    pub fn steps(&self) -> &[usize] {
        &self.steps
    }

    /// One population's activity (trials · steps kept × n): the steps of a trial one after the other. `None` for inputs.
    pub fn of(&self, population: usize) -> Option<(&[f32], usize)> {
        let Seen { view, values } = &self.populations[population];
        view.map(|view| (&values[..self.trials * self.steps.len() * view.cols], view.cols))
    }

    /// The same in double precision. `None` also where nothing was seen, or something that is not finite.
    pub fn rows(&self, population: usize) -> Option<Rows> {
        let (values, cols) = self.of(population)?;
        let sound = !values.is_empty() && values.iter().all(|x| x.is_finite());
        sound.then(|| Rows::of(values, cols))
    }

    /// One population's activity in double precision, as [`Activity::rows`] gives it; it is not kept.
    pub fn take(&mut self, population: usize) -> Option<Rows> {
        let rows = self.rows(population);
        self.populations[population].values = Vec::new();
        rows
    }

    /// Forgets what was seen. There are `total` trials.
    pub(super) fn begin(&mut self, total: u64) {
        self.wanted = self.wanted.min(total.try_into().unwrap_or(usize::MAX));
        self.trials = 0;
    }

    /// Nothing was seen after all: the evaluation did not reach its end.
    pub(super) fn forget(&mut self) {
        self.trials = 0;
    }

    fn wants(&self, trial: usize) -> bool {
        trial < self.wanted
    }

    /// Reads what stands in the engine after step `step` of the trials `first ..`, as many as there are replicas.
    fn read(&mut self, engine: &dyn Engine, (first, replicas): (usize, usize), clock: u64, step: usize) {
        let count = replicas.min(self.wanted.saturating_sub(first));
        let (Ok(at), 1..) = (self.steps.binary_search(&step), count) else { return };
        for seen in &mut self.populations {
            let Some(view) = seen.view else { continue };
            let (n, kept) = (view.cols, self.steps.len());
            let into = &mut seen.values[first * kept * n..][..count * kept * n];
            if kept == 1 {
                engine.read(view.buffer, view.row_at(clock) * n, into);
                continue;
            }
            self.rows.resize(count * n, 0.0);
            engine.read(view.buffer, view.row_at(clock) * n, &mut self.rows);
            for (row, trial) in self.rows.chunks(n).zip(into.chunks_mut(kept * n)) {
                trial[at * n..][..n].copy_from_slice(row);
            }
        }
        self.trials = self.trials.max(first + count);
    }
}

/// Steps `slots` slots of the evaluating program, whose first trial is number `first`, and lets each look.
pub(super) fn advance(
    engine: &mut dyn Engine,
    program: &Program,
    (first, slots): (usize, usize),
    looking: &mut [Activity],
) -> Result<(), Fault> {
    for slot in 0..slots {
        let trial = first + slot * program.replicas;
        if !looking.iter().any(|activity| activity.wants(trial)) {
            return engine.advance(Which::Evaluate, ((slots - slot) * program.steps) as u64);
        }
        for step in 0..program.steps {
            let Clock { step: clock } = engine.clock(Which::Evaluate);
            engine.advance(Which::Evaluate, 1)?;
            for activity in looking.iter_mut() {
                activity.read(engine, (trial, program.replicas), clock, step);
            }
        }
    }
    Ok(())
}

/// At most `count` of `of` steps, evenly chosen; the last one always.
pub fn some_steps(of: usize, count: usize) -> Vec<usize> {
    let count = count.clamp(1, of);
    (1..=count).map(|k| k * of / count - 1).collect()
}

impl Session {
    /// Room for the activity of the first `trials` test trials, at no more than `steps` steps of each.
    pub fn activity(&self, trials: usize, steps: usize) -> Activity {
        let of = self.plan.evaluate.as_ref().map_or(1, |program| program.steps);
        Activity::room(&self.circuit, &self.plan, trials, some_steps(of, steps))
    }

    /// Room for about `rows` rows of activity: of as many trials as it takes at no more than `steps` steps of each.
    pub fn samples(&self, rows: usize, steps: usize) -> Activity {
        let (trials, steps) = extent::samples(&self.plan, rows, steps);
        self.activity(trials, steps)
    }
}

#[cfg(test)]
mod tests {
    use super::some_steps;

    #[test]
    fn the_last_step_is_always_among_some() {
        assert_eq!(some_steps(1, 10), [0]);
        assert_eq!(some_steps(10, 3), [2, 5, 9]);
        assert_eq!(some_steps(4, 4), [0, 1, 2, 3]);
        assert_eq!(some_steps(7, 100), [0, 1, 2, 3, 4, 5, 6]);
    }
}

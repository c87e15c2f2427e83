//! A program's steps as lists of launches.

use super::clock::tick;
use super::failure::Failure;
use super::launch::{Call, Launch};
use super::layout::Now;
use super::settings::Launching;
use super::site::Site;
use super::*;
use crate::plan::{Clock, Op, Program, When, Work, for_each_due};
use std::cmp::Ordering;

/// The launches of every operation of a program.
pub struct Steps {
    ops: Vec<(When, Vec<Call>)>,
    /// Trials have so many steps.
    steps: usize,
    /// The clock moves on, and backward through a trial that ends.
    forward: Call,
    backward: Call,
    /// From where it then is, the trial's first step, to its last.
    home: Call,
    /// Launches of many steps within a trial, the longest first.
    many: Vec<(usize, Call)>,
}

/// Which of a trial's steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// A trial begins with it.
    pub first: bool,
    /// A trial ends with it.
    pub last: bool,
}

impl Steps {
    /// The launches of the site's program.
    pub fn new(site: &mut Site) -> Result<Steps, Failure> {
        let (program, now) = (site.program, site.now);
        let ops = program.ops.iter().map(|op| Ok((op.when, calls(op, site)?))).collect::<Result<_, Failure>>()?;
        let by = |steps| tick(program, now, steps).into();
        let home = by(program.steps as i64 - 1);
        let many = match site.gpu.settings.launching {
            Launching::Auto => resident::resident(site)?,
            Launching::Graphs | Launching::Single => Vec::new(),
        };
        let many = many.into_iter().map(|(steps, launch)| (steps, launch.into())).collect();
        Ok(Steps { ops, steps: program.steps, forward: by(1), backward: by(-1), home, many })
    }

    /// Where in its trial a step stands.
    pub fn place(&self, step_in_trial: usize) -> Place {
        Place { first: step_in_trial == 0, last: step_in_trial + 1 == self.steps }
    }

    /// Every call there may be.
    pub fn all(&self) -> impl Iterator<Item = &Call> {
        self.ops
            .iter()
            .flat_map(|(_, calls)| calls)
            .chain([&self.forward, &self.backward, &self.home])
            .chain(self.many.iter().map(|(_, call)| call))
    }

    /// Steps of the longest of the launches of many steps, where there are any.
    pub fn most_at_once(&self) -> Option<usize> {
        self.many.first().map(|(steps, _)| *steps)
    }

    /// The launch that does the most steps at once, of `left` steps, from this place in a trial.
    pub fn many(&self, step_in_trial: usize, left: u64) -> Option<(u64, &Call)> {
        if step_in_trial == 0 {
            return None;
        }
        let within = (self.steps - 1 - step_in_trial).min(left.try_into().unwrap_or(usize::MAX));
        let (steps, call) = self.many.iter().find(|(steps, _)| *steps <= within)?;
        Some((*steps as u64, call))
    }

    /// Calls `run` with the calls of one step, in order; the last one moves the clock on.
    pub fn for_each<E>(&self, place: Place, mut run: impl FnMut(&Call) -> Result<(), E>) -> Result<(), E> {
        // Any step that stands there does: launches know the clock, not the step.
        let step = match place {
            Place { first: true, .. } => 0,
            Place { last: true, .. } => self.steps as u64 - 1,
            _ => 1,
        };
        let mut about = step;
        for_each_due(
            &self.ops,
            |(when, _)| *when,
            self.steps,
            Clock { step },
            |(_, calls), clock| {
                match clock.step.cmp(&about) {
                    Ordering::Less => run(&self.backward)?,
                    Ordering::Equal => {}
                    Ordering::Greater => run(&self.home)?,
                }
                about = clock.step;
                calls.iter().try_for_each(&mut run)
            },
        )?;
        if about != step {
            run(&self.home)?;
        }
        run(&self.forward)
    }

    /// Launches of a whole trial.
    pub fn count_of_trial(&self) -> usize {
        let (first, last) = (self.place(0), self.place(self.steps - 1));
        match self.steps {
            1 => self.count(first),
            steps => self.count(first) + (steps - 2) * self.count(self.place(1)) + self.count(last),
        }
    }

    /// Calls of one step.
    pub fn count(&self, place: Place) -> usize {
        self.count_of(place, |_| true)
    }

    /// Those of them that are products by cuBLAS.
    pub fn products(&self, place: Place) -> usize {
        self.count_of(place, |call| matches!(call, Call::Product(_)))
    }

    fn count_of(&self, place: Place, counts: impl Fn(&Call) -> bool) -> usize {
        let mut count = 0;
        let _ = self.for_each(place, |call| {
            count += usize::from(counts(call));
            Ok::<(), ()>(())
        });
        count
    }
}

/// The clock and the constants of a program.
pub fn now(program: &Program, clock: u64) -> Now {
    Now { clock, steps: program.steps as u32, replicas: program.replicas as u32 }
}

fn calls(op: &Op, site: &mut Site) -> Result<Vec<Call>, Failure> {
    let launches = match &op.work {
        Work::Reset(work) => reset::reset(work, site),
        Work::Stage(work) => stage::stage(work, site),
        Work::Propagate(work) => return Ok(vec![structure::propagate(work, site)]),
        Work::Neurons(work) => neurons::neurons(work, site),
        Work::Draw(work) => draw::draw(work, site),
        Work::Perturb(work) => perturb::perturb(work, site),
        Work::OutputError(work) => error::output_error(work, site),
        Work::Difference(work) => difference::difference(work, site),
        Work::Estimate(work) => estimate::estimate(work, site),
        Work::Broadcast(work) => return Ok(broadcast::broadcast(work, site)),
        Work::Backward(work) => return Ok(vec![structure::backward(work, site)]),
        Work::Reward(work) => reward::reward(work, site),
        Work::LearnEligible(work) => learn_eligible::learn_eligible(work, site),
        Work::PerturbWeights(work) => perturb_weights::perturb_weights(work, site),
        Work::LearnByLoss(work) => learn_by_loss::learn_by_loss(work, site),
        Work::Explore(work) => explore::explore(work, site),
        Work::Deviation(work) => deviation::deviation(work, site),
        Work::Gain(work) => gain::gain(work, site),
        Work::Surprise(work) => surprise::surprise(work, site),
        Work::Slope(work) => slope::slope(work, site),
        Work::Keep(work) => keep::keep(work, site),
        Work::Filter(work) => filter::filter(work, site),
        Work::Modulate(work) => modulate::modulate(work, site),
        Work::Learn(work) => return Ok(structure::learn(work, site)),
        Work::LearnBias(work) => learn_bias::learn_bias(work, site),
        Work::Track(work) => track::track(work, site)?,
        Work::Record(work) => record::record(work, site),
    };
    Ok(launches.into_iter().map(Launch::into).collect())
}

//! A session: an engine at work on a circuit's trials. It brings them to the engine and advances it; what is measured of it is
//! others' business, who stand above it and keep for themselves what they need from one measurement to the next.

use super::checkpoint::{Checkpoint, Purpose, Turn, check, fit};
use super::device::{Chosen, Device};
use super::document::{Leg, Recording};
use super::memory::{Doing, Place};
use super::prepare::{Prepared, prepare};
use super::score::LossAndScore;
use super::staging::Staging;
use super::{divergence, refusal};
use crate::circuit::{Circuit, Loaded};
use crate::engine::Engine;
use crate::error::Error;
use crate::plan::{BufferId, Clock, Plan, Role, Which, initial};
use crate::task::{Split, TaskShape, TrialOrder, Trials};
use std::path::Path;
use std::sync::Arc;

/// How a session is opened.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions<'a> {
    /// Which engine.
    pub device: Device,
    /// Threads; 0: as many of the cores as have enough to do.
    pub threads: usize,
    /// Where the user says that data sets lie.
    pub data_dir: Option<&'a Path>,
    /// What is to be done with it.
    pub doing: Doing,
}

/// An engine at work on a circuit's trials.
pub struct Session {
    pub(super) circuit: Circuit,
    pub(super) plan: Plan,
    pub(super) engine: Box<dyn Engine>,
    pub(super) trials: Arc<dyn Trials>,
    pub(super) shape: TaskShape,
    pub(super) evaluation: Option<Staging>,
    pub(super) device: Device,
    /// Why it is this device, where the user left it open.
    why: Option<String>,
    legs: Vec<Leg>,
    threads: usize,
    staging: Staging,
    order: TrialOrder,
    /// Loss and score of training trials since the last time they were taken.
    train: LossAndScore,
    outputs: Vec<f32>,
    losses: Vec<f32>,
}

impl Session {
    /// Opens the task, compiles the circuit, allocates, and draws initial weights.
    pub fn open(loaded: &Loaded, options: &SessionOptions) -> Result<Session, Error> {
        Ok(Session::opened(loaded, options, None)?.0)
    }

    /// Opens a session that begins, or one that has what a checkpoint holds; then what is different from now on is told.
    pub(super) fn opened(
        loaded: &Loaded,
        options: &SessionOptions,
        at: Option<(&Checkpoint, Purpose)>,
    ) -> Result<(Session, Turn), Error> {
        let circuit = loaded.circuit.clone();
        at.map_or(Ok(()), |(checkpoint, purpose)| check(&circuit, checkpoint, purpose))?;
        let place = Place { device: options.device, threads: options.threads };
        let doing = Doing { restores: at.is_some(), ..options.doing };
        let Prepared { trials, plan, .. } = prepare(loaded, options.data_dir, place, doing)?;
        let fits = at.map(|(checkpoint, purpose)| fit(&circuit, &plan, checkpoint, purpose)).transpose()?;
        let Chosen { device, why } = options.device.choose();
        let threads = device.threads(&plan, options.threads);
        let mut engine = device.open(plan.clone(), threads)?;
        for id in (0..plan.buffers.len()).map(BufferId) {
            let drawn = match plan.buffer(id).role {
                Role::Constant | Role::Drawn => true,
                Role::Parameter | Role::Memory => fits.as_ref().is_none_or(|fit| fit.anew.contains(&id)),
                _ => false,
            };
            if drawn {
                let values = initial::values(&circuit, &loaded.folder, &plan, id).map_err(|e| {
                    refusal::weights(loaded, plan.weights.iter().position(|w| *w == id).unwrap_or(0), &e)
                })?;
                engine.write(id, 0, &values);
            }
        }
        for (id, values) in fits.iter().flat_map(|fit| &fit.contents) {
            engine.write(*id, 0, values);
        }
        let shape = circuit.task.shape(circuit.dt);
        let read = |id: Option<BufferId>| vec![0.0; id.map_or(0, |id| plan.buffer(id).len())];
        let session = Session {
            staging: Staging::new(&plan.learn, &shape),
            evaluation: plan.evaluate.as_ref().map(|program| Staging::new(program, &shape)),
            order: TrialOrder::new(circuit.seed, "order", trials.len(Split::Train)),
            train: LossAndScore::new(circuit.task.metric(), shape.outputs),
            outputs: read(plan.learn.outputs),
            losses: read(plan.learn.losses),
            legs: vec![Leg::first(device.kind())],
            device,
            why,
            shape,
            circuit,
            threads,
            engine,
            trials: Arc::from(trials),
            plan,
        };
        Ok((session, fits.map(|fit| fit.turn).unwrap_or_default()))
    }

    /// The circuit.
    pub fn circuit(&self) -> &Circuit {
        &self.circuit
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The engine.
    pub fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    /// The engine, to write to.
    pub fn engine_mut(&mut self) -> &mut dyn Engine {
        &mut *self.engine
    }

    /// Kind of device: `cpu`, `cuda` or `reference`.
    pub fn device(&self) -> &'static str {
        self.device.kind()
    }

    /// What runs it, and why, where that was left open.
    pub fn engine_name(&self) -> String {
        match &self.why {
            Some(why) => format!("{} (auto: {why})", self.engine.device()),
            None => self.engine.device(),
        }
    }

    /// Threads at work.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// The task's trials.
    pub fn trials(&self) -> &dyn Trials {
        &*self.trials
    }

    /// Updates done.
    pub fn update(&self) -> u64 {
        self.engine.clock(Which::Learn).update(&self.plan.learn)
    }

    /// Updates in the whole run.
    pub fn updates(&self) -> u64 {
        self.plan.updates
    }

    /// Training trials of one epoch, if there is a fixed number of them.
    pub fn epoch_trials(&self) -> Option<u64> {
        self.trials.len(Split::Train)
    }

    /// The legs of the run, the present one last.
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// The present leg, if it began with what is next and is not the first.
    pub fn begins_leg(&self) -> Option<&Leg> {
        self.legs.last().filter(|leg| self.legs.len() > 1 && leg.from_update == self.update())
    }

    pub(super) fn set_legs(&mut self, legs: Vec<Leg>) {
        self.legs = legs;
    }

    pub(super) fn leg(&self) -> &Leg {
        self.legs.last().expect("a run has a leg")
    }

    /// Notes which files hold what the probes record from now on.
    pub(super) fn record_in(&mut self, recordings: Vec<Recording>) {
        self.legs.last_mut().expect("a run has a leg").recordings = recordings;
    }

    /// Trials learned from before an update of the present leg.
    fn trials_before(&self, update: u64) -> u64 {
        let leg = self.leg();
        leg.samples + (update - leg.from_update) * self.plan.learn.replicas as u64
    }

    /// Trials learned from so far.
    pub fn learned_trials(&self) -> u64 {
        self.trials_before(self.update())
    }

    /// Continues at `update`.
    pub fn set_update(&mut self, update: u64) {
        let clock = Clock { step: update * self.plan.learn.steps as u64 };
        self.engine.set_clock(Which::Learn, clock);
    }

    /// Does up to `updates` updates: as many as fit into the chunk's buffers without wrapping round. Returns how many.
    ///
    /// # Errors
    /// [`Error::Diverged`] if a loss was not finite; the updates before it are done.
    pub fn advance(&mut self, updates: u64) -> Result<u64, Error> {
        let start = self.update();
        let first = self.trials_before(start);
        let program = &self.plan.learn;
        let slot = self.engine.clock(Which::Learn).slot(program);
        let count = (program.chunk - slot).min(updates.try_into().unwrap_or(usize::MAX));
        let (order, first) = (&mut self.order, first);
        self.staging.write(&mut *self.engine, program, (slot, count), &*self.trials, Split::Train, |k| {
            order.trial_at(first + k as u64)
        });
        let result = self.engine.advance(Which::Learn, (count * program.steps) as u64);
        self.check_device()?;
        let done = (self.update() - start) as usize;
        self.take_losses(slot, done);
        match result {
            Ok(()) => match divergence::in_activity(&self.plan, &*self.engine) {
                Some(divergence) => Err(Error::Diverged(divergence)),
                None => Ok(done as u64),
            },
            Err(fault) => Err(Error::Diverged(divergence::in_learning(&self.plan, &*self.engine, fault))),
        }
    }

    /// A device that failed computes nothing that means anything.
    pub(super) fn check_device(&self) -> Result<(), Error> {
        self.engine.failure().map_or(Ok(()), |why| Err(Error::Internal(why)))
    }

    fn take_losses(&mut self, slot: usize, count: usize) {
        let program = &self.plan.learn;
        let (Some(outputs), Some(losses)) = (program.outputs, program.losses) else { return };
        let trials = count * program.replicas;
        let per_trial = self.shape.target_rows() * self.shape.outputs;
        let (y, l) = (&mut self.outputs[..trials * per_trial], &mut self.losses[..trials]);
        self.engine.read(outputs, slot * program.replicas * per_trial, y);
        self.engine.read(losses, slot * program.replicas, l);
        self.train.add(&self.staging, &*self.trials, y, l);
    }

    /// Loss and score of the training trials since the last call.
    pub fn take_train(&mut self) -> LossAndScore {
        let fresh = LossAndScore::new(self.circuit.task.metric(), self.shape.outputs);
        std::mem::replace(&mut self.train, fresh)
    }
}

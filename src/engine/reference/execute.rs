//! The reference engine: executes a plan operation by operation.

use super::memory::Memory;
use super::*;
use crate::circuit::Storage;
use crate::engine::{Engine, Fault};
use crate::plan::{BufferId, Clock, Op, Plan, Program, Which, Work};
use crate::real::Half;

/// Executes one plan in `f64`, on the calling thread.
pub struct ReferenceEngine {
    plan: Plan,
    memory: Memory,
    learn: Clock,
    evaluate: Clock,
}

impl ReferenceEngine {
    /// Allocates the plan's buffers, filled with zeros.
    pub fn open(plan: Plan) -> ReferenceEngine {
        let memory = Memory::new(&plan);
        ReferenceEngine { plan, memory, learn: Clock::default(), evaluate: Clock::default() }
    }

    /// The plan that it executes.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// A buffer's content (rows × cols, row-major) without rounding.
    pub fn read_f64(&self, buffer: BufferId) -> Vec<f64> {
        self.memory.elements(buffer).to_vec()
    }

    /// Writes `data` into a buffer from element `offset` on, without rounding.
    pub fn write_f64(&mut self, buffer: BufferId, offset: usize, data: &[f64]) {
        self.memory.elements_mut(buffer)[offset..offset + data.len()].copy_from_slice(data);
    }
}

impl Engine for ReferenceEngine {
    fn write(&mut self, buffer: BufferId, offset: usize, data: &[f32]) {
        let stored = |x: f32| match self.plan.buffer(buffer).storage {
            Storage::F32 => x,
            Storage::F16 => Half::of(x).to_f32(),
        };
        let wide: Vec<f64> = data.iter().map(|x| f64::from(stored(*x))).collect();
        self.write_f64(buffer, offset, &wide);
    }

    fn read(&self, buffer: BufferId, offset: usize, out: &mut [f32]) {
        let data = &self.memory.elements(buffer)[offset..offset + out.len()];
        out.iter_mut().zip(data).for_each(|(narrow, wide)| *narrow = *wide as f32);
    }

    fn advance(&mut self, which: Which, steps: u64) -> Result<(), Fault> {
        for _ in 0..steps {
            let clock = self.clock(which);
            let program = self.plan.program(which);
            let run = |op: &Op, clock| run(op, &mut self.memory, Moment { program, clock }).then_some(()).ok_or(());
            program.for_each_due(clock, run).map_err(|()| Fault { clock })?;
            self.set_clock(which, Clock { step: clock.step + 1 });
        }
        Ok(())
    }

    fn clock(&self, which: Which) -> Clock {
        match which {
            Which::Learn => self.learn,
            Which::Evaluate => self.evaluate,
        }
    }

    fn set_clock(&mut self, which: Which, clock: Clock) {
        match which {
            Which::Learn => self.learn = clock,
            Which::Evaluate => self.evaluate = clock,
        }
    }

    fn device(&self) -> String {
        "reference, f64".into()
    }
}

/// Where in which program an operation runs.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub program: &'a Program,
    pub clock: Clock,
}

impl Moment<'_> {
    /// Steps done so far.
    pub fn step(&self) -> u64 {
        self.clock.step
    }

    /// The present update.
    pub fn update(&self) -> u64 {
        self.clock.update(self.program)
    }

    /// The step within its trial.
    pub fn step_in_trial(&self) -> usize {
        self.clock.step_in_trial(self.program)
    }

    /// The place of this update in the host's buffers.
    pub fn slot(&self) -> usize {
        self.clock.slot(self.program)
    }
}

/// Executes one operation; `false` if a loss is not finite.
fn run(op: &Op, memory: &mut Memory, now: Moment) -> bool {
    match &op.work {
        Work::Reset(work) => reset::reset(work, memory),
        Work::Stage(work) => stage::stage(work, memory, now),
        Work::Propagate(work) => propagate::propagate(work, memory, now),
        Work::Neurons(work) => neurons::neurons(work, memory, now),
        Work::Draw(work) => draw::draw(work, memory, now),
        Work::Perturb(work) => perturb::perturb(work, memory, now),
        Work::OutputError(work) => return error::output_error(work, memory, now),
        Work::Difference(work) => difference::difference(work, memory, now),
        Work::Estimate(work) => estimate::estimate(work, memory, now),
        Work::Broadcast(work) => broadcast::broadcast(work, memory, now),
        Work::Backward(work) => backward::backward(work, memory, now),
        Work::Reward(work) => reward::reward(work, memory, now),
        Work::LearnEligible(work) => learn_eligible::learn_eligible(work, memory, now),
        Work::PerturbWeights(work) => perturb_weights::perturb_weights(work, memory, now),
        Work::LearnByLoss(work) => learn_by_loss::learn_by_loss(work, memory, now),
        Work::Explore(work) => explore::explore(work, memory, now),
        Work::Deviation(work) => deviation::deviation(work, memory, now),
        Work::Gain(work) => gain::gain(work, memory, now),
        Work::Surprise(work) => surprise::surprise(work, memory, now),
        Work::Slope(work) => slope::slope(work, memory, now),
        Work::Keep(work) => keep::keep(work, memory, now),
        Work::Filter(work) => filter::filter(work, memory, now),
        Work::Modulate(work) => modulate::modulate(work, memory, now),
        Work::Learn(work) => learn::learn(work, memory, now),
        Work::LearnBias(work) => learn_bias::learn_bias(work, memory, now),
        Work::Track(work) => track::track(work, memory, now),
        Work::Record(work) => record::record(work, memory, now),
    }
    true
}

//! The CPU engine: executes a plan operation by operation.

use super::machine::{Machine, Moment};
use super::*;
use crate::engine::{Engine, Fault};
use crate::plan::{BufferId, Clock, Op, Plan, Which, Work};

/// Executes one plan on the CPU. Results do not depend on the number of threads.
pub struct CpuEngine {
    plan: Plan,
    machine: Machine,
    learn: Clock,
    evaluate: Clock,
}

impl CpuEngine {
    /// Allocates the plan's buffers and starts the threads (at least one, the caller's).
    ///
    /// # Errors
    /// If the system refuses to start a thread.
    pub fn open(plan: Plan, threads: usize) -> std::io::Result<CpuEngine> {
        let machine = Machine::new(&plan, threads)?;
        Ok(CpuEngine { plan, machine, learn: Clock::default(), evaluate: Clock::default() })
    }

    /// Bytes that it takes besides the buffers and the lists of synapses of a plan, which may be an outline.
    pub fn working_bytes(plan: &Plan, threads: usize) -> u64 {
        Machine::bytes(plan, threads)
    }

    /// The plan that it executes.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

impl Engine for CpuEngine {
    fn write(&mut self, buffer: BufferId, offset: usize, data: &[f32]) {
        self.machine.store.write(buffer, offset, data);
    }

    fn read(&self, buffer: BufferId, offset: usize, out: &mut [f32]) {
        self.machine.store.read(buffer, offset, out);
    }

    fn advance(&mut self, which: Which, steps: u64) -> Result<(), Fault> {
        let program = self.plan.program(which);
        let mut clock = self.clock(which);
        for _ in 0..steps {
            let done = program.for_each_due(clock, |op, clock| run(op, &mut self.machine, Moment { program, clock }));
            if done.is_err() {
                self.set_clock(which, clock);
                return Err(Fault { clock });
            }
            clock.step += 1;
        }
        self.set_clock(which, clock);
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
        let threads = self.machine.pool.threads();
        format!("cpu, {threads} thread{}, {}", if threads == 1 { "" } else { "s" }, instructions())
    }
}

/// The vector instructions that are used.
pub fn instructions() -> &'static str {
    // The name of the set, without all that it consists of.
    let set = format!("{:?}", pulp::Arch::new());
    match set.split('(').next() {
        Some("V4") => "AVX-512",
        Some("V3") => "AVX2",
        Some(name) if name.starts_with("Neon") => "NEON",
        _ => "no vector instructions",
    }
}

/// A loss was not finite.
pub struct NotFinite;

fn run(op: &Op, machine: &mut Machine, moment: Moment) -> Result<(), NotFinite> {
    match &op.work {
        Work::Reset(work) => reset::reset(work, machine),
        Work::Stage(work) => stage::stage(work, machine, moment),
        Work::Propagate(work) => propagate::propagate(work, machine, moment),
        Work::Neurons(work) => neurons::neurons(work, machine, moment),
        Work::Draw(work) => draw::draw(work, machine, moment),
        Work::Perturb(work) => perturb::perturb(work, machine, moment),
        Work::OutputError(work) => return error::output_error(work, machine, moment),
        Work::Difference(work) => difference::difference(work, machine, moment),
        Work::Estimate(work) => estimate::estimate(work, machine, moment),
        Work::Broadcast(work) => broadcast::broadcast(work, machine, moment),
        Work::Backward(work) => backward::backward(work, machine, moment),
        Work::Reward(work) => reward::reward(work, machine, moment),
        Work::LearnEligible(work) => learn_eligible::learn_eligible(work, machine, moment),
        Work::PerturbWeights(work) => perturb_weights::perturb_weights(work, machine, moment),
        Work::LearnByLoss(work) => learn_by_loss::learn_by_loss(work, machine, moment),
        Work::Explore(work) => explore::explore(work, machine, moment),
        Work::Deviation(work) => deviation::deviation(work, machine, moment),
        Work::Gain(work) => gain::gain(work, machine, moment),
        Work::Surprise(work) => surprise::surprise(work, machine, moment),
        Work::Slope(work) => slope::slope(work, machine, moment),
        Work::Keep(work) => keep::keep(work, machine, moment),
        Work::Filter(work) => filter::filter(work, machine, moment),
        Work::Modulate(work) => modulate::modulate(work, machine, moment),
        Work::Learn(work) => learn::learn(work, machine, moment),
        Work::LearnBias(work) => learn_bias::learn_bias(work, machine, moment),
        Work::Track(work) => track::track(work, machine, moment),
        Work::Record(work) => record::record(work, machine, moment),
    }
    Ok(())
}

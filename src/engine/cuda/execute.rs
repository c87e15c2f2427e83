//! The CUDA engine: executes a plan as launches.

use super::allocation::Allocation;
use super::clock::on_device;
use super::failure::Failure;
use super::gpu::Gpu;
use super::graph::Graph;
use super::layout;
use super::memory::Memory;
use super::settings::{Launching, Settings};
use super::site::Site;
use super::steps::{self, Place, Steps};
use crate::engine::{Engine, Fault};
use crate::plan::memory::{parts, total};
use crate::plan::{BufferId, Clock, Plan, Program, Structure, Which};
use std::cell::RefCell;
use std::collections::HashMap;

/// A graph of several steps has at most about so many launches: past that a launch more costs nothing less.
const GRAPH: usize = 2048;

/// Executes one plan on a GPU.
pub struct CudaEngine {
    // Fields are dropped in order: graphs and memory before the GPU they belong to.
    programs: Programs,
    memory: Memory,
    plan: Plan,
    /// What the driver reported where there was nobody to tell.
    failure: RefCell<Option<Failure>>,
    gpu: Gpu,
}

/// What a program's steps ask of the GPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Launches {
    /// Launches in a step within a trial.
    pub within: usize,
    /// Launches in the last step of a trial.
    pub last: usize,
    /// Steps within a trial that one launch does at once, where there is such a launch.
    pub at_once: Option<usize>,
    /// Those of the last step of a trial that are products by cuBLAS.
    pub cublas: usize,
}

/// The plan's programs at work.
struct Programs {
    learn: Running,
    evaluate: Option<Running>,
}

impl Programs {
    fn get(&self, which: Which) -> &Running {
        match which {
            Which::Learn => &self.learn,
            Which::Evaluate => self.evaluate.as_ref().expect("the plan has an evaluating program"),
        }
    }

    fn get_mut(&mut self, which: Which) -> &mut Running {
        match which {
            Which::Learn => &mut self.learn,
            Which::Evaluate => self.evaluate.as_mut().expect("the plan has an evaluating program"),
        }
    }
}

/// A program at work.
struct Running {
    graphs: HashMap<Kind, Graph>,
    steps: Steps,
    /// Trials of the largest graph; 0 where one has too many launches.
    trials: usize,
    clock: Allocation,
    at: Clock,
    _working: Vec<Allocation>,
}

/// What a graph holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Step(Place),
    /// So many trials.
    Trials(usize),
}

impl CudaEngine {
    /// Opens a GPU, allocates the plan's buffers on it and makes its launches.
    ///
    /// # Errors
    /// If there is no such GPU, it cannot be used, its memory does not hold the plan, or the environment says what
    /// it cannot.
    pub fn open(plan: Plan, ordinal: usize) -> Result<CudaEngine, Failure> {
        CudaEngine::open_with(plan, ordinal, Settings::of_environment()?)
    }

    /// The same, used in this way.
    ///
    /// # Errors
    /// As [`CudaEngine::open`]. That there is no cuBLAS is no error.
    pub fn open_with(plan: Plan, ordinal: usize, settings: Settings) -> Result<CudaEngine, Failure> {
        if plan.structures.iter().any(|structure| matches!(**structure, Structure::Conv(_))) {
            return Err(Failure::Structure("convolutions"));
        }
        let mut gpu = Gpu::open(ordinal, settings)?;
        fits(&plan, gpu.free_memory())?;
        let memory = Memory::new(&gpu, &plan)?;
        let learn = Running::new(&mut gpu, &plan, &plan.learn, &memory)?;
        let evaluate =
            plan.evaluate.as_ref().map(|program| Running::new(&mut gpu, &plan, program, &memory)).transpose()?;
        gpu.wait()?;
        let programs = Programs { learn, evaluate };
        Ok(CudaEngine { programs, memory, plan, failure: RefCell::new(None), gpu })
    }

    /// Launches of the learning program's steps.
    pub fn launches(&self) -> Launches {
        let steps = &self.programs.learn.steps;
        let count = |last| steps.count(Place { first: false, last });
        let (at_once, cublas) = (steps.most_at_once(), steps.products(Place { first: false, last: true }));
        Launches { within: count(false), last: count(true), at_once, cublas }
    }

    /// Remembers a failure for the next one who can be told.
    fn note(&self, done: Result<(), Failure>) {
        if let Err(failure) = done {
            self.failure.borrow_mut().get_or_insert(failure);
        }
    }
}

/// Refuses a plan before the first of its buffers is allocated.
fn fits(plan: &Plan, free: u64) -> Result<(), Failure> {
    let mut largest = parts(plan);
    let need = total(&largest);
    if need <= free {
        return Ok(());
    }
    largest.sort_by_key(|share| std::cmp::Reverse(share.bytes));
    largest.truncate(3);
    Err(Failure::Plan { need, free, largest })
}

impl Running {
    fn new(gpu: &mut Gpu, plan: &Plan, program: &Program, memory: &Memory) -> Result<Running, Failure> {
        let clock = Allocation::of(gpu, &[on_device(program, Clock::default())])?;
        let mut working = Vec::new();
        let now = steps::now(program, clock.address());
        let steps = Steps::new(&mut Site { gpu, plan, program, memory, now, working: &mut working, gradient: None })?;
        steps.all().try_for_each(|call| gpu.prepare(call))?;
        let trials = GRAPH / steps.count_of_trial();
        Ok(Running { graphs: HashMap::new(), steps, trials, clock, at: Clock::default(), _working: working })
    }

    fn advance(&mut self, gpu: &Gpu, program: &Program, steps: u64) -> Result<Option<Fault>, Failure> {
        let length = program.steps as u64;
        let most = self.trials;
        let mut done = 0;
        while done < steps {
            let place = self.at.step_in_trial(program);
            if let Some((count, call)) = self.steps.many(place, steps - done) {
                gpu.put(call)?;
                self.at.step += count;
                done += count;
                continue;
            }
            if gpu.settings.launching == Launching::Single {
                self.steps.for_each(self.steps.place(place), |call| gpu.put(call))?;
                self.at.step += 1;
                done += 1;
                continue;
            }
            let trials = ((steps - done) / length) as usize;
            let whole = place == 0 && most > 0 && trials > 0 && (trials >= most || length > 1);
            let (kind, count) = match whole && self.steps.most_at_once().is_none() {
                true => {
                    let trials = if trials >= most { most } else { 1 };
                    (Kind::Trials(trials), trials as u64 * length)
                }
                false => (Kind::Step(self.steps.place(place)), 1),
            };
            self.replay(gpu, program, kind)?;
            self.at.step += count;
            done += count;
        }
        self.look(gpu, program)
    }

    fn replay(&mut self, gpu: &Gpu, program: &Program, kind: Kind) -> Result<(), Failure> {
        if !self.graphs.contains_key(&kind) {
            let graph = Graph::capture(gpu, || match kind {
                Kind::Step(place) => self.steps.for_each(place, |call| gpu.put(call)),
                Kind::Trials(count) => (0..count * program.steps).try_for_each(|step| {
                    let place = self.steps.place(step % program.steps);
                    self.steps.for_each(place, |call| gpu.put(call))
                }),
            })?;
            self.graphs.insert(kind, graph);
        }
        self.graphs[&kind].launch(gpu)
    }

    /// Sets the clock, which then goes on from there.
    fn set(&mut self, gpu: &Gpu, program: &Program, clock: Clock) -> Result<(), Failure> {
        self.at = clock;
        self.clock.write(gpu, 0, &[on_device(program, clock)])
    }

    /// Reads the clock: where it stopped, there was a fault.
    fn look(&mut self, gpu: &Gpu, program: &Program) -> Result<Option<Fault>, Failure> {
        let mut clock = [layout::Clock::default()];
        self.clock.read(gpu, 0, &mut clock)?;
        let [clock] = clock;
        if clock.stopped == 0 {
            debug_assert_eq!(clock.step, self.at.step);
            return Ok(None);
        }
        self.set(gpu, program, Clock { step: clock.step })?;
        Ok(Some(Fault { clock: self.at }))
    }
}

impl Engine for CudaEngine {
    fn write(&mut self, buffer: BufferId, offset: usize, data: &[f32]) {
        let done = self.gpu.enter().and_then(|()| self.memory.write(&self.gpu, buffer, offset, data));
        self.note(done);
    }

    fn read(&self, buffer: BufferId, offset: usize, out: &mut [f32]) {
        let done = self.gpu.enter().and_then(|()| self.memory.read(&self.gpu, buffer, offset, out));
        if done.is_err() {
            out.fill(f32::NAN);
        }
        self.note(done);
    }

    fn advance(&mut self, which: Which, steps: u64) -> Result<(), Fault> {
        let (program, running) = (self.plan.program(which), self.programs.get_mut(which));
        let done = self.gpu.enter().and_then(|()| running.advance(&self.gpu, program, steps));
        match done {
            Ok(None) => Ok(()),
            Ok(Some(fault)) => Err(fault),
            Err(failure) => {
                self.note(Err(failure));
                Ok(())
            }
        }
    }

    fn clock(&self, which: Which) -> Clock {
        match which {
            Which::Evaluate if self.programs.evaluate.is_none() => Clock::default(),
            which => self.programs.get(which).at,
        }
    }

    fn set_clock(&mut self, which: Which, clock: Clock) {
        if which == Which::Evaluate && self.programs.evaluate.is_none() {
            return;
        }
        let (program, running) = (self.plan.program(which), self.programs.get_mut(which));
        let done = self.gpu.enter().and_then(|()| running.set(&self.gpu, program, clock));
        self.note(done);
    }

    fn device(&self) -> String {
        self.gpu.said()
    }

    fn failure(&self) -> Option<String> {
        self.failure.borrow().as_ref().map(ToString::to_string)
    }
}

impl Drop for CudaEngine {
    fn drop(&mut self) {
        // What is freed belongs to the context of this GPU.
        let _ = self.gpu.enter();
        let _ = self.gpu.wait();
    }
}

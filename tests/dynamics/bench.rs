//! A circuit that is only simulated, with inputs of the test's own.

use std::path::Path;
use trifactor::circuit::{Circuit, load_text};
use trifactor::engine::Engine;
use trifactor::engine::cpu::CpuEngine;
use trifactor::engine::reference::ReferenceEngine;
use trifactor::plan::{self, BufferId, Plan, Role, Which, initial};

pub struct Bench {
    pub circuit: Circuit,
    pub plan: Plan,
    engine: Box<dyn Engine>,
    trials: usize,
}

impl Bench {
    /// In `f64`.
    pub fn exact(text: &str) -> Bench {
        Bench::on(text, |plan| Box::new(ReferenceEngine::open(plan)))
    }

    /// In `f32`.
    pub fn fast(text: &str) -> Bench {
        Bench::on(text, |plan| Box::new(CpuEngine::open(plan, 1).expect("one thread")))
    }

    fn on(text: &str, open: impl Fn(Plan) -> Box<dyn Engine>) -> Bench {
        let loaded =
            load_text(text, Path::new("dynamics.ron"), &[]).unwrap_or_else(|e| panic!("{}\n{text}", e.render(false)));
        let plan = plan::lower(&loaded.circuit, 10);
        let mut engine = open(plan.clone());
        for id in (0..plan.buffers.len()).map(BufferId) {
            if matches!(plan.buffer(id).role, Role::Parameter | Role::Memory | Role::Constant) {
                let values = initial::values(&loaded.circuit, &loaded.folder, &plan, id).expect("no files");
                engine.write(id, 0, &values);
            }
        }
        Bench { circuit: loaded.circuit, plan, engine, trials: 0 }
    }

    pub fn steps(&self) -> usize {
        self.plan.learn.steps
    }

    /// Runs a trial in which `input(step, replica, neuron)` is presented.
    pub fn run(&mut self, input: impl Fn(usize, usize, usize) -> f32) {
        let (steps, replicas) = (self.steps(), self.plan.learn.replicas);
        let cols = self.plan.buffer(self.plan.learn.inputs).cols;
        let places = (0..steps * replicas).flat_map(|row| (0..cols).map(move |i| (row / replicas, row % replicas, i)));
        let values: Vec<f32> = places.map(|(step, replica, i)| input(step, replica, i)).collect();
        let slot = self.trials % self.plan.learn.chunk;
        self.engine.write(self.plan.learn.inputs, slot * values.len(), &values);
        self.engine.advance(Which::Learn, steps as u64).expect("nothing diverges");
        self.trials += 1;
    }

    /// What a probe recorded in the last trial: a row (replicas × n) a step.
    pub fn recorded(&self, probe: usize) -> Vec<Vec<f64>> {
        let id = self.plan.learn.probes[probe].expect("it records what is there").to;
        let row = self.circuit.probes[probe].replicas * self.plan.buffer(id).cols;
        let slot = (self.trials - 1) % self.plan.learn.chunk;
        let all = self.read_id(id);
        all[slot * self.steps() * row..][..self.steps() * row].chunks(row).map(<[f64]>::to_vec).collect()
    }

    pub fn read(&self, name: &str) -> Vec<f64> {
        let at = self.plan.buffers.iter().position(|buffer| buffer.name == name);
        self.read_id(BufferId(at.unwrap_or_else(|| panic!("no buffer `{name}`"))))
    }

    fn read_id(&self, id: BufferId) -> Vec<f64> {
        let mut values = vec![0.0; self.plan.buffer(id).len()];
        self.engine.read(id, 0, &mut values);
        values.into_iter().map(f64::from).collect()
    }
}

/// The largest distance of two vectors' elements.
pub fn farthest(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

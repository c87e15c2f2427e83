//! A circuit on the bench: its buffers are in reach, and its plan may be altered before it runs.

use crate::arrays::{double, product};
use std::path::Path;
use trifactor::circuit::load_text;
use trifactor::engine::{Engine, cpu::CpuEngine};
use trifactor::plan::{self, BufferId, Plan, Role, Which, initial};

pub struct Lab {
    pub plan: Plan,
    engine: CpuEngine,
}

impl Lab {
    pub fn open(text: &str) -> Lab {
        Lab::altered(text, |_| ())
    }

    /// Runs what `alter` makes of the plan.
    pub fn altered(text: &str, alter: impl FnOnce(&mut Plan)) -> Lab {
        let loaded = load_text(text, Path::new("law.ron"), &[]).unwrap_or_else(|e| panic!("{}", e.render(false)));
        let mut plan = plan::lower(&loaded.circuit, 1000);
        alter(&mut plan);
        let mut engine = CpuEngine::open(plan.clone(), 1).unwrap();
        for id in (0..plan.buffers.len()).map(BufferId) {
            if matches!(plan.buffer(id).role, Role::Parameter | Role::Memory | Role::Constant) {
                let values = initial::values(&loaded.circuit, &loaded.folder, &plan, id).unwrap();
                engine.write(id, 0, &values);
            }
        }
        Lab { plan, engine }
    }

    /// Presents the same trials, one row a replica, in every update.
    pub fn present(&mut self, inputs: &[f32], targets: &[f32]) {
        self.write_all(self.plan.learn.inputs, inputs);
        self.write_all(self.plan.learn.targets.unwrap(), targets);
    }

    /// As many copies of `values` as fit.
    fn write_all(&mut self, id: BufferId, values: &[f32]) {
        let copies = self.plan.buffer(id).len() / values.len();
        self.engine.write(id, 0, &values.repeat(copies));
    }

    pub fn run(&mut self, updates: u64) {
        self.engine.advance(Which::Learn, updates).expect("losses stay finite");
    }

    pub fn id(&self, name: &str) -> BufferId {
        let found = self.plan.buffers.iter().position(|buffer| buffer.name == name);
        BufferId(found.unwrap_or_else(|| panic!("no buffer `{name}`")))
    }

    pub fn read(&self, name: &str) -> Vec<f32> {
        self.get(self.id(name))
    }

    pub fn get(&self, id: BufferId) -> Vec<f32> {
        let mut values = vec![0.0; self.plan.buffer(id).len()];
        self.engine.read(id, 0, &mut values);
        values
    }

    pub fn write(&mut self, name: &str, values: &[f32]) {
        let id = self.id(name);
        assert_eq!(values.len(), self.plan.buffer(id).len(), "{name}");
        self.engine.write(id, 0, values);
    }

    /// The basis of a population's noise (rank × n), as its plan names it.
    pub fn basis(&self, population: &str) -> Option<Vec<f64>> {
        let population = self.plan.populations.iter().find(|p| p.name == population).unwrap();
        population.basis.map(|id| double(&self.get(id)))
    }

    /// The feedback weights of a population (n_o × n): what is stored, or C U.
    pub fn feedback(&self, population: &str) -> Vec<f64> {
        let plan = self.plan.populations.iter().find(|p| p.name == population).unwrap();
        let stored = double(&self.get(plan.feedback.expect("feedback is learned")));
        match self.basis(population) {
            Some(basis) => product(&stored, &basis, basis.len() / plan.activity.cols),
            None => stored,
        }
    }
}

/// A chain of populations "x", "h1", "h2", …, "y" whose weights never change.
pub fn chain(sizes: &[usize], activation: &str, credit: &str, replicas: usize) -> String {
    let (last, hidden) = (sizes.len() - 1, 1..sizes.len() - 1);
    let name = |i: usize| {
        if i == 0 {
            "x".into()
        } else if i == last {
            "y".into()
        } else {
            format!("h{i}")
        }
    };
    let populations: String =
        hidden.map(|i| format!("\"h{i}\": rate(size: {}, activation: {activation}), ", sizes[i])).collect();
    let projections: String =
        (0..last).map(|i| format!("(from: \"{}\", to: \"{}\"), ", name(i), name(i + 1))).collect();
    let (inputs, outputs) = (sizes[0], sizes[last]);
    format!(
        "Circuit(
            task: teacher(inputs: {inputs}, outputs: {outputs}, rank: 1),
            populations: {{\"x\": input, {populations} \"y\": rate(size: {outputs}, activation: identity)}},
            projections: [{projections}],
            loss: squared,
            credit: {credit},
            plasticity: plasticity(optimizer: sgd(rate: 0.0)),
            run: run(replicas: {replicas}, updates: 1000),
        )"
    )
}

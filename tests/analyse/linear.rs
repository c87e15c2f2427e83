//! A circuit in which everything is known: linear neurons without biases, h = A x and y = B h.

use crate::common::open;
use std::path::Path;
use trifactor::circuit::load_text;
use trifactor::plan::BufferId;
use trifactor::run::Session;
use trifactor::task::{Split, Written};

pub const INPUTS: usize = 6;
pub const HIDDEN: usize = 60;
pub const OUTPUTS: usize = 3;

/// The circuit, with these further fields.
pub fn session(fields: &str) -> Session {
    let text = format!(
        "Circuit(task: teacher(inputs: {INPUTS}, outputs: {OUTPUTS}, rank: {INPUTS}),
           populations: {{\"x\": input, \"h\": rate(size: {HIDDEN}, activation: identity),
             \"y\": rate(size: {OUTPUTS}, activation: identity)}},
           projections: [(from: \"x\", to: \"h\"), (from: \"h\", to: \"y\")], {fields})"
    );
    let loaded = load_text(&text, Path::new("test.ron"), &[]).unwrap_or_else(|p| panic!("{}", p.render(false)));
    open(&loaded, 1)
}

/// All of a buffer.
pub fn read(session: &Session, id: BufferId) -> Vec<f64> {
    let mut values = vec![0.0; session.plan().buffer(id).len()];
    session.engine().read(id, 0, &mut values);
    values.into_iter().map(f64::from).collect()
}

/// A (HIDDEN × INPUTS).
pub fn a(session: &Session) -> Vec<f64> {
    read(session, session.plan().weights[0])
}

/// B (OUTPUTS × HIDDEN).
pub fn b(session: &Session) -> Vec<f64> {
    read(session, session.plan().weights[1])
}

/// h of a test trial, computed here.
pub fn hidden(session: &Session, trial: u64) -> Vec<f64> {
    let circuit = session.circuit();
    let x = Written::of(&circuit.task.shape(circuit.dt), session.trials(), Split::Test, trial).inputs;
    let row = |row: &[f64]| row.iter().zip(&x).map(|(w, x)| w * f64::from(*x)).sum();
    a(session).chunks(INPUTS).map(row).collect()
}

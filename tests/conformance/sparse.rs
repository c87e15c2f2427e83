//! A sparse circuit is the dense one with zeros where it has no synapse, whatever it learns.

use crate::session::{self, Session, read};
use crate::texts::{Mlp, SPARSE, credits, sparse_recurrent};
use trifactor::engine::Engine;
use trifactor::plan::structure::Listed;
use trifactor::plan::{BufferId, Plan, Role, Which};

/// The two circuits side by side.
struct Pair {
    sparse: Session,
    dense: Session,
    /// Buffers with a value per synapse: of the sparse circuit, of the dense one, and which synapses exist.
    synaptic: Vec<(BufferId, BufferId, Listed)>,
}

impl Pair {
    fn open(text: &str, open: &dyn Fn(Plan) -> Box<dyn Engine>) -> Pair {
        let loaded = session::load(text);
        let mut all = loaded.clone();
        for projection in &mut all.circuit.projections {
            projection.connectivity = trifactor::circuit::connectivity::Dense {}.into();
            projection.self_connections = true;
        }
        let (sparse, dense) = (Session::open(&loaded, open), Session::open(&all, open));
        let same = |name: &str| dense.plan.buffers.iter().position(|buffer| buffer.name == name).map(BufferId);
        let mut synaptic = Vec::new();
        for id in session::ids(&sparse.plan) {
            let buffer = sparse.plan.buffer(id);
            let other = same(&buffer.name).expect("the same buffers");
            if let Some(list) = sparse.plan.lists().find(|list| buffer.name.ends_with(&format!(".{}", list.name))) {
                synaptic.push((id, other, list.clone()));
            }
        }
        let mut pair = Pair { sparse, dense, synaptic };
        pair.copy();
        pair
    }

    /// The dense circuit gets the sparse one's values, and zeros elsewhere.
    fn copy(&mut self) {
        for (from, to, list) in &self.synaptic {
            let values = list.to_dense(&read(&*self.sparse.engine, &self.sparse.plan, *from));
            self.dense.engine.write(*to, 0, &values);
        }
    }

    /// The dense circuit loses what it has learned where the sparse one has no synapse. Both are rounded on the way.
    fn prune(&mut self) {
        for (sparse, dense, list) in &self.synaptic {
            let values = read(&*self.sparse.engine, &self.sparse.plan, *sparse);
            self.sparse.engine.write(*sparse, 0, &values);
            let values = read(&*self.dense.engine, &self.dense.plan, *dense);
            let there: Vec<f32> = list.cells().map(|cell| values[cell]).collect();
            self.dense.engine.write(*dense, 0, &list.to_dense(&there));
        }
    }

    /// Everything that is kept or that the host sees, beside each other.
    fn assert_close(&self, allowed: f64, text: &str) {
        for id in session::ids(&self.sparse.plan) {
            let buffer = self.sparse.plan.buffer(id);
            if !matches!(buffer.role, Role::Parameter | Role::Memory | Role::Host) {
                continue;
            }
            let found = read(&*self.sparse.engine, &self.sparse.plan, id);
            let (found, other) = match self.synaptic.iter().find(|(sparse, ..)| *sparse == id) {
                Some((_, dense, list)) => (list.to_dense(&found), *dense),
                None => (found, id),
            };
            let expected = read(&*self.dense.engine, &self.dense.plan, other);
            let norm = |x: &mut dyn Iterator<Item = f32>| x.map(|x| f64::from(x).powi(2)).sum::<f64>().sqrt();
            let error = norm(&mut found.iter().zip(&expected).map(|(a, b)| a - b));
            let limit = allowed * norm(&mut expected.iter().copied()).max(1e-3);
            assert!(found.len() == expected.len() && error <= limit, "{}: off by {error:e}\n{text}", buffer.name);
        }
    }
}

/// `allowed`: the relative error; 0 for an engine that sums in the order of the synapses.
pub fn equals_the_dense_one(open: &dyn Fn(Plan) -> Box<dyn Engine>, allowed: f64) {
    let chosen = ["backprop()", "feedback_alignment(gain: 0.7)", "direct_feedback(gain: 0.7)", "vanilla_noise()"];
    let optimizers = ["sgd(rate: 0.3)", "momentum(rate: 0.1)", "adam(rate: 0.02)", "sgd(rate: 0.1)"];
    for (credit, optimizer) in chosen.into_iter().zip(optimizers).filter(|(credit, _)| credits().contains(credit)) {
        for replicas in [1, 7, 33] {
            let plasticity = ["plasticity(optimizer: ", optimizer, ", weight_decay: 0.1)"].concat().leak();
            let (synapses, credit) = (SPARSE.to_vec(), credit.to_string());
            let text = Mlp { credit, plasticity, replicas, synapses, ..Mlp::default() }.text();
            let mut pair = Pair::open(&text, open);
            let before = read(&*pair.sparse.engine, &pair.sparse.plan, pair.sparse.plan.weights[0]);
            for _ in 0..10 {
                pair.sparse.run(Which::Learn, 1, u64::MAX);
                pair.dense.run(Which::Learn, 1, u64::MAX);
                pair.prune();
                pair.assert_close(allowed, &text);
            }
            let after = read(&*pair.sparse.engine, &pair.sparse.plan, pair.sparse.plan.weights[0]);
            assert!(before.iter().zip(&after).all(|(a, b)| a != b), "every synapse learns\n{text}");
        }
    }
    for replicas in [2, 9] {
        let text = sparse_recurrent(49, replicas, 1);
        let mut pair = Pair::open(&text, open);
        pair.sparse.run(Which::Learn, 1, u64::MAX);
        pair.dense.run(Which::Learn, 1, u64::MAX);
        pair.assert_close(allowed, &text);
    }
}

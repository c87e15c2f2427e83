//! A one-step circuit at its first test trials, as arrays: what exact Jacobians are computed from.

use super::read;
use crate::analysis::jacobian::{Layer, Network, Synapses};
use crate::analysis::output_error;
use crate::circuit::{Graph, Loss};
use crate::error::Error;
use crate::plan::structure::conv;
use crate::plan::{Clock, Structure, View, Which};
use crate::run::session::Session;
use crate::task::Split;

/// The circuit at some test trials, with the exact Jacobians of its output there.
pub(in crate::run) struct Exact {
    pub network: Network,
    /// (trials × n_o)
    pub targets: Vec<f32>,
    /// As [`Network::jacobians`] gives them.
    pub jacobians: Vec<Option<Vec<f32>>>,
}

impl Session {
    /// Exact Jacobians at the first test trials, no more than `most`. `None` where trials have several steps, or nothing is
    /// asked of them.
    pub(in crate::run) fn exact(&mut self, most: usize) -> Result<Option<Exact>, Error> {
        let found = self.probe_network(most)?;
        Ok(found.map(|(network, targets)| Exact { jacobians: network.jacobians(), network, targets }))
    }

    fn probe_network(&mut self, most: usize) -> Result<Option<(Network, Vec<f32>)>, Error> {
        let Some(program) = &self.plan.evaluate else { return Ok(None) };
        let Some(staging) = &mut self.evaluation else { return Ok(None) };
        let available = self.trials.len(Split::Test).unwrap_or(u64::MAX);
        let count = (most as u64).min(available).min(program.replicas as u64) as usize;
        if count == 0 || program.steps > 1 || self.circuit.projections.iter().any(|p| p.delay > 0) {
            return Ok(None);
        }
        let trial = |k: usize| (k as u64).min(available - 1);
        staging.write(&mut *self.engine, program, (0, 1), &*self.trials, Split::Test, trial);
        self.engine.set_clock(Which::Evaluate, Clock::default());
        if self.engine.advance(Which::Evaluate, 1).is_err() {
            return Ok(None);
        }
        let targets = staging.targets()[..count * self.shape.outputs].to_vec();
        let graph = Graph::of(&self.circuit).map_err(|_| Error::Internal("a checked circuit has a cycle".into()))?;
        let mut layers = Vec::new();
        for (i, population) in self.plan.populations.iter().enumerate() {
            let rows = |view: Option<View>| view.map(|view| self.read_rows(view, count)).unwrap_or_default();
            let (activity, state) = (rows(population.evaluated), rows(population.evaluated_state));
            let mut slope = vec![1.0; state.len()];
            if let Some(rate) = self.circuit.populations.0[i].1.rate() {
                rate.activation.multiply_slopes(&state, &activity, &mut slope);
            }
            layers.push(Layer { neurons: activity.len() / count, activity, slope });
        }
        let synapses = graph.edges.iter().enumerate().map(|(i, &(from, to, _))| {
            // Jacobians end where inputs begin: their weights, often most of all, are not looked at.
            let weights = match layers[from].slope.is_empty() {
                true => Vec::new(),
                false => self.plan.structure_of(i).to_dense(read(&*self.engine, &self.plan, self.plan.weights[i])),
            };
            let (exist, shared) = match self.plan.structure_of(i) {
                Structure::Dense(_) => (None, None),
                Structure::Listed(list) => (Some(list.cells().collect()), None),
                Structure::Conv(patches) => {
                    let (cells, weights) = conv::synapses(patches);
                    (Some(cells), Some((weights, patches.post.channels * patches.len())))
                }
            };
            Synapses { from, to, weights, exist, shared }
        });
        let synapses = synapses.collect();
        let Some(output) = self.circuit.output.as_ref().and_then(|o| self.circuit.populations.position(o)) else {
            return Ok(None);
        };
        Ok(Some((Network { trials: count, layers, synapses, order: graph.order, output }, targets)))
    }

    /// e = ∂L/∂y of each trial.
    pub(super) fn errors(&self, network: &Network, targets: &[f32]) -> Vec<f64> {
        let Layer { neurons, activity, .. } = &network.layers[network.output];
        let trials = activity.chunks(*neurons).zip(targets.chunks(*neurons));
        trials
            .flat_map(|(y, t)| match self.circuit.loss {
                Some(Loss::CrossEntropy) => output_error::cross_entropy(y, t),
                _ => output_error::squared(y, t),
            })
            .collect()
    }

    fn read_rows(&self, view: View, rows: usize) -> Vec<f32> {
        let mut values = vec![0.0; rows * view.cols];
        self.engine.read(view.buffer, view.row_at(0) * view.cols, &mut values);
        values
    }
}

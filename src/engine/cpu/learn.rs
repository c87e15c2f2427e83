//! See [`crate::plan::op::Learn`].

use super::gemm;
use super::machine::{Machine, Moment};
use super::sparse::{self, Correlation};
use crate::plan::op::Learn;
use crate::plasticity::Dale;
use crate::plasticity::optimizer::Update;

pub fn learn(op: &Learn, m: &mut Machine, now: Moment) {
    let update = now.update();
    let rule = &op.plasticity;
    let factor = rule.schedule.factor(update, op.updates);
    let u: Update<f32> = rule.optimizer.update(update, factor, rule.weight_decay, op.activity.rows);
    let mut weights = m.store.take(op.weights);
    let mut first = op.memory.first().map(|&id| m.store.take(id)).unwrap_or_default();
    let mut second = op.memory.get(1).map(|&id| m.store.take(id)).unwrap_or_default();
    let (delta, x) = (m.store.whole(op.delta), m.store.view(op.activity, now.clock.step));
    let (pool, panels, optimizer) = (&m.pool, &mut m.panels, &rule.optimizer);
    let synapses = op.topology.map(|id| &m.topologies[id.0].incoming);
    match (synapses, op.memory.len()) {
        (Some(synapses), _) => sparse::correlate(
            pool,
            &mut m.sparse,
            Correlation { synapses, delta, x },
            [&mut weights, &mut first, &mut second],
            #[inline(always)]
            |first, g, [w, a, b]| {
                optimizer.apply(u, g, w, a, b);
                if let Some(dale) = op.dale {
                    dale.bound_listed(&synapses.columns()[first..], w);
                }
            },
        ),
        (None, 0) => gemm::correlate(
            pool,
            panels,
            delta,
            x,
            [&mut weights],
            #[inline(always)]
            |_, j, g, [w]| {
                optimizer.apply(u, g, w, &mut [], &mut []);
                bound(op.dale, j, w);
            },
        ),
        (None, 1) => gemm::correlate(
            pool,
            panels,
            delta,
            x,
            [&mut weights, &mut first],
            #[inline(always)]
            |_, j, g, [w, a]| {
                optimizer.apply(u, g, w, a, &mut []);
                bound(op.dale, j, w);
            },
        ),
        (None, _) => gemm::correlate(
            pool,
            panels,
            delta,
            x,
            [&mut weights, &mut first, &mut second],
            #[inline(always)]
            |_, j, g, [w, a, b]| {
                optimizer.apply(u, g, w, a, b);
                bound(op.dale, j, w);
            },
        ),
    }
    if let Some(bound) = rule.max_norm {
        let pre = op.activity.cols;
        let grain = (8192 / pre).max(1);
        match synapses {
            Some(synapses) => pool.rows(synapses.starts(), grain, &mut weights, |_, row| bound_norm(row, bound as f32)),
            None => pool.split(op.post, grain, [(&mut weights, pre)], |_, [rows]| {
                rows.chunks_mut(pre).for_each(|row| bound_norm(row, bound as f32));
            }),
        }
    }
    m.store.put(op.weights, weights);
    for (&id, data) in op.memory.iter().zip([first, second]) {
        m.store.put(id, data);
    }
}

/// Weights from neuron `first` on stop at 0.
#[inline(always)]
fn bound(dale: Option<Dale>, first: usize, weights: &mut [f32]) {
    if let Some(dale) = dale {
        dale.bound(first, weights);
    }
}

fn bound_norm(row: &mut [f32], bound: f32) {
    let norm = row.iter().map(|w| w * w).sum::<f32>().sqrt();
    if norm > bound {
        let scale = bound / norm;
        row.iter_mut().for_each(|w| *w *= scale);
    }
}

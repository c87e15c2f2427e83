//! See [`crate::plan::op::Learn`].

use super::gemm;
use super::machine::{Machine, Moment};
use crate::plan::op::Learn;
use crate::plasticity::optimizer::Update;

pub fn learn(op: &Learn, m: &mut Machine, now: Moment) {
    let (change, changes) = now.changes(op.online, op.updates);
    let rule = &op.plasticity;
    let factor = rule.schedule.factor(change, changes);
    let u: Update<f32> = rule.optimizer.update(change, factor, rule.weight_decay, op.replicas);
    let mut weights = m.store.take(op.weights);
    let mut first = op.memory.first().map(|&id| m.store.take(id)).unwrap_or_default();
    let mut second = op.memory.get(1).map(|&id| m.store.take(id)).unwrap_or_default();
    let (delta, x) = (m.store.view(op.delta, now.clock.step), m.store.view(op.activity, now.clock.step));
    let (pool, panels, optimizer) = (&m.pool, &mut m.panels, &rule.optimizer);
    match op.memory.len() {
        0 => gemm::correlate(
            pool,
            panels,
            delta,
            x,
            [&mut weights],
            #[inline(always)]
            |_, _, g, [w]| optimizer.apply(u, g, w, &mut [], &mut []),
        ),
        1 => gemm::correlate(
            pool,
            panels,
            delta,
            x,
            [&mut weights, &mut first],
            #[inline(always)]
            |_, _, g, [w, a]| optimizer.apply(u, g, w, a, &mut []),
        ),
        _ => gemm::correlate(
            pool,
            panels,
            delta,
            x,
            [&mut weights, &mut first, &mut second],
            #[inline(always)]
            |_, _, g, [w, a, b]| optimizer.apply(u, g, w, a, b),
        ),
    }
    if let Some(bound) = rule.max_norm {
        let pre = op.activity.cols;
        m.pool.split(op.post, (8192 / pre).max(1), [(&mut weights, pre)], |_, [rows]| {
            rows.chunks_mut(pre).for_each(|row| bound_norm(row, bound as f32));
        });
    }
    m.store.put(op.weights, weights);
    for (&id, data) in op.memory.iter().zip([first, second]) {
        m.store.put(id, data);
    }
}

fn bound_norm(row: &mut [f32], bound: f32) {
    let norm = row.iter().map(|w| w * w).sum::<f32>().sqrt();
    if norm > bound {
        let scale = bound / norm;
        row.iter_mut().for_each(|w| *w *= scale);
    }
}

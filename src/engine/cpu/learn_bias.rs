//! See [`crate::plan::op::LearnBias`].

use super::machine::{Machine, Moment};
use crate::plan::op::LearnBias;
use crate::plasticity::optimizer::Update;
use crate::simd::vectorize;

pub fn learn_bias(op: &LearnBias, m: &mut Machine, now: Moment) {
    let (change, changes) = now.changes(op.online, op.updates);
    let rule = &op.plasticity;
    let factor = rule.schedule.factor(change, changes);
    let u: Update<f32> = rule.optimizer.update(change, factor, 0.0, op.replicas);
    let mut bias = m.store.take(op.bias);
    let mut first = op.memory.first().map(|&id| m.store.take(id)).unwrap_or_default();
    let mut second = op.memory.get(1).map(|&id| m.store.take(id)).unwrap_or_default();
    let delta = m.store.view(op.delta, now.clock.step);
    let sum = &mut m.row[..delta.cols()];
    vectorize(
        #[inline(always)]
        || {
            sum.fill(0.0);
            for row in 0..op.delta.rows {
                sum.iter_mut().zip(delta.row(row)).for_each(|(s, d)| *s += d);
            }
            rule.optimizer.apply(u, sum, &mut bias, &mut first, &mut second);
        },
    );
    m.store.put(op.bias, bias);
    for (&id, data) in op.memory.iter().zip([first, second]) {
        m.store.put(id, data);
    }
}

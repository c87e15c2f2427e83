//! See [`crate::plan::op::Surprise`].

use super::machine::{Machine, Moment};
use crate::plan::op::Surprise;

pub fn surprise(op: &Surprise, m: &mut Machine, now: Moment) {
    let (mut to, mut baseline) = (m.store.take(op.third_factor), m.store.take(op.baseline));
    let kinds = op.kinds.map(|id| &m.store.get(id)[now.clock.slot(now.program) * op.replicas..]);
    let (neurons, count) = (to.len() / op.replicas, baseline.len() / 2);
    for (b, row) in to.chunks_mut(neurons).enumerate() {
        let (kind, loss) = (kinds.map_or(0, |kinds| kinds[b] as usize).min(count - 1), m.store.get(op.losses)[b]);
        if baseline[count + kind] == 0.0 {
            baseline[kind] = loss;
        }
        baseline[count + kind] += 1.0;
        let surprise = loss - baseline[kind];
        row.fill(surprise);
        baseline[kind] = op.rate.mul_add(surprise, baseline[kind]);
    }
    m.store.put(op.third_factor, to);
    m.store.put(op.baseline, baseline);
}

//! See [`crate::plan::op::Explore`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Explore;

pub fn explore(op: &Explore, memory: &mut Memory, now: Moment) {
    let mut input = memory.view(op.input, now.step());
    let alpha = op.alpha.map(|id| memory.whole(id));
    let replicas = now.program.replicas;
    for i in 0..input.rows {
        let trial = now.update() * replicas as u64 + (i % replicas) as u64;
        let mut drawn = vec![0.0_f32; input.cols];
        op.stream.fill_uniform(trial, now.step_in_trial() as u32, &mut drawn);
        for (j, u) in drawn.into_iter().enumerate() {
            let kick = f64::from(op.kick(u).unwrap_or(0.0));
            input[(i, j)] += kick / alpha.as_ref().map_or(1.0, |alpha| alpha[(0, j)]);
        }
    }
    memory.store_view(op.input, now.step(), &input);
}

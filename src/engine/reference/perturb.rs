//! See [`crate::plan::op::Perturb`].

use super::broadcast::off_manifold;
use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Perturb;

pub fn perturb(op: &Perturb, memory: &mut Memory, now: Moment) {
    let mut activity = memory.view(op.activity, now.step());
    let signs: &[f64] = if op.antithetic { &[1.0, -1.0] } else { &[1.0] };
    let twin = |set: usize, draw: usize| op.replicas + set * op.draws + draw;
    if op.first {
        for set in 0..signs.len() {
            for draw in 0..op.draws {
                let clean = activity.row(draw % op.replicas).to_vec();
                activity.row_mut(twin(set, draw)).copy_from_slice(&clean);
            }
        }
    }
    if op.turn.is_now(now.update()) {
        let z = memory.whole(op.coordinates);
        let directions = match op.basis {
            Some(basis) => &z * &memory.whole(basis),
            None => z,
        };
        let mut noise = directions.scaled(f64::from(op.scale));
        if let (Some(isotropic), Some(basis)) = (&op.isotropic, op.basis) {
            let (inside, off) = off_manifold(&memory.whole(isotropic.epsilon), &memory.whole(basis));
            noise = &noise + &off.scaled(f64::from(isotropic.scale));
            memory.store(isotropic.inside, &inside);
            memory.store(isotropic.epsilon, &off);
        }
        if let Some(id) = op.noise {
            memory.store(id, &directions);
        }
        for (set, sign) in signs.iter().enumerate() {
            for draw in 0..op.draws {
                let row = activity.row_mut(twin(set, draw));
                row.iter_mut().zip(noise.row(draw)).for_each(|(x, xi)| *x += sign * xi);
            }
        }
    }
    memory.store_view(op.activity, now.step(), &activity);
}

//! See [`crate::plan::op::Track`].

mod workspace;

pub use workspace::Workspace;

use super::machine::{Machine, Moment};
use crate::plan::op::Track;

pub fn track(op: &Track, m: &mut Machine, now: Moment) {
    if !now.update().is_multiple_of(op.every) {
        return;
    }
    let Machine { store, pool, tracking, .. } = m;
    for (workspace, item) in tracking.iter_mut().zip(&op.items) {
        workspace.borrow(item, store);
    }
    pool.each(tracking, |i, workspace| {
        let item = &op.items[i];
        workspace.track(item, store.view(item.activity, now.clock.step).every(item.stride));
    });
    for (workspace, item) in tracking.iter_mut().zip(&op.items) {
        workspace.give_back(item, store);
    }
}

//! A fork-join pool that costs a microsecond to use and nothing to keep.
mod pieces;
mod split;
mod team;

use pieces::Board;
use std::cell::Cell;
use team::Team;

/// `threads` threads that stay, the caller among them.
///
/// Work is divided before it starts, by the number of threads alone; the pieces are disjoint, and nothing depends on which
/// thread does which, so how they are scheduled never reaches a result. Nothing is allocated per call. A panic in any part
/// reaches the caller after all parts have ended. A call from inside a part runs on that thread.
pub struct Pool {
    /// None for one thread: no workers, no atomics.
    team: Option<Team>,
    /// True while the team works; its presence also makes `Pool: !Sync`, so one caller at a time.
    busy: Cell<bool>,
    board: Board,
}

impl Pool {
    /// A pool of `threads` (0 counts as 1), of which `threads − 1` are started here.
    ///
    /// # Errors
    /// If the system refuses to start a thread.
    pub fn new(threads: usize) -> std::io::Result<Self> {
        let team = if threads > 1 { Some(Team::start(threads - 1)?) } else { None };
        Ok(Self { team, busy: Cell::new(false), board: Board::new(threads.max(1)) })
    }

    /// Threads in this pool, at least 1.
    pub fn threads(&self) -> usize {
        self.team.as_ref().map_or(1, |team| team.workers() + 1)
    }

    /// Calls `part(0)`, …, `part(threads − 1)`, each on its own thread, and waits for all.
    pub fn run(&self, part: &(dyn Fn(usize) + Sync)) {
        match &self.team {
            Some(team) if !self.busy.replace(true) => {
                // Cleared on the way out of a panic too.
                struct Clear<'a>(&'a Cell<bool>);
                impl Drop for Clear<'_> {
                    fn drop(&mut self) {
                        self.0.set(false);
                    }
                }
                let _clear = Clear(&self.busy);
                // SAFETY: `busy` was false, and the pool is not Sync: no other call is under way.
                unsafe { team.run(part) };
            }
            _ => (0..self.threads()).for_each(part),
        }
    }
}

#[cfg(test)]
mod tests;

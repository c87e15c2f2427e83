//! Buffers: named matrices of `f32`, row-major, replicas first.

use crate::circuit::Storage;

/// Index of a buffer in its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BufferId(pub usize);

/// What a buffer is for; decides what a checkpoint holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Role {
    /// Weights and biases. Saved.
    Parameter,
    /// What learning remembers: optimizer state, feedback weights, manifold. Saved.
    Memory,
    /// Drawn once and never changed: the time constants of neurons' own. Saved, so that others can read it.
    Drawn,
    /// Follows from the circuit alone: time constants, the scale of noise. Written once.
    Constant,
    /// A neuron's state within a trial; reset when a trial begins.
    State,
    /// Holds nothing from one step to the next.
    Scratch,
    /// Exchanged with the host, with room for a chunk of trials.
    Host,
}

/// What a buffer holds before the first step.
#[derive(Debug, Clone, PartialEq)]
pub enum Initial {
    /// One value everywhere.
    Value(f32),
    /// The weights of the projection with this index, as the circuit says.
    Weights(usize),
    /// These values.
    Given(std::sync::Arc<[f32]>),
    /// Independent normal values.
    Normal {
        /// Names the random stream.
        purpose: String,
        /// Standard deviation.
        std: f64,
    },
    /// Random orthonormal rows.
    Orthonormal {
        /// Names the random stream.
        purpose: String,
    },
}

/// One buffer.
#[derive(Debug, Clone)]
pub struct Buffer {
    /// Its name, as `explain`, checkpoints and error messages show it.
    pub name: String,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// What it is for.
    pub role: Role,
    /// How its numbers lie in memory. Half precision is for weights that are only propagated through; the host reads
    /// and writes `f32`, rounded as they are written.
    pub storage: Storage,
    /// What it holds at first.
    pub initial: Initial,
}

impl Buffer {
    /// Number of elements. A plan may ask for more than any memory holds; it is then refused, not opened.
    pub fn len(&self) -> usize {
        self.rows.saturating_mul(self.cols)
    }

    /// True for a buffer without elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Size in memory.
    pub fn bytes(&self) -> u64 {
        let each: u64 = match self.storage {
            Storage::F32 => 4,
            Storage::F16 => 2,
        };
        each.saturating_mul(self.rows as u64).saturating_mul(self.cols as u64)
    }
}

/// Rows of a buffer, which may be a ring over the last steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The buffer.
    pub buffer: BufferId,
    /// First row within a slot.
    pub first: usize,
    /// Number of rows seen.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// Rows of one slot.
    pub slot_rows: usize,
    /// Slots of the ring; 1 for a plain buffer.
    pub slots: usize,
    /// How many steps back.
    pub delay: usize,
}

impl View {
    /// All rows of a plain buffer.
    pub fn whole(buffer: BufferId, rows: usize, cols: usize) -> View {
        View { buffer, first: 0, rows, cols, slot_rows: rows, slots: 1, delay: 0 }
    }

    /// Some of its rows.
    pub fn range(self, first: usize, rows: usize) -> View {
        View { first: self.first + first, rows, ..self }
    }

    /// All slots of a ring as one matrix, the slot of a trial's first step first.
    pub fn all(self) -> View {
        View { first: 0, rows: self.slot_rows * self.slots, slot_rows: self.slot_rows * self.slots, slots: 1, ..self }
    }

    /// The same rows, `delay` steps ago.
    pub fn delayed(self, delay: usize) -> View {
        View { delay, ..self }
    }

    /// The first row in the buffer at step `step`.
    pub fn row_at(&self, step: u64) -> usize {
        if self.slots == 1 {
            return self.first; // most buffers: a division less, of which a small step has many
        }
        let slots = self.slots as u64;
        let slot = (step + slots - self.delay as u64 % slots) % slots;
        slot as usize * self.slot_rows + self.first
    }

    /// The elements in the buffer at step `step`.
    pub fn elements_at(&self, step: u64) -> std::ops::Range<usize> {
        let start = self.row_at(step) * self.cols;
        start..start + self.rows * self.cols
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delayed_view_sees_the_slot_written_that_many_steps_ago() {
        let ring = View { slots: 4, slot_rows: 3, ..View::whole(BufferId(0), 3, 2) };
        for step in 0..20 {
            for delay in 0..4_usize {
                if step >= delay as u64 {
                    assert_eq!(ring.delayed(delay).row_at(step), ring.row_at(step - delay as u64));
                }
            }
        }
        assert_ne!(ring.row_at(0), ring.delayed(3).row_at(0));
    }
}

//! The engine's memory: one aligned piece a buffer.

use super::buffer::Buffer;
use super::mat::Mat;
use crate::plan::{BufferId, Plan, View};

/// All buffers of a plan.
pub struct Store {
    data: Vec<Buffer>,
    cols: Vec<usize>,
}

impl Store {
    /// Allocates every buffer, filled with zeros.
    pub fn new(plan: &Plan) -> Store {
        let data = plan.buffers.iter().map(|b| Buffer::zeros(b.len())).collect();
        Store { data, cols: plan.buffers.iter().map(|b| b.cols).collect() }
    }

    /// The elements of a buffer.
    pub fn get(&self, id: BufferId) -> &[f32] {
        &self.data[id.0]
    }

    /// The elements of a buffer, to write.
    pub fn get_mut(&mut self, id: BufferId) -> &mut [f32] {
        &mut self.data[id.0]
    }

    /// Takes a buffer out, so that it can be written while others are read; nothing is allocated.
    pub fn take(&mut self, id: BufferId) -> Buffer {
        std::mem::take(&mut self.data[id.0])
    }

    /// Puts a buffer back.
    pub fn put(&mut self, id: BufferId, data: Buffer) {
        self.data[id.0] = data;
    }

    /// A whole buffer as a matrix.
    pub fn whole(&self, id: BufferId) -> Mat<'_> {
        let (data, cols) = (&self.data[id.0], self.cols[id.0]);
        Mat::new(data, data.len() / cols.max(1), cols)
    }

    /// A view at step `step` as a matrix.
    pub fn view(&self, view: View, step: u64) -> Mat<'_> {
        Mat::new(&self.data[view.buffer.0][view.elements_at(step)], view.rows, view.cols)
    }
}

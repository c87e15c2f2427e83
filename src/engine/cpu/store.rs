//! The engine's memory: one aligned piece a buffer.

use super::buffer::Buffer;
use super::mat::Mat;
use crate::circuit::Storage;
use crate::plan::{self, BufferId, Plan, View};
use crate::real::Half;

/// All buffers of a plan: each in single or in half precision, and empty in the other.
pub struct Store {
    data: Vec<Buffer>,
    halves: Vec<Buffer>,
    rows: Vec<usize>,
    cols: Vec<usize>,
}

impl Store {
    /// Allocates every buffer, filled with zeros.
    pub fn new(plan: &Plan) -> Store {
        let len = |b: &plan::Buffer, storage| if b.storage == storage { b.len() } else { 0 };
        let data = plan.buffers.iter().map(|b| Buffer::zeros(len(b, Storage::F32))).collect();
        let halves = plan.buffers.iter().map(|b| Buffer::zeros(len(b, Storage::F16).div_ceil(2))).collect();
        let (rows, cols) = plan.buffers.iter().map(|b| (b.rows, b.cols)).unzip();
        Store { data, halves, rows, cols }
    }

    /// Elements of a buffer from the host.
    pub fn write(&mut self, id: BufferId, offset: usize, data: &[f32]) {
        let halves = &mut self.halves[id.0];
        if halves.is_empty() {
            self.data[id.0][offset..offset + data.len()].copy_from_slice(data);
        } else {
            let to = &mut halves.halves_mut()[offset..offset + data.len()];
            to.iter_mut().zip(data).for_each(|(to, x)| *to = Half::of(*x));
        }
    }

    /// Elements of a buffer to the host.
    pub fn read(&self, id: BufferId, offset: usize, out: &mut [f32]) {
        let halves = &self.halves[id.0];
        if halves.is_empty() {
            out.copy_from_slice(&self.data[id.0][offset..offset + out.len()]);
        } else {
            let from = &halves.halves()[offset..offset + out.len()];
            out.iter_mut().zip(from).for_each(|(x, from)| *x = from.to_f32());
        }
    }

    /// A whole buffer of half precision as a matrix; `None` if it is of single precision.
    pub fn whole_half(&self, id: BufferId) -> Option<Mat<'_, Half>> {
        let data = self.halves[id.0].halves();
        (!data.is_empty()).then(|| Mat::new(data, self.rows[id.0], self.cols[id.0]))
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
        Mat::new(&self.data[id.0], self.rows[id.0], self.cols[id.0])
    }

    /// A view at step `step` as a matrix.
    pub fn view(&self, view: View, step: u64) -> Mat<'_> {
        Mat::new(&self.data[view.buffer.0][view.elements_at(step)], view.rows, view.cols)
    }
}

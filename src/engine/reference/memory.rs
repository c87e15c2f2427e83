//! The engine's memory: one vector a buffer, read and written as copies.

use super::matrix::Matrix;
use crate::plan::{BufferId, Plan, Structure, StructureId, View};
use std::sync::Arc;

/// All buffers of a plan.
pub struct Memory {
    data: Vec<Vec<f64>>,
    cols: Vec<usize>,
    structures: Vec<Arc<Structure>>,
}

impl Memory {
    /// Every buffer, filled with zeros.
    pub fn new(plan: &Plan) -> Memory {
        let data = plan.buffers.iter().map(|b| vec![0.0; b.len()]).collect();
        Memory { data, cols: plan.buffers.iter().map(|b| b.cols).collect(), structures: plan.structures.clone() }
    }

    /// What synapses form.
    pub fn structure(&self, id: StructureId) -> Arc<Structure> {
        self.structures[id.0].clone()
    }

    /// The elements of a buffer.
    pub fn elements(&self, id: BufferId) -> &[f64] {
        &self.data[id.0]
    }

    /// The elements of a buffer, to write.
    pub fn elements_mut(&mut self, id: BufferId) -> &mut [f64] {
        &mut self.data[id.0]
    }

    /// `rows` rows of a buffer from row `first` on.
    pub fn rows(&self, id: BufferId, first: usize, rows: usize) -> Matrix {
        let cols = self.cols[id.0];
        Matrix { rows, cols, data: self.data[id.0][first * cols..(first + rows) * cols].to_vec() }
    }

    /// All of a buffer.
    pub fn whole(&self, id: BufferId) -> Matrix {
        self.rows(id, 0, self.data[id.0].len() / self.cols[id.0])
    }

    /// What a view sees at step `step`.
    pub fn view(&self, view: View, step: u64) -> Matrix {
        self.rows(view.buffer, view.row_at(step), view.rows)
    }

    /// Overwrites rows of a buffer from row `first` on.
    pub fn store_rows(&mut self, id: BufferId, first: usize, matrix: &Matrix) {
        assert_eq!(matrix.cols, self.cols[id.0], "a row fits its buffer");
        self.data[id.0][first * matrix.cols..][..matrix.data.len()].copy_from_slice(&matrix.data);
    }

    /// Overwrites a buffer from its first row on.
    pub fn store(&mut self, id: BufferId, matrix: &Matrix) {
        self.store_rows(id, 0, matrix);
    }

    /// Overwrites what a view sees at step `step`.
    pub fn store_view(&mut self, view: View, step: u64, matrix: &Matrix) {
        self.store_rows(view.buffer, view.row_at(step), matrix);
    }
}

//! Views of row-major matrices, and their disjoint parts.
use std::marker::PhantomData;
use std::ops::Range;

/// A read-only view of a row-major `rows × cols` matrix whose rows lie `stride` numbers apart.
#[derive(Debug)]
pub struct Mat<'a, T = f32> {
    data: &'a [T],
    rows: usize,
    cols: usize,
    stride: usize,
}

/// Numbers that a view of this shape touches, from the first to the last.
fn span(rows: usize, cols: usize, stride: usize) -> usize {
    assert!(cols <= stride, "rows of {cols} numbers overlap at a stride of {stride}");
    if rows == 0 { 0 } else { (rows - 1) * stride + cols }
}

impl<T> Clone for Mat<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Mat<'_, T> {}

impl<'a, T> Mat<'a, T> {
    /// All of `data`, whose length is `rows · cols` or more (a panic otherwise: the caller's bug).
    pub fn new(data: &'a [T], rows: usize, cols: usize) -> Self {
        Self::with_stride(data, rows, cols, cols)
    }

    /// Rows of `cols` numbers that start every `stride` numbers.
    pub fn with_stride(data: &'a [T], rows: usize, cols: usize, stride: usize) -> Self {
        Self { data: &data[..span(rows, cols, stride)], rows, cols, stride }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Row `i`, `cols` numbers.
    #[inline(always)]
    pub fn row(&self, i: usize) -> &'a [T] {
        &self.data[i * self.stride..][..self.cols]
    }

    /// Numbers from one row to the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Everything from column `j` of row 0 to the end of the last row.
    #[inline(always)]
    pub fn from_col(&self, j: usize) -> &'a [T] {
        &self.data[j.min(self.data.len())..]
    }

    /// The view of some rows.
    pub fn row_range(&self, rows: Range<usize>) -> Self {
        assert!(rows.start <= rows.end && rows.end <= self.rows);
        let start = if rows.is_empty() { 0 } else { rows.start * self.stride };
        Self::with_stride(&self.data[start..], rows.len(), self.cols, self.stride)
    }

    /// Every `step`-th row, beginning with the first.
    pub fn every(&self, step: usize) -> Self {
        Self::with_stride(self.data, self.rows.div_ceil(step), self.cols, step * self.stride)
    }

    /// The view of some columns.
    pub fn col_range(&self, cols: Range<usize>) -> Self {
        assert!(cols.start <= cols.end && cols.end <= self.cols);
        let start = if self.rows == 0 { 0 } else { cols.start };
        Self::with_stride(&self.data[start..], self.rows, cols.len(), self.stride)
    }
}

/// A mutable view of a row-major matrix that can be cut into disjoint parts in both directions.
#[derive(Debug)]
pub struct MatMut<'a> {
    data: *mut f32,
    rows: usize,
    cols: usize,
    stride: usize,
    owner: PhantomData<&'a mut [f32]>,
}

// SAFETY: a view stands for exclusive access to its elements, like the `&mut [f32]` it came from.
unsafe impl Send for MatMut<'_> {}

impl<'a> MatMut<'a> {
    /// All of `data`, whose length is `rows · cols` or more (a panic otherwise: the caller's bug).
    pub fn new(data: &'a mut [f32], rows: usize, cols: usize) -> Self {
        Self::with_stride(data, rows, cols, cols)
    }

    /// Rows of `cols` numbers that start every `stride` numbers.
    pub fn with_stride(data: &'a mut [f32], rows: usize, cols: usize, stride: usize) -> Self {
        let data = data[..span(rows, cols, stride)].as_mut_ptr();
        Self { data, rows, cols, stride, owner: PhantomData }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Row `i`, `cols` numbers.
    #[inline(always)]
    pub fn row(&mut self, i: usize) -> &mut [f32] {
        assert!(i < self.rows);
        // SAFETY: row i < rows lies inside the span checked at construction, its elements belong to
        // this view alone, and the borrow of `self` keeps other rows from being handed out with it.
        unsafe { std::slice::from_raw_parts_mut(self.data.add(i * self.stride), self.cols) }
    }

    /// The same view for a shorter time.
    pub fn reborrow(&mut self) -> MatMut<'_> {
        MatMut { owner: PhantomData, ..*self }
    }

    /// Rows `..at` and rows `at..`.
    pub fn split_rows(self, at: usize) -> (Self, Self) {
        assert!(at <= self.rows);
        let offset = if at < self.rows { at * self.stride } else { 0 };
        // SAFETY: the offset is that of an existing row, or nothing; the parts share no row.
        let data = unsafe { self.data.add(offset) };
        (Self { rows: at, ..self }, Self { data, rows: self.rows - at, ..self })
    }

    /// Columns `..at` and columns `at..`.
    pub fn split_cols(self, at: usize) -> (Self, Self) {
        assert!(at <= self.cols);
        let offset = if self.rows > 0 { at } else { 0 };
        // SAFETY: at ≤ cols stays inside (or one past) row 0; the parts share no element.
        let data = unsafe { self.data.add(offset) };
        (Self { cols: at, ..self }, Self { data, cols: self.cols - at, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_view_are_disjoint_and_cover_it() {
        let mut data = vec![0.0; 5 * 8 + 6];
        let whole = MatMut::with_stride(&mut data, 6, 6, 8);
        let (top, bottom) = whole.split_rows(4);
        let (left, right) = top.split_cols(1);
        for (mark, mut part) in [(1.0, left), (2.0, right), (3.0, bottom)] {
            (0..part.rows()).for_each(|i| part.row(i).iter_mut().for_each(|x| *x += mark));
        }
        let view = Mat::with_stride(&data, 6, 6, 8);
        assert_eq!(view.row(3), [1.0, 2.0, 2.0, 2.0, 2.0, 2.0]);
        assert_eq!(view.row(5), [3.0; 6]);
        assert_eq!(view.row_range(3..5).col_range(0..2).row(1), [3.0; 2]);
        assert_eq!(data[6..8], [0.0; 2]);
    }

    #[test]
    fn empty_views_are_allowed_everywhere() {
        let whole = MatMut::new(&mut [], 0, 7);
        let (top, bottom) = whole.split_rows(0);
        let (left, right) = bottom.split_cols(7);
        assert_eq!((top.rows(), left.rows(), right.cols()), (0, 0, 0));
        let view = Mat::new(&[1.0, 2.0], 2, 1);
        assert_eq!(view.row_range(2..2).col_range(1..1).cols(), 0);
    }
}

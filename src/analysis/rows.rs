//! Samples × features in double precision: what every analysis looks at.

use faer::linalg::matmul::triangular;
use faer::linalg::matmul::triangular::BlockStructure;
use faer::{Accum, Mat, MatRef, Par};

/// A table of numbers, row after row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    data: Vec<f64>,
    cols: usize,
}

impl Rows {
    /// A table of `cols` columns. Panics if the numbers do not fill whole rows: the caller's bug.
    pub fn new(data: Vec<f64>, cols: usize) -> Rows {
        assert!(cols > 0 && data.len().is_multiple_of(cols));
        Rows { data, cols }
    }

    /// The same numbers in double precision.
    pub fn of(data: &[f32], cols: usize) -> Rows {
        Rows::new(data.iter().map(|&x| f64::from(x)).collect(), cols)
    }

    /// The numbers in single precision.
    pub fn single(&self) -> Vec<f32> {
        self.data.iter().map(|&x| x as f32).collect()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.data.len().checked_div(self.cols).unwrap_or(0)
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// One row.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.cols..][..self.cols]
    }

    /// All numbers.
    pub fn data(&self) -> &[f64] {
        &self.data
    }

    /// The first `count` rows, or all if there are fewer.
    pub fn first(&self, count: usize) -> Rows {
        Rows { data: self.data[..count.min(self.rows()) * self.cols].to_vec(), cols: self.cols }
    }

    /// Those rows, in that order; a row may be asked for more than once.
    pub fn select(&self, rows: &[usize]) -> Rows {
        Rows { data: rows.iter().flat_map(|&i| self.row(i)).copied().collect(), cols: self.cols }
    }

    /// The same numbers as a matrix.
    pub fn mat(&self) -> MatRef<'_, f64> {
        MatRef::from_row_major_slice(&self.data, self.rows(), self.cols)
    }

    /// The rows of a matrix. Panics if it has no columns: the caller's bug.
    pub fn of_mat(matrix: MatRef<'_, f64>) -> Rows {
        let (rows, cols) = (matrix.nrows(), matrix.ncols());
        Rows::new((0..rows * cols).map(|i| matrix[(i / cols, i % cols)]).collect(), cols)
    }

    /// One column.
    pub fn column(&self, j: usize) -> Vec<f64> {
        self.data.iter().skip(j).step_by(self.cols).copied().collect()
    }

    /// The same rows in other coordinates, no more than there are rows: those of an orthonormal basis of a space that has
    /// them all. Inner products and distances stay what they are.
    pub fn compact(&self) -> Rows {
        if self.rows() == 0 || self.cols <= self.rows() {
            return self.clone();
        }
        // Aᵀ = Q R: the columns of R are the rows of A in the basis Q.
        Rows::of_mat(self.mat().transpose().qr().thin_R().transpose())
    }

    /// The mean of each column; zeros where there are no rows.
    pub fn means(&self) -> Vec<f64> {
        let mut means = vec![0.0; self.cols];
        for row in self.data.chunks(self.cols.max(1)) {
            means.iter_mut().zip(row).for_each(|(m, x)| *m += x);
        }
        let count = self.rows().max(1) as f64;
        means.iter_mut().for_each(|m| *m /= count);
        // The mean of equal numbers is that number, and not what rounding makes of their sum: what does not vary must not seem
        // to, or its directions would be counted.
        let mut varies = vec![false; self.cols];
        for row in self.data.chunks(self.cols.max(1)) {
            varies.iter_mut().zip(row.iter().zip(&self.data)).for_each(|(varies, (x, first))| *varies |= x != first);
        }
        means
            .iter_mut()
            .zip(&varies)
            .zip(&self.data)
            .filter(|((_, varies), _)| !**varies)
            .for_each(|((m, _), x)| *m = *x);
        means
    }

    /// Without the mean of each column.
    pub fn centred(&self) -> Rows {
        let (means, mut data) = (self.means(), self.data.clone());
        for row in data.chunks_mut(self.cols.max(1)) {
            row.iter_mut().zip(&means).for_each(|(x, m)| *x -= m);
        }
        Rows { data, cols: self.cols }
    }

    /// A Aᵀ, rows × rows: the inner products of all pairs of rows.
    pub fn gram(&self) -> Mat<f64> {
        symmetric(self.mat(), self.mat().transpose())
    }

    /// Aᵀ A, columns × columns.
    pub fn cross(&self) -> Mat<f64> {
        symmetric(self.mat().transpose(), self.mat())
    }
}

/// A B, which is symmetric: one triangle is computed, and copied to the other.
fn symmetric(a: MatRef<'_, f64>, b: MatRef<'_, f64>) -> Mat<f64> {
    let mut product = Mat::zeros(a.nrows(), a.nrows());
    triangular::matmul(
        product.as_mut(),
        BlockStructure::TriangularLower,
        Accum::Replace,
        a,
        BlockStructure::Rectangular,
        b,
        BlockStructure::Rectangular,
        1.0,
        Par::Seq,
    );
    for j in 0..product.ncols() {
        for i in 0..j {
            product[(i, j)] = product[(j, i)];
        }
    }
    product
}

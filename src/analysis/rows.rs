//! Samples × features in double precision: what every analysis looks at.

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

    /// Without the mean of each column.
    pub fn centred(&self) -> Rows {
        let count = self.rows().max(1) as f64;
        let mut means = vec![0.0; self.cols];
        for row in self.data.chunks(self.cols) {
            means.iter_mut().zip(row).for_each(|(m, x)| *m += x / count);
        }
        let data = self.data.chunks(self.cols).flat_map(|row| row.iter().zip(&means).map(|(x, m)| x - m)).collect();
        Rows { data, cols: self.cols }
    }
}

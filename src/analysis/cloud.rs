//! Points that several analyses look at: what all of them begin with is computed once.

use super::rows::Rows;
use faer::Mat;

/// Some points, and how they lie to each other seen from their mean. Room and time: rows² numbers, rows² · cols.
pub struct Cloud {
    /// The points themselves.
    pub points: Rows,
    /// Their mean.
    pub mean: Vec<f64>,
    /// The points without their mean.
    pub centred: Rows,
    /// The inner products of all pairs of points without their mean (rows × rows).
    pub products: Mat<f64>,
}

impl Cloud {
    /// Of the rows of a table.
    pub fn of(points: Rows) -> Cloud {
        let (mean, centred) = (points.means(), points.centred());
        Cloud { products: centred.gram(), points, mean, centred }
    }
}

//! The dimension of some activity, by every estimator.

use crate::analysis::dimension::{Scale, TwoNn, gride, levina_bickel, two_nn};
use crate::analysis::spectrum::components_for;
use crate::run::document::analysis::{Dimension, GrideScale};
use crate::run::manifold::Manifold;

/// Neighbours of Levina and Bickel's estimate.
const LOCAL: usize = 10;

/// The dimension of a manifold.
pub fn of(manifold: &Manifold) -> Dimension {
    let Manifold { main, ratio, neighbours, .. } = manifold;
    let two: Option<TwoNn> = two_nn(neighbours);
    let scale = |Scale { neighbour, dimension, error, distance }| GrideScale {
        neighbour: 2 * neighbour,
        dimension,
        error,
        distance,
    };
    let scales = gride(neighbours).into_iter().map(scale);
    Dimension {
        participation_ratio: ratio.naive,
        participation_ratio_rows: ratio.rows,
        participation_ratio_columns: ratio.columns,
        participation_ratio_both: ratio.both,
        k90: components_for(&main.variances, 0.9),
        k95: components_for(&main.variances, 0.95),
        twonn: two.map(|two| two.linear),
        twonn_ml: two.map(|two| two.ml),
        twonn_censored: two.map(|two| two.censored),
        gride: scales.filter(|scale| scale.dimension.is_finite() && scale.error.is_finite()).collect(),
        levina_bickel: levina_bickel(neighbours, LOCAL),
        duplicates: neighbours.duplicates,
    }
}

//! The dimension of some activity, by every estimator.

use crate::analysis::dimension::{FEWEST, Scale, TwoNn, enough, gride, levina_bickel, two_nn};
use crate::analysis::spectrum::components_for;
use crate::run::document::analysis::{Dimension, GrideScale};
use crate::run::manifold::Manifold;

/// Neighbours of Levina and Bickel's estimate.
const LOCAL: usize = 10;
/// Samples that the participation ratio takes where it is corrected for their number: its sums are over four of them.
const ROWS: usize = 4;

/// The dimension of a manifold.
pub fn of(manifold: &Manifold) -> Dimension {
    let Manifold { main, ratio, neighbours, .. } = manifold;
    let some = enough(neighbours);
    let two: Option<TwoNn> = some.then(|| two_nn(neighbours)).flatten();
    let scale = |Scale { neighbour, dimension, error, distance }| GrideScale {
        neighbour: 2 * neighbour,
        dimension,
        error,
        distance,
    };
    let scales = if some { gride(neighbours) } else { Vec::new() };
    let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
    let mut found = Dimension {
        participation_ratio: finite(ratio.naive),
        participation_ratio_rows: finite(ratio.rows),
        participation_ratio_columns: finite(ratio.columns),
        participation_ratio_both: finite(ratio.both),
        k90: components_for(&main.variances, 0.9),
        k95: components_for(&main.variances, 0.95),
        twonn: finite(two.map(|two| two.linear)),
        twonn_ml: finite(two.map(|two| two.ml)),
        twonn_censored: finite(two.map(|two| two.censored)),
        gride: scales
            .into_iter()
            .map(scale)
            .filter(|scale| scale.dimension.is_finite() && scale.error.is_finite())
            .collect(),
        levina_bickel: finite(some.then(|| levina_bickel(neighbours, LOCAL)).flatten()),
        duplicates: neighbours.duplicates,
        ..Dimension::default()
    };
    let missing = reasons(manifold, &found);
    found.missing = missing.into_iter().map(|(name, why)| (name.to_string(), why)).collect();
    found
}

/// Why what is missing is missing.
fn reasons(manifold: &Manifold, d: &Dimension) -> Vec<(&'static str, String)> {
    let (samples, neurons) = (manifold.samples, manifold.main.basis.cols());
    let spectral = |takes_rows: bool, takes_columns: bool| match () {
        () if manifold.main.variances.iter().sum::<f64>() <= 0.0 => "all samples are equal".to_string(),
        () if takes_rows && samples < ROWS => format!("it takes {ROWS} samples, there are {samples}"),
        () if takes_columns && neurons < 2 => "it takes two neurons".into(),
        () => "the corrected sum of squared variances is not above 0: too few samples for it".into(),
    };
    let differing = samples - manifold.neighbours.duplicates.min(samples);
    let local = match enough(&manifold.neighbours) {
        true => "the neighbours that it compares are equally far from nearly every sample".to_string(),
        false => format!("it takes {FEWEST} samples that differ from each other, there are {differing}"),
    };
    let all = [
        ("participation_ratio", d.participation_ratio.is_some(), spectral(false, false)),
        ("participation_ratio_rows", d.participation_ratio_rows.is_some(), spectral(true, false)),
        ("participation_ratio_columns", d.participation_ratio_columns.is_some(), spectral(false, true)),
        ("participation_ratio_both", d.participation_ratio_both.is_some(), spectral(true, true)),
        ("k90", d.k90.is_some(), spectral(false, false)),
        ("k95", d.k95.is_some(), spectral(false, false)),
        ("twonn", d.twonn.is_some(), local.clone()),
        ("twonn_ml", d.twonn_ml.is_some(), local.clone()),
        ("twonn_censored", d.twonn_censored.is_some(), local.clone()),
        ("gride", !d.gride.is_empty(), local.clone()),
        ("levina_bickel", d.levina_bickel.is_some(), local),
    ];
    all.into_iter().filter(|(_, there, _)| !there).map(|(name, _, why)| (name, why)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cloud::Cloud;
    use crate::analysis::dimension::Neighbours;
    use crate::analysis::rows::Rows;
    use crate::analysis::spectrum::{components_of, participation_of};

    fn dimension(points: Rows) -> Dimension {
        let cloud = Cloud::of(points);
        of(&Manifold {
            samples: cloud.points.rows(),
            main: components_of(&cloud, |variances| variances.len()),
            ratio: participation_of(&cloud),
            neighbours: Neighbours::of_cloud(&cloud, 64),
        })
    }

    /// `samples` of five numbers each, of which `differing` differ.
    fn copies(samples: usize, differing: usize) -> Rows {
        let number = |i: usize| (((i % differing) * 5 + 1) as f64).sin() + (i % differing) as f64 * 0.1;
        Rows::new((0..samples).flat_map(|i| (0..5).map(move |j| number(i) * (j as f64 + 0.3).cos())).collect(), 5)
    }

    fn local(d: &Dimension) -> [bool; 5] {
        [
            d.twonn.is_some(),
            d.twonn_ml.is_some(),
            d.twonn_censored.is_some(),
            !d.gride.is_empty(),
            d.levina_bickel.is_some(),
        ]
    }

    #[test]
    fn with_few_samples_that_differ_every_estimator_of_neighbours_is_null_and_says_why() {
        for differing in [1, 3, 8, 10] {
            let found = dimension(copies(40, differing));
            assert_eq!((local(&found), found.duplicates), ([false; 5], 40 - differing));
            let why = format!("it takes 11 samples that differ from each other, there are {differing}");
            for name in ["twonn", "twonn_ml", "twonn_censored", "gride", "levina_bickel"] {
                assert_eq!(found.missing[name], why);
            }
            assert_eq!(found.missing.contains_key("k95"), differing == 1, "{:?}", found.missing);
        }
        let found = dimension(copies(40, 11));
        assert_eq!((local(&found), found.duplicates), ([true; 5], 29));
        assert!(!found.missing.contains_key("levina_bickel"), "{:?}", found.missing);
    }

    #[test]
    fn where_neighbours_are_equally_far_but_for_rounding_there_is_no_dimension() {
        // The corners of a simplex, turned: all distances are √2.
        let (n, tilt) = (16, 0.3_f64);
        let corner = |i: usize| {
            let mut x = vec![0.0; n];
            x[i] = 1.0;
            for j in 0..n - 1 {
                (x[j], x[j + 1]) =
                    (x[j] * tilt.cos() - x[j + 1] * tilt.sin(), x[j] * tilt.sin() + x[j + 1] * tilt.cos());
            }
            x
        };
        let points = Rows::new((0..n).flat_map(corner).collect(), n);
        let distances = Neighbours::of(&points, n - 1);
        assert!(distances.iter().any(|r| r[0] != r[n - 2]), "rounding is there");
        let found = dimension(points);
        assert_eq!(local(&found), [false; 5], "{found:?}");
        assert!(found.missing["twonn"].contains("equally far"), "{:?}", found.missing);
    }

    #[test]
    fn a_participation_ratio_that_is_missing_says_why() {
        let few = dimension(copies(3, 3));
        assert_eq!(few.missing["participation_ratio_both"], "it takes 4 samples, there are 3");
        assert!(few.participation_ratio.is_some() && !few.missing.contains_key("participation_ratio"));
        let single = dimension(Rows::new((0..20).map(|i| f64::from(i).sin()).collect(), 1));
        assert_eq!(single.missing["participation_ratio_columns"], "it takes two neurons");
        assert_eq!(dimension(copies(20, 1)).missing["participation_ratio"], "all samples are equal");
        let sound = dimension(copies(60, 60));
        assert!(sound.missing.keys().all(|name| name.starts_with("participation_ratio_")), "{:?}", sound.missing);
    }
}

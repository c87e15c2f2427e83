//! Intrinsic dimension. References: scikit-dimension 0.5.0, dadapy 0.3.4; golden means and deviations are over seeds.

mod clouds;

use crate::close::{about, all_close, close, deviation, mean};
use crate::cloud::{cube, gaussian, map, plain, product, rng};
use trifactor::analysis::cloud::Cloud;
use trifactor::analysis::dimension::{Neighbours, TwoNn, decimation, gride, levina_bickel, two_nn};
use trifactor::analysis::rows::Rows;
use trifactor::analysis::subspace::random_basis;
use trifactor::rng::uniform;

fn list(found: TwoNn) -> [f64; 3] {
    [found.linear, found.ml, found.censored]
}

fn points() -> Neighbours {
    Neighbours::of(&plain(2, 200, 3), 64)
}

#[test]
fn two_nn_is_that_of_scikit_dimension() {
    // `TwoNN()`, `method="mle"` with and without `discard_fraction=0`. F from 0 gives a linear estimate of 2.99.
    let found = list(two_nn(&points()).unwrap());
    all_close(&found, &[3.0409895825770623, 2.925167323256067, 3.061870107231882], 1e-12);
}

#[test]
fn levina_bickel_is_the_harmonic_mean_of_scikit_dimension() {
    // `MLE(K=10).fit_transform_pw`, points averaged by their inverses. With k − 2 it is 2.3465.
    close(levina_bickel(&points(), 10).unwrap(), 2.63979388499559, 1e-12);
    // Two neighbours: TwoNN but for its correction.
    close(levina_bickel(&points(), 2).unwrap(), 2.925167323256067 * 200.0 / 199.0, 1e-12);
}

#[test]
fn gride_is_that_of_dadapy() {
    let found = gride(&points());
    let column = |f: fn(&trifactor::analysis::dimension::Scale) -> f64| found.iter().map(f).collect::<Vec<f64>>();
    assert_eq!(column(|s| s.neighbour as f64), [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]);
    // The reference stops its search at 1e-8.
    let dimensions = [
        2.925167333586228,
        2.557256518222129,
        2.587827500408835,
        2.7518817287257695,
        2.493567680192325,
        2.36852692296615,
    ];
    all_close(&column(|s| s.dimension), &dimensions, 1e-8);
    let distances = [
        0.11323046427387407,
        0.15243652198894583,
        0.20467105306075242,
        0.2684345681301006,
        0.3528329383941784,
        0.4717819807907771,
    ];
    all_close(&column(|s| s.distance), &distances, 1e-12);
    let errors = [
        0.20684056576841936,
        0.13044075668845953,
        0.0934068778304595,
        0.07025818995373341,
        0.04499721154655092,
        0.03021542260937862,
    ];
    all_close(&column(|s| s.error), &errors, 1e-7);
    close(found[0].dimension, two_nn(&points()).unwrap().ml, 1e-12);
}

#[test]
fn the_error_of_gride_is_the_curvature_of_its_likelihood() {
    let n = points();
    let (n1, found) = (4, gride(&n)[2]);
    // ln of the density d (μ^d − 1)^(n2−n1−1) / μ^((n2−1)d+1), but for what does not depend on d.
    let likelihood = |d: f64| -> f64 {
        let each = n.iter().map(|r| (r[2 * n1 - 1] / r[n1 - 1]).ln());
        each.map(|x| d.ln() + (n1 - 1) as f64 * (x * d).exp_m1().ln() - (2 * n1 - 1) as f64 * d * x).sum()
    };
    let (d, h) = (found.dimension, 1e-3);
    let curvature = -(likelihood(d + h) - 2.0 * likelihood(d) + likelihood(d - h)) / (h * h);
    close(found.error, curvature.sqrt().recip(), 1e-5);
}

#[test]
fn exact_pareto_ratios_have_their_exponent() {
    // Golden (mean ± deviation at N = 1000): d = 2: 2.000 ± .069 linear, 1.997 ± .064 ML; d = 10: 10.00 ± .34, 9.99 ± .32.
    for (d, spread) in [(2.0, [0.069, 0.064]), (10.0, [0.34, 0.32])] {
        let of = |seed| {
            let mut rng = rng(seed);
            let row = |_| [1.0, (1.0 - uniform(&mut rng)).powf(-1.0 / d)];
            two_nn(&Neighbours::given(Rows::new((0..1000).flat_map(row).collect(), 2))).unwrap()
        };
        let found: Vec<TwoNn> = (0..200).map(of).collect();
        let columns = [0, 1, 2].map(|i| found.iter().map(|f| list(*f)[i]).collect::<Vec<f64>>());
        // The linear fit leans by a fifth of a percent; the likelihoods have no bias.
        [0.003 * d, 0.0, 0.0].iter().zip(&columns).for_each(|(bias, column)| about(column, d, 4.0, *bias));
        for (column, spread) in columns.iter().zip(spread) {
            // A sample deviation has a relative standard error of 1/√(2·200) = 5 %.
            assert!((deviation(column) / spread - 1.0).abs() < 0.2, "{} {spread}", deviation(column));
        }
        close(mean(&columns[1]), d, 4.0 / 998_f64.sqrt() / 200_f64.sqrt());
    }
}

#[test]
fn rotation_scale_padding_and_shift_change_nothing() {
    let x = gaussian(300, 4, &mut rng(1));
    let all = |x: &Rows| {
        let n = Neighbours::of(x, 16);
        let scales = gride(&n).into_iter().map(|s| s.dimension);
        list(two_nn(&n).unwrap()).into_iter().chain(levina_bickel(&n, 10)).chain(scales).collect::<Vec<f64>>()
    };
    let expected = all(&x);
    let rotated = product(&x, &random_basis(4, 4, 3));
    let embedded = product(&x, &random_basis(50, 4, 4));
    let scaled = map(&x, |row| row.iter().map(|x| 1024.0 * x).collect());
    let padded = map(&x, |row| [row, &[0.0; 9]].concat());
    let shifted = map(&x, |row| row.iter().map(|x| x + 100.0).collect());
    all_close(&all(&rotated), &expected, 1e-11);
    all_close(&all(&embedded), &expected, 1e-11);
    assert_eq!(all(&scaled), expected);
    assert_eq!(all(&padded), expected);
    all_close(&all(&shifted), &expected, 1e-9);
}

#[test]
fn distances_are_exact_for_points_that_are_very_near() {
    // Pairs 1e-9 apart beside a mean of 1000: products alone would see nothing.
    let x = cube(60, 5, &mut rng(2));
    let twice = Rows::new(
        (0..120)
            .flat_map(|i| x.row(i / 2).iter().map(move |v| 1000.0 + v + if i % 2 == 1 { 1e-9 } else { 0.0 }))
            .collect(),
        5,
    );
    let found = Neighbours::of(&twice, 7);
    let plain = Neighbours::by(120, 7, |i, j| {
        twice.row(i).iter().zip(twice.row(j)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    });
    assert_eq!(found, plain);
    assert!(found.iter().all(|r| r[0] < 3e-9 && r[1] > 1e-3));
    let tiny = map(&x, |row| row.iter().map(|x| x * 1e-200).collect());
    all_close(&list(two_nn(&Neighbours::of(&tiny, 2)).unwrap()), &list(two_nn(&Neighbours::of(&x, 2)).unwrap()), 1e-12);
}

#[test]
fn neighbours_in_a_cloud_are_those_of_its_points() {
    let doubled = plain(4, 20, 3).select(&[0, 1, 2, 3, 1, 5, 6, 7, 3, 9]);
    for points in [plain(5, 200, 3), plain(6, 10, 40), doubled, plain(7, 1, 3), Rows::new(vec![0.0; 12], 3)] {
        for k in [0, 1, 4, 300] {
            assert_eq!(Neighbours::of_cloud(&Cloud::of(points.clone()), k), Neighbours::of(&points, k));
        }
    }
}

#[test]
fn duplicates_are_counted_and_change_nothing_else() {
    let x = gaussian(200, 3, &mut rng(3));
    let mut order: Vec<usize> = (0..200).collect();
    order.extend([5, 5, 17, 199]);
    let (with, without) = (Neighbours::of(&x.select(&order), 12), Neighbours::of(&x, 12));
    assert_eq!((with.duplicates, without.duplicates), (4, 0));
    assert!(with.iter().eq(without.iter()));
    let zeros = Neighbours::of(&Rows::new(vec![0.0, -0.0, 0.0], 1), 2);
    assert_eq!((zeros.points(), zeros.duplicates), (0, 2));
    assert_eq!((two_nn(&zeros), levina_bickel(&zeros, 2), gride(&zeros).len()), (None, None, 0));
}

#[test]
fn too_few_points_have_no_dimension() {
    for n in 0..3 {
        let few = Neighbours::of(&plain(2, n, 3), 10);
        assert_eq!((two_nn(&few), levina_bickel(&few, 2)), (None, None));
    }
    let lattice = Neighbours::of(&Rows::new(vec![0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0], 2), 2);
    assert_eq!((two_nn(&lattice), levina_bickel(&lattice, 2), gride(&lattice).len()), (None, None, 0));
    assert_eq!(Neighbours::of(&plain(2, 5, 3), 10).known(), 4);
    // What is not finite is no reason to stop.
    let mut numbers = plain(2, 9, 3).data().to_vec();
    (numbers[4], numbers[10]) = (f64::NAN, f64::INFINITY);
    assert_eq!(Neighbours::of(&Rows::new(numbers, 3), 3).points(), 9);
}

#[test]
fn decimation_tells_a_line_from_the_noise_around_it() {
    let mut rng = rng(4);
    let (along, around) = (cube(4000, 1, &mut rng), gaussian(4000, 5, &mut rng));
    let x = Rows::new(
        (0..4000)
            .flat_map(|i| {
                let at = along.row(i)[0];
                around.row(i).iter().enumerate().map(move |(j, e)| if j == 0 { 10.0 * at } else { 0.002 * e })
            })
            .collect(),
        5,
    );
    let found = decimation(&x, 60, 1);
    let sizes: Vec<usize> = found.iter().map(|d| d.points).collect();
    assert_eq!(sizes, [4000, 2000, 1000, 500, 250, 125, 62]);
    assert_eq!((found[0].dimension, found[0].deviation), (two_nn(&Neighbours::of(&x, 2)).unwrap().ml, None));
    assert!(found.is_sorted_by(|a, b| a.distance < b.distance && a.dimension > b.dimension));
    // Many dimensions at distances of the noise; one at those far above.
    // (TwoNN's error is about 1.5 d/√N: neighbours are shared.)
    assert!(found[0].dimension > 2.0 && (found[6].dimension - 1.0).abs() < 6.0 / 4000_f64.sqrt(), "{found:?}");
    assert!(decimation(&x, 5000, 1).is_empty());
}

//! Spectra and participation ratios. References: NumPy 1.26.4 (singular values), dimensionality 0.1.4 (Chun et al.).

use crate::close::{about, all_close, close, mean};
use crate::cloud::{gaussian, map, plain, product, rng};
use trifactor::analysis::cloud::Cloud;
use trifactor::analysis::rows::Rows;
use trifactor::analysis::spectrum::{
    ParticipationRatio, components, components_for, components_of, participation_of, participation_ratio, variances,
};

fn tall() -> Rows {
    map(&plain(1, 60, 7), |row| row.iter().zip(1..).map(|(x, k)| x * f64::from(k)).collect())
}

/// Four dimensions in thirty, with noise and a mean.
fn low_rank() -> Rows {
    let signal = product(&plain(5, 40, 4), &plain(6, 4, 30));
    Rows::new(signal.data().iter().zip(plain(7, 40, 30).data()).map(|(a, b)| a + 0.1 * b + 3.0).collect(), 30)
}

#[test]
fn variances_are_those_of_numpy_for_tall_and_for_wide_tables() {
    let expected = [
        4.040559908825804,
        2.749202236908683,
        2.4390744003665565,
        1.2385127390917827,
        0.5937008954581439,
        0.2913059197673903,
        0.08245510659312524,
    ];
    all_close(&variances(&tall()), &expected, 1e-13);
    let expected = [
        0.6635726895496712,
        0.45846220360376017,
        0.3545141761174402,
        0.28597376171655253,
        0.25630484296452144,
        0.2014819977903582,
        0.14708971442716173,
        0.10424402700037991,
        0.07773712773073665,
    ];
    all_close(&variances(&plain(8, 10, 30)), &expected, 1e-13);
}

#[test]
fn components_are_orthonormal_and_hold_the_variances_they_claim() {
    for x in [tall(), plain(8, 10, 30), low_rank()] {
        let k = 6;
        let found = components(&x, k);
        assert_eq!(found.basis.rows(), k);
        all_close(&found.variances, &variances(&x), 1e-12);
        let gram = found.basis.gram();
        let scores = x.centred().mat() * found.basis.mat().transpose();
        for i in 0..k {
            for j in 0..k {
                close(gram[(i, j)], f64::from(u8::from(i == j)), 1e-13);
            }
            close(scores.col(i).squared_norm_l2() / (x.rows() - 1) as f64, found.variances[i], 1e-11);
        }
    }
}

#[test]
fn no_more_components_are_given_than_there_are() {
    let found = components(&plain(8, 10, 30), 100);
    assert_eq!((found.basis.rows(), found.variances.len()), (9, 9));
    assert_eq!(components(&plain(8, 1, 30), 2).basis.rows(), 0);
    // Three equal rows and one more: one direction varies; the others are orthonormal all the same.
    let x = plain(8, 4, 6).select(&[0, 0, 0, 1]);
    let found = components(&x, 3);
    let gram = found.basis.gram();
    (0..3).for_each(|i| (0..3).for_each(|j| close(gram[(i, j)], f64::from(u8::from(i == j)), 1e-13)));
    assert_eq!(components_for(&found.variances, 0.999), Some(1));
}

#[test]
fn components_for_a_share_are_the_fewest_that_hold_it() {
    let variances = [5.0, 3.0, 1.0, 1.0];
    let needed = |share| components_for(&variances, share);
    assert_eq!([0.5, 0.51, 0.8, 0.9, 0.95, 1.0].map(needed), [1, 2, 2, 3, 4, 4].map(Some));
    assert_eq!(components_for(&[0.0, 0.0], 0.9), None);
}

#[test]
fn participation_ratios_are_those_of_the_reference() {
    let found = participation_ratio(&low_rank());
    // The reference does not centre and loses digits to the mean of 3: it is off NumPy's spectrum by 7e-11.
    close(found.naive.unwrap(), 1.6658381199387882, 1e-13);
    let reference = [1.6658381198730585, 1.7157277299464775, 1.713291819611761, 1.7674721191108558];
    let found = [found.naive, found.rows, found.columns, found.both].map(Option::unwrap);
    all_close(&found, &reference, 1e-9);
}

#[test]
fn participation_ratios_do_not_change_with_mean_scale_or_order() {
    let x = low_rank();
    let other = map(&x, |row| row.iter().rev().zip(1..).map(|(x, k)| 7.0 * x + f64::from(k)).collect());
    let list = |p: ParticipationRatio| [p.naive, p.rows, p.columns, p.both].map(Option::unwrap);
    all_close(&list(participation_ratio(&other)), &list(participation_ratio(&x)), 1e-9);
}

#[test]
fn participation_ratios_say_none_where_there_is_too_little() {
    let of = |rows, cols| participation_ratio(&plain(9, rows, cols));
    assert_eq!(of(1, 5), ParticipationRatio::default());
    assert!(of(3, 5).naive.is_some() && of(3, 5).columns.is_some());
    assert_eq!((of(3, 5).rows, of(3, 5).both), (None, None));
    assert_eq!((of(9, 1).columns, of(9, 1).both), (None, None));
    assert_eq!(participation_ratio(&Rows::new(vec![2.0; 30], 3)), ParticipationRatio::default());
}

#[test]
fn the_naive_ratio_of_isotropic_data_follows_its_law() {
    for (d, n, golden) in [(50, 100, 33.02), (100, 1000, 90.81)] {
        let ratios: Vec<f64> =
            (0..8).map(|s| participation_ratio(&gaussian(n, d, &mut rng(s))).naive.unwrap()).collect();
        let (d, m) = (d as f64, n as f64 - 1.0);
        // The ratio hardly moves with the draw: 0.35 and 0.08 over seeds.
        about(&ratios, (d * m + 2.0) / (d + m + 1.0), 4.0, 0.02);
        about(&ratios, golden, 4.0, 0.02);
    }
}

#[test]
fn corrected_ratios_see_twenty_dimensions_whatever_is_sampled() {
    // Golden: naive and corrected for both; rows and columns for 100 × 100.
    for (p, q, naive, one) in [(100, 100, 14.1, Some(16.6)), (50, 400, 13.7, None), (400, 50, 13.6, None)] {
        let of = |seed| {
            let mut rng = rng(seed);
            participation_ratio(&product(&gaussian(p, 20, &mut rng), &gaussian(20, q, &mut rng)))
        };
        let found: Vec<ParticipationRatio> = (0..12).map(of).collect();
        let list =
            |f: fn(&ParticipationRatio) -> Option<f64>| found.iter().map(|p| f(p).unwrap()).collect::<Vec<f64>>();
        about(&list(|p| p.both), 20.0, 4.0, 0.0);
        about(&list(|p| p.naive), naive, 4.0, 0.1);
        if let Some(one) = one {
            about(&list(|p| p.rows), one, 4.0, 0.1);
            about(&list(|p| p.columns), one, 4.0, 0.1);
        }
        assert!(mean(&list(|p| p.naive)) < 15.0);
    }
}

#[test]
fn a_cloud_has_the_spectrum_of_its_points() {
    for points in [plain(5, 30, 4), plain(6, 10, 40), plain(7, 1, 3)] {
        let cloud = Cloud::of(points.clone());
        assert_eq!(components_of(&cloud, |_| 3), components(&points, 3));
        assert_eq!(participation_of(&cloud), participation_ratio(&points));
    }
    // As many as hold nine tenths of the variance: the count is told when the variances are known.
    let points = low_rank();
    let enough = components_of(&Cloud::of(points.clone()), |variances| components_for(variances, 0.9).unwrap());
    assert_eq!(enough.basis.rows(), components_for(&components(&points, 1).variances, 0.9).unwrap());
}

//! Subspaces. Reference: SciPy 1.17.1, `scipy.linalg.subspace_angles`.

use crate::close::{about, all_close, close, mean};
use crate::cloud::{gaussian, map, plain, product, rng};
use std::f64::consts::FRAC_PI_2;
use trifactor::analysis::alignment::{captured_curve, captured_fraction};
use trifactor::analysis::rows::Rows;
use trifactor::analysis::subspace::{Span, captured, excess, overlap, principal_angles, random_basis};

fn shifted(x: &Rows) -> Rows {
    map(x, |row| row.iter().map(|x| x - 0.5).collect())
}

#[test]
fn principal_angles_are_those_of_scipy() {
    let (a, b) = (shifted(&plain(3, 4, 20)), shifted(&plain(4, 6, 20)));
    let expected = [0.8289621550904449, 1.0085868092096977, 1.2502870475754293, 1.276633497290455];
    all_close(&principal_angles(&a, &b), &expected, 1e-13);
    all_close(&principal_angles(&b, &a), &expected, 1e-13);
    close(overlap(&a, &b), expected.iter().map(|t| t.cos().powi(2)).sum(), 1e-13);
}

#[test]
fn small_and_large_angles_keep_their_digits() {
    for t in [0.0, 1e-15, 1e-12, 1e-8, 1e-4, 0.1, 0.7, 0.8, 1.5] {
        let a = Rows::new(vec![1.0, 0.0, 0.0, 0.0, 1.0, 0.0], 3);
        let b = Rows::new(vec![0.0, 3.0 * f64::cos(t), 3.0 * f64::sin(t)], 3);
        let found = principal_angles(&a, &b)[0];
        assert!((found - t).abs() <= 1e-9 * t + 2e-16, "{found} {t}");
    }
}

#[test]
fn angles_depend_on_spans_not_on_their_bases() {
    let (a, b) = (shifted(&plain(3, 4, 20)), shifted(&plain(4, 6, 20)));
    let mixed = product(&shifted(&plain(31, 9, 4)), &a);
    all_close(&principal_angles(&mixed, &b), &principal_angles(&a, &b), 1e-12);
    // Nine rows of rank four: a subspace of four dimensions, at no angle to itself.
    assert!(principal_angles(&mixed, &a).iter().all(|t| *t < 1e-13));
    assert_eq!(principal_angles(&mixed, &a).len(), 4);
    assert!(principal_angles(&Rows::new(vec![0.0; 20], 20), &a).is_empty());
}

#[test]
fn random_subspaces_share_dimensions_by_chance() {
    let (p, q, n) = (10, 20, 200);
    let pairs: Vec<(f64, f64)> = (0..60)
        .map(|seed| {
            let (a, b) = (random_basis(n, p, seed), random_basis(n, q, 1000 + seed));
            (overlap(&a, &b), principal_angles(&a, &b)[0].to_degrees())
        })
        .collect();
    let (overlaps, smallest): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    about(&overlaps, (p * q) as f64 / n as f64, 4.0, 0.0);
    println!("smallest angle {:.2}", mean(&smallest));
    // Golden, in whole degrees: far from 90 although nothing relates them.
    assert!((mean(&smallest) - 61.0).abs() < 1.0, "{}", mean(&smallest));
}

#[test]
fn a_random_jacobian_is_captured_as_the_beta_law_says() {
    // Golden: mean .1000, deviation .0097; the law's is .0095.
    let (n, m, k, count) = (200, 10, 20, 600);
    let fractions: Vec<f64> = (0..count)
        .map(|seed| {
            let basis = random_basis(n, k, 7);
            let curve = captured(&gaussian(m, n, &mut rng(seed)), &basis);
            assert_eq!(curve.len(), k);
            curve[k - 1]
        })
        .collect();
    let (a, b) = ((m * k) as f64 / 2.0, (m * (n - k)) as f64 / 2.0);
    let variance = a * b / ((a + b).powi(2) * (a + b + 1.0));
    close(variance.sqrt(), 0.0095, 1e-4);
    about(&fractions, 0.1, 4.0, 0.0);
    let found = fractions.iter().map(|f| (f - 0.1).powi(2)).sum::<f64>() / count as f64;
    println!("captured fraction: deviation {:.4}, law {:.4}", found.sqrt(), variance.sqrt());
    // A sample variance has a relative standard error of √(2/count).
    assert!((found / variance - 1.0).abs() < 4.0 * (2.0 / count as f64).sqrt(), "{found} {variance}");
}

#[test]
fn the_captured_fraction_grows_to_one_in_a_whole_space() {
    let (j, basis) = (shifted(&plain(3, 4, 20)), random_basis(20, 20, 3));
    let curve = captured(&j, &basis);
    assert!(curve.is_sorted());
    close(curve[19], 1.0, 1e-13);
    let first = product(&j, &Rows::new(basis.row(0).to_vec(), 1));
    close(
        curve[0],
        first.data().iter().map(|x| x * x).sum::<f64>() / j.data().iter().map(|x| x * x).sum::<f64>(),
        1e-13,
    );
    assert!(captured(&Rows::new(vec![0.0; 20], 20), &basis).is_empty());
}

#[test]
fn single_precision_captures_the_same() {
    let (j, basis) = (shifted(&plain(3, 40, 20)), random_basis(20, 7, 3));
    let curve = captured_curve(&j.single(), &basis.single(), 20);
    all_close(&curve, &captured(&j, &basis), 1e-6);
    close(captured_fraction(&j.single(), &basis.single(), 20).unwrap(), curve[6], 1e-6);
    assert!(captured_curve(&[0.0; 40], &basis.single(), 20).is_empty());
}

#[test]
fn a_span_of_orthonormal_rows_is_the_span_of_the_rows() {
    let (rows, basis) = (plain(3, 4, 20), random_basis(20, 6, 3));
    let found = Span::of(&rows).angles(&Span::of_orthonormal(&basis));
    all_close(&found, &principal_angles(&rows, &basis), 1e-13);
    assert_eq!(found.len(), 4);
}

#[test]
fn excess_is_nothing_at_chance_and_one_for_all() {
    assert_eq!(excess(0.1, 20, 200), Some(0.0));
    close(excess(1.0, 20, 200).unwrap(), 1.0, 1e-15);
    assert!(excess(0.05, 20, 200).unwrap() < 0.0);
    assert_eq!(excess(1.0, 200, 200), None);
}

#[test]
fn a_random_basis_is_orthonormal_and_has_no_preferred_direction() {
    let basis = random_basis(30, 12, 5);
    let gram = basis.gram();
    (0..12).for_each(|i| (0..12).for_each(|j| close(gram[(i, j)], f64::from(u8::from(i == j)), 1e-13)));
    assert_eq!(basis, random_basis(30, 12, 5));
    assert_ne!(basis, random_basis(30, 12, 6));
    // Of a uniformly random plane in five dimensions every axis holds 2/5 on average, and angles to it average 90 degrees.
    let axis = |i: usize| -> Vec<f64> {
        (0..400).map(|seed| random_basis(5, 2, seed)).map(|b| b.row(0)[i].powi(2) + b.row(1)[i].powi(2)).collect()
    };
    (0..5).for_each(|i| about(&axis(i), 0.4, 4.0, 0.0));
    assert!(principal_angles(&random_basis(5, 2, 1), &random_basis(5, 2, 1)).iter().all(|t| *t < FRAC_PI_2 * 1e-14));
}

//! A manifold and a Jacobian that are known.

use crate::linear::{HIDDEN, INPUTS, a, b, session};

/// The orthonormal rows that span the columns of A (HIDDEN × INPUTS), by Gram and Schmidt.
fn span(a: &[f64]) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for column in 0..INPUTS {
        let mut left: Vec<f64> = a.chunks(INPUTS).map(|row| row[column]).collect();
        for u in basis.iter().chain(&basis.clone()) {
            let inside: f64 = u.iter().zip(&left).map(|(u, x)| u * x).sum();
            left.iter_mut().zip(u).for_each(|(x, u)| *x -= inside * u);
        }
        let norm = left.iter().map(|x| x * x).sum::<f64>().sqrt();
        basis.push(left.into_iter().map(|x| x / norm).collect());
    }
    basis
}

#[test]
fn a_linear_circuits_manifold_captures_of_the_jacobian_what_its_weights_say() {
    let mut session = session("credit: manifold_noise(manifold: pca(rank: 8)), run: run(updates: 5)");
    let (basis, b) = (span(&a(&session)), b(&session));
    let total: f64 = b.iter().map(|w| w * w).sum();
    let dot = |row: &[f64], u: &[f64]| row.iter().zip(u).map(|(w, u)| w * u).sum::<f64>();
    let inside = |u: &Vec<f64>| b.chunks(HIDDEN).map(|row| dot(row, u).powi(2)).sum::<f64>();
    let known = basis.iter().map(inside).sum::<f64>() / total;

    let document = session.analyse(400).unwrap();
    let h = &document.populations["h"];
    let alignment = h.alignment.as_ref().expect("a circuit of one step has exact Jacobians");
    assert_eq!((alignment.rank, alignment.captured.len()), (INPUTS, INPUTS), "no more than vary");
    assert!((alignment.captured[INPUTS - 1] - known).abs() < 1e-4, "{:?}, known {known}", alignment.captured);
    assert!(alignment.captured.is_sorted());
    assert_eq!(alignment.chance, 0.1);
    // The captured fraction of a random subspace has a standard deviation of √(0.1 · 0.9 / 91) = 0.031.
    assert!((alignment.null - alignment.chance).abs() < 0.07, "{}", alignment.null);
    // Σ cos² of the angles to the row space of B has the mean pq/n by chance.
    assert_eq!((alignment.angles.len(), alignment.null_angles.len()), (3, 3));
    assert!(alignment.angles.is_sorted() && alignment.null_angles[0] > 40.0);
    assert!(document.populations["y"].alignment.is_none(), "the output's Jacobian is the identity");
}

#[test]
fn the_variance_of_a_linear_circuit_lies_in_as_many_dimensions_as_it_has_inputs() {
    let mut session = session("run: run(updates: 5)");
    let document = session.analyse(400).unwrap();
    let h = &document.populations["h"];
    assert_eq!((h.neurons, h.samples, document.trials), (HIDDEN, 400, 400));
    assert!((h.spectrum.iter().sum::<f64>() - 1.0).abs() < 1e-6);
    assert!(h.spectrum[INPUTS..].iter().all(|share| *share < 1e-9), "{:?}", &h.spectrum[INPUTS..]);
    assert!(h.dimension.k95.unwrap() <= INPUTS);

    // The participation ratio (tr C)² / tr C² from the activity that is computed here.
    let rows: Vec<Vec<f64>> = (0..400).map(|trial| crate::linear::hidden(&session, trial)).collect();
    let mean: Vec<f64> = (0..HIDDEN).map(|j| rows.iter().map(|row| row[j]).sum::<f64>() / 400.0).collect();
    let covariance = |i: usize, j: usize| rows.iter().map(|row| (row[i] - mean[i]) * (row[j] - mean[j])).sum::<f64>();
    let trace: f64 = (0..HIDDEN).map(|i| covariance(i, i)).sum();
    let square: f64 = (0..HIDDEN * HIDDEN).map(|at| covariance(at / HIDDEN, at % HIDDEN).powi(2)).sum();
    let ratio = h.dimension.participation_ratio.unwrap();
    assert!((ratio - trace * trace / square).abs() < 1e-4, "{ratio}, known {}", trace * trace / square);
    // Inputs are Gaussian, the map is linear: neighbours see as many dimensions, a little fewer near the edge.
    let twonn = h.dimension.twonn_ml.unwrap();
    assert!((4.5..7.5).contains(&twonn), "{twonn}");
}

//! Node perturbation: on average the third factor is the exact credit, sample by sample; and its variance is known.
//!
//! In a linear circuit with squared loss δL = gᵀξ + ½ ξᵀAξ with A = JᵀJ, so that M = δL ξ/σ² has the mean g and the
//! variance |g|² + g_i² + σ²/4 (tr²A + 2 tr A² + 4 trA A_ii + 8 (A²)_ii) per draw; antithetic twins lose the last term.

use crate::arrays::{double, normals, product, projected, single, square, transpose};
use crate::fact::{Columns, Fact};
use crate::lab::{Lab, chain};
use trifactor::plan::Plan;

const N: usize = 10;
const OUTPUTS: usize = 3;
const REPLICAS: usize = 6;

/// Third factors of an update in a row (replicas · n), the exact credit in the same layout, and J.
pub struct Credits {
    pub third_factors: Columns,
    pub exact: Vec<f64>,
    pub jacobian: Vec<f64>,
}

pub fn measure(noise: &str, manifold: &str, alter: fn(&mut Plan), repetitions: usize) -> Credits {
    let credit = format!("node_perturbation(noise: noise({noise}){manifold})");
    let mut lab = Lab::altered(&chain(&[4, N, OUTPUTS], "identity", &credit, REPLICAS), alter);
    lab.present(&single(&normals("inputs", REPLICAS * 4)), &single(&normals("targets", REPLICAS * OUTPUTS)));
    let mut third_factors = Columns::new();
    for _ in 0..repetitions {
        lab.run(1);
        third_factors.add(&lab.read("third_factor.h1"));
    }
    let jacobian = double(&lab.read("weights.h1_y"));
    let full = product(&double(&lab.read("error")), &jacobian, OUTPUTS);
    let exact = lab.basis("h1").map_or(full.clone(), |basis| projected(&full, &basis, N));
    Credits { third_factors, exact, jacobian }
}

pub fn is_the_exact_credit(noise: &str, manifold: &str, alter: fn(&mut Plan)) -> Fact {
    let Credits { third_factors, exact, .. } = measure(noise, manifold, alter, 4000);
    third_factors.agree("third factor", &exact)
}

#[test]
fn node_perturbation_gives_the_exact_credit_on_average() {
    for noise in
        ["sigma: 0.1", "sigma: 0.1, per_sample: 3", "sigma: 0.3, antithetic: true", "sigma: 0.1, draws: rademacher"]
    {
        is_the_exact_credit(noise, "", |_| ()).unwrap();
    }
    is_the_exact_credit("sigma: 0.1, draws: orthogonal, per_sample: 2", "", |_| ()).unwrap();
}

#[test]
fn node_perturbation_in_a_subspace_gives_the_projected_credit() {
    is_the_exact_credit("sigma: 0.1", ", manifold: Some(random(rank: 3))", |_| ()).unwrap();
    is_the_exact_credit("sigma: 0.1, per_sample: 4", ", manifold: Some(random(rank: 10))", |_| ()).unwrap();
}

fn has_its_variance(sigma: f64, per_sample: usize, antithetic: bool, second_order: f64) -> Fact {
    let noise = format!("sigma: {sigma:?}, per_sample: {per_sample}, antithetic: {antithetic}");
    let Credits { third_factors, exact, jacobian } = measure(&noise, "", |_| (), 4000);
    let a = product(&transpose(&jacobian, N), &jacobian, OUTPUTS);
    let a2 = product(&a, &a, N);
    let trace = |m: &[f64]| (0..N).map(|i| m[i * N + i]).sum::<f64>();
    let expected = exact.chunks(N).flat_map(|g| {
        (0..N).map(|i| {
            let (aii, a2ii) = (a[i * N + i], a2[i * N + i]);
            let curved = trace(&a).powi(2) + 2.0 * trace(&a2) + 4.0 * trace(&a) * aii + 8.0 * a2ii;
            (square(g) + g[i] * g[i] + second_order * sigma * sigma / 4.0 * curved) / per_sample as f64
        })
    });
    third_factors.vary("third factor", &expected.collect::<Vec<_>>())
}

#[test]
fn node_perturbation_has_the_variance_of_its_law() {
    has_its_variance(1.0, 1, false, 1.0).unwrap();
    has_its_variance(0.5, 4, false, 1.0).unwrap();
    assert!(has_its_variance(1.0, 1, false, 0.0).is_err());
}

#[test]
fn antithetic_twins_free_node_perturbation_of_the_second_order() {
    has_its_variance(1.0, 1, true, 0.0).unwrap();
    assert!(has_its_variance(1.0, 1, true, 1.0).is_err());
}

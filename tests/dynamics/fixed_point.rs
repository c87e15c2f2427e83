//! A linear circuit comes to rest where its own loop reproduces it.

use crate::bench::{Bench, farthest};

const N: usize = 20;

fn circuit(neurons: &str, delay: usize, more: &str) -> String {
    format!(
        "Circuit(task: pulse(inputs: {N}, on: 400.0, duration: 400.0),
           populations: {{\"in\": input, \"n\": rate(size: {N}, activation: identity, bias: 0.2, {neurons})}},
           projections: [
             (from: \"in\", to: \"n\", connectivity: one_to_one, weights: constant(value: 1.0), plastic: false),
             (from: \"n\", to: \"n\", delay: {delay}, weights: normal(std: 0.5), plastic: false{more}),
           ],
           run: (replicas: 1, updates: 1), probes: [(population: \"n\")])"
    )
}

/// (1 − W)⁻¹ u by elimination with pivots.
fn rest(weights: &[f64], u: &[f64]) -> Vec<f64> {
    let n = u.len();
    let row = |i: usize| {
        let one = |j: usize| if i == j { 1.0 } else { 0.0 };
        (0..n).map(|j| one(j) - weights[i * n + j]).chain([u[i]]).collect::<Vec<f64>>()
    };
    let mut rows: Vec<Vec<f64>> = (0..n).map(row).collect();
    for k in 0..n {
        let pivot = (k..n).max_by(|&a, &b| rows[a][k].abs().total_cmp(&rows[b][k].abs())).expect("rows are left");
        rows.swap(k, pivot);
        let of = rows[k].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != k) {
            let factor = row[k] / of[k];
            row.iter_mut().zip(&of).for_each(|(x, y)| *x -= factor * y);
        }
    }
    (0..n).map(|k| rows[k][n] / rows[k][k]).collect()
}

#[test]
fn a_linear_circuit_rests_at_one_minus_w_inverse_times_bias_and_input() {
    for neurons in [
        "tau: 5.0",
        "tau: 5.0, form: activity",
        "tau: uniform(2.0, 9.0), scheme: euler",
        "tau: 5.0, form: activity, scheme: euler",
        "tau: instant",
    ] {
        for (delay, more) in [(1, ""), (4, ""), (1, ", connectivity: probability(p: 0.4)")] {
            let mut bench = Bench::exact(&circuit(neurons, delay, more));
            let input = |i: usize| (i as f32 * 0.7).cos();
            bench.run(|_, _, i| input(i));
            let name = format!("weights.n_n_delay{delay}");
            let stored = bench.read(&name).into_iter().map(|w| w as f32).collect();
            let weights: Vec<f64> = bench.plan.structure_of(1).to_dense(stored).into_iter().map(f64::from).collect();
            assert!(weights.iter().map(|w| w * w).sum::<f64>() > 1.0, "there is a loop");
            let u: Vec<f64> = (0..N).map(|i| f64::from(input(i)) + f64::from(0.2_f32)).collect();
            let off = farthest(bench.recorded(0).last().expect("steps"), &rest(&weights, &u));
            assert!(off < 1e-6, "{neurons}, delay {delay}{more}: off by {off:e}");
        }
    }
}

//! Feedback learned from noise that is filtered as the eligibility is. In a linear circuit
//! v(t) = (1−α) v(t−1) + α W x(t−1), with activity x = v + σ Ω and Ω(t) = ρ Ω(t−1) + √(1−ρ²) ξ(t), ρ = 1−α, the output
//! y = R x changes with Ω(t) as R (1 + S(t)), where S(0) = 0 and S(t) = ρ (((1−α) + α W) S(t−1) + α W): what noise does
//! later is credited to it as far as it lasts.

use crate::arrays::{normals, product, projected, single};
use crate::lab::Lab;

const N: usize = 5;
const OUTPUTS: usize = 3;
const STEPS: usize = 12;
const REPLICAS: usize = 64;
const UPDATES: u64 = 400;
const TAU: f64 = 4.0;

fn circuit(credit: &str) -> String {
    format!(
        "Circuit(
            task: teacher(inputs: 2, outputs: {OUTPUTS}, rank: 1, duration: {STEPS}.0),
            populations: {{
                \"x\": input,
                \"h\": rate(size: {N}, activation: identity, tau: {TAU}, scheme: euler),
                \"y\": rate(size: {OUTPUTS}, activation: identity),
            }},
            projections: [(from: \"x\", to: \"h\"), (from: \"h\", to: \"h\", delay: 1), (from: \"h\", to: \"y\")],
            loss: squared,
            credit: {credit},
            plasticity: plasticity(optimizer: sgd(rate: 0.0)),
            run: run(replicas: {REPLICAS}, updates: {UPDATES}),
        )"
    )
}

fn open(credit: &str) -> (Lab, Vec<f64>, Vec<f64>) {
    let mut lab = Lab::open(&circuit(credit));
    let recurrent: Vec<f64> = normals("recurrent", N * N).iter().map(|w| w * 0.9 / (N as f64).sqrt()).collect();
    let readout = normals("readout", OUTPUTS * N);
    lab.write("weights.h_h_delay1", &single(&recurrent));
    lab.write("weights.h_y", &single(&readout));
    lab.present(&[0.5, -0.3], &[0.2; OUTPUTS]);
    lab.run(UPDATES * STEPS as u64);
    (lab, recurrent, readout)
}

/// R (1 + S(t)) (n_o × n) at every step.
fn exact(recurrent: &[f64], readout: &[f64]) -> Vec<Vec<f64>> {
    let (alpha, identity) = (1.0 / TAU, |at: usize| if at.is_multiple_of(N + 1) { 1.0 } else { 0.0 });
    let mut s = vec![0.0; N * N];
    (0..STEPS)
        .map(|t| {
            if t > 0 {
                let a: Vec<f64> =
                    recurrent.iter().enumerate().map(|(at, w)| (1.0 - alpha) * identity(at) + alpha * w).collect();
                let carried = product(&a, &s, N);
                s = carried.iter().zip(recurrent).map(|(c, w)| (1.0 - alpha) * (c + alpha * w)).collect();
            }
            let with: Vec<f64> = s.iter().enumerate().map(|(at, s)| identity(at) + s).collect();
            product(readout, &with, N)
        })
        .collect()
}

fn mean(of: &[Vec<f64>]) -> Vec<f64> {
    (0..of[0].len()).map(|i| of.iter().map(|row| row[i]).sum::<f64>() / of.len() as f64).collect()
}

/// The distance of two matrices relative to the second's norm.
fn distance(found: &[f64], expected: &[f64]) -> f64 {
    let norm = |x: &mut dyn Iterator<Item = f64>| x.map(|x| x * x).sum::<f64>().sqrt();
    norm(&mut found.iter().zip(expected).map(|(a, b)| a - b)) / norm(&mut expected.iter().copied())
}

/// Five standard errors: an estimate of d directions from K samples is off by √(d/K) of the Jacobian's norm, and samples
/// of one trial count for less, for the noise lasts.
fn tolerance(directions: usize, steps: usize) -> f64 {
    let alpha = 1.0 / TAU;
    let lasting = (2.0 - alpha) / alpha;
    5.0 * (directions as f64 * lasting.min(steps as f64) / (UPDATES as f64 * (REPLICAS * steps) as f64)).sqrt()
}

#[test]
fn feedback_from_filtered_noise_is_the_filtered_jacobian() {
    let credit = "vanilla_noise(noise: noise(sigma: 0.1), feedback: running_mean)";
    let (lab, recurrent, readout) = open(credit);
    let expected = mean(&exact(&recurrent, &readout));
    let off = distance(&lab.feedback("h"), &expected);
    assert!(off < tolerance(N, STEPS), "off by {off:.4} of the norm, allowed {:.4}", tolerance(N, STEPS));
    // What noise does within its own step is something else.
    assert!(distance(&readout, &expected) > 4.0 * tolerance(N, STEPS));
}

#[test]
fn mutant_noise_without_the_filter_is_found_out() {
    let credit = "vanilla_noise(noise: noise(sigma: 0.1), feedback: running_mean, filter: white)";
    let (lab, recurrent, readout) = open(credit);
    let feedback = lab.feedback("h");
    let off = distance(&feedback, &mean(&exact(&recurrent, &readout)));
    assert!(off > 3.0 * tolerance(N, STEPS), "off by {off:.4} only");
    // It sees what noise does within its own step: the readout.
    assert!(distance(&feedback, &readout) < tolerance(N, STEPS));
}

#[test]
fn manifold_coordinates_hold_the_filtered_jacobian_inside_the_subspace() {
    let credit = "manifold_noise(noise: noise(sigma: 0.1), manifold: random(rank: 3), feedback: running_mean)";
    let (lab, recurrent, readout) = open(credit);
    let basis = lab.basis("h").expect("a subspace");
    let expected = projected(&mean(&exact(&recurrent, &readout)), &basis, N);
    let off = distance(&lab.feedback("h"), &expected);
    assert!(off < tolerance(3, STEPS) * 1.5, "off by {off:.4} of the norm");
}

#[test]
fn feedback_of_its_own_for_each_step_is_the_jacobian_of_that_step() {
    let credit = "vanilla_noise(noise: noise(sigma: 0.1), feedback: running_mean, per_step: true)";
    let (lab, recurrent, readout) = open(credit);
    let exact = exact(&recurrent, &readout);
    for (t, (found, expected)) in lab.feedback("h").chunks(OUTPUTS * N).zip(&exact).enumerate() {
        let off = distance(found, expected);
        assert!(off < tolerance(N, 1), "step {t}: off by {off:.4} of the norm, allowed {:.4}", tolerance(N, 1));
    }
    assert!(distance(&exact[0], &exact[STEPS - 1]) > 2.0 * tolerance(N, 1), "steps differ");
}

//! Populations perturbed at once disturb each other's estimates: (d/K) Σ_m ‖J_m U_m‖²/‖J_l U_l‖² inside the bracket.
//! The change of the output is Σ_m J_m ξ_m; what the others add to Ĵ_l is uncorrelated with ξ_l, has mean 0 and, summed
//! over the d components of each row, the variance d ‖J_m U_m‖² / K. Vanilla noise is the case U = I, d = n.

use crate::arrays::{dot, normals, product, projected, single, square};
use crate::fact::{Fact, Sample};
use crate::lab::{Lab, chain};
use trifactor::analysis::law;

const SIZES: [usize; 5] = [2, 60, 40, 50, 3];

/// One population's share in the bench.
struct Layer {
    jacobian: Vec<f64>,
    /// ‖J U‖²
    captured: f64,
    d: usize,
}

/// A deep linear circuit, its exact Jacobians, and `repetitions` mean squares of each population's estimate.
fn measure(credit: &str, replicas: usize, per_turn: u64, repetitions: usize) -> (Vec<Layer>, Vec<[Vec<f64>; 2]>) {
    let mut lab = Lab::open(&chain(&SIZES, "identity", credit, replicas));
    let mut jacobian: Option<Vec<f64>> = None;
    let mut layers = Vec::new();
    for (l, to) in [(3, "y"), (2, "h3"), (1, "h2")] {
        let (post, pre) = (SIZES[l + 1], SIZES[l]);
        let weights: Vec<f64> = normals(to, post * pre).iter().map(|w| w / (pre as f64).sqrt()).collect();
        lab.write(&format!("weights.h{l}_{to}"), &single(&weights));
        let exact = jacobian.map_or(weights.clone(), |j| product(&j, &weights, post));
        let basis = lab.basis(&format!("h{l}"));
        let captured = basis.as_ref().map_or(square(&exact), |basis| square(&projected(&exact, basis, pre)));
        layers.push(Layer { jacobian: exact.clone(), captured, d: basis.map_or(pre, |basis| basis.len() / pre) });
        jacobian = Some(exact);
    }
    layers.reverse();
    let mut found = vec![[Vec::new(), Vec::new()]; 3];
    for _ in 0..repetitions {
        lab.run(per_turn);
        for (l, (layer, found)) in layers.iter().zip(&mut found).enumerate() {
            let feedback = lab.feedback(&format!("h{}", l + 1));
            let norm = square(&layer.jacobian);
            found[0].push(dot(&feedback, &layer.jacobian) / norm);
            found[1].push(square(&feedback) / norm);
        }
    }
    (layers, found)
}

/// Each population's mean cosine (as ratio of expectations) is the law's, with this much of the others' cross-talk.
fn carries_cross_talk(credit: &str, share: f64, per_turn: u64) -> Fact {
    let replicas = 24;
    let (layers, found) = measure(credit, replicas, per_turn, 500);
    let total: f64 = layers.iter().map(|layer| layer.captured).sum();
    for (layer, [along, square_]) in layers.iter().zip(&found) {
        let f = layer.captured / square(&layer.jacobian);
        let cross = share * (total - layer.captured) / layer.captured;
        let cosine = law::cosine_with_cross_talk(f, layer.d as f64, replicas as f64, cross);
        println!("f = {f:.3}, cross = {cross:.2}");
        Sample::of(along).agrees("along J", f, 0.0)?;
        Sample::of(square_).agrees("square", (f / cosine).powi(2), 0.0)?;
    }
    Ok(())
}

const VANILLA: &str = "vanilla_noise(noise: noise(sigma: 0.1, turns: TURNS), feedback: rebuilt)";
const MANIFOLD: &str =
    "manifold_noise(noise: noise(sigma: 0.1, turns: TURNS), manifold: random(rank: 12), feedback: rebuilt)";

#[test]
fn populations_perturbed_together_carry_cross_talk() {
    for credit in [VANILLA, MANIFOLD] {
        let credit = credit.replace("TURNS", "together");
        carries_cross_talk(&credit, 1.0, 1).unwrap();
        assert!(carries_cross_talk(&credit, 0.0, 1).is_err());
    }
}

#[test]
fn populations_that_take_turns_carry_none() {
    for credit in [VANILLA, MANIFOLD] {
        let credit = credit.replace("TURNS", "round_robin");
        carries_cross_talk(&credit, 0.0, 3).unwrap();
        assert!(carries_cross_talk(&credit, 1.0, 3).is_err());
    }
}

//! How much energy the noise has, read off the perturbed activity of a silent circuit.

use crate::arrays::{double, square};
use crate::fact::{Fact, Sample};
use crate::lab::{Lab, chain};

const N: usize = 40;

/// The mean of |ξ|² is `expected`.
fn energy(credit: &str, expected: f64) -> Fact {
    let replicas = 50;
    let mut lab = Lab::open(&chain(&[2, N, 1], "identity", credit, replicas));
    let mut energies = Vec::new();
    for _ in 0..40 {
        lab.run(1);
        // Without input the clean activity is 0, and the twins' activity is the noise.
        let activity = double(&lab.read("learn.activity.h1"));
        assert!(activity[..replicas * N].iter().all(|x| *x == 0.0));
        energies.extend(activity[replicas * N..].chunks(N).map(square));
    }
    Sample::of(&energies).agrees(credit, expected, 0.0)
}

#[test]
fn vanilla_noise_has_the_energy_of_all_directions_or_of_those_it_is_told() {
    energy("vanilla_noise(noise: noise(sigma: 0.2))", 0.04 * N as f64).unwrap();
    energy("vanilla_noise(noise: noise(sigma: 0.2), energy_of_rank: Some(6))", 0.04 * 6.0).unwrap();
    assert!(energy("vanilla_noise(noise: noise(sigma: 0.2), energy_of_rank: Some(6))", 0.04 * 6.5).is_err());
}

#[test]
fn noise_in_a_manifold_has_the_energy_of_its_rank() {
    for draws in ["gaussian", "rademacher", "orthogonal"] {
        let noise = format!("noise: noise(sigma: 0.2, draws: {draws})");
        energy(&format!("manifold_noise({noise}, manifold: random(rank: 6))"), 0.04 * 6.0).unwrap();
    }
}

#[test]
fn an_isotropic_share_leaves_the_energy_as_it_was() {
    for share in [0.1, 0.5, 0.9] {
        let credit = |share: f64| {
            format!("manifold_noise(noise: noise(sigma: 0.2), manifold: random(rank: 6), isotropic: {share:?})")
        };
        energy(&credit(share), 0.04 * 6.0).unwrap();
    }
}

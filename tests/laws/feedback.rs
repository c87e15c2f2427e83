//! Learned feedback converges to E[J] (vanilla) or E[J] UᵀU (manifold), where the Jacobian differs from sample to sample
//! too; and the running mean of feedback is the mean of single estimates.

use crate::arrays::{double, normals, projected, single};
use crate::fact::{Columns, Fact};
use crate::lab::{Lab, chain};
use crate::rule::Rule;
use trifactor::analysis::jacobian::{Layer, Network, Synapses};
use trifactor::plan::Plan;

pub const SIZES: [usize; 5] = [5, 14, 12, 10, 2];
const REPLICAS: usize = 8;

/// A deep tanh circuit at work far from where it is linear.
pub fn curved(credit: &str, alter: fn(&mut Plan)) -> Lab {
    let mut lab = Lab::altered(&chain(&SIZES, "tanh", credit, REPLICAS), alter);
    lab.present(&single(&normals("inputs", REPLICAS * SIZES[0])), &[0.5; REPLICAS * SIZES[4]]);
    for (l, name) in ["x_h1", "h1_h2", "h2_h3", "h3_y"].iter().enumerate() {
        let (post, pre) = (SIZES[l + 1], SIZES[l]);
        let weights: Vec<f64> = normals(name, post * pre).iter().map(|w| 1.5 * w / (pre as f64).sqrt()).collect();
        lab.write(&format!("weights.{name}"), &single(&weights));
    }
    lab.run(1);
    lab
}

/// The circuit at its trials, for the oracle.
pub fn network(lab: &Lab) -> Network {
    let names = ["x", "h1", "h2", "h3", "y"];
    let layer = |(l, name): (usize, &&str)| {
        let mut activity = lab.read(&format!("learn.activity.{name}"));
        activity.truncate(REPLICAS * SIZES[l]);
        // A perturbation leaves the clean rows, which come first, alone.
        let slope = match l {
            0 => Vec::new(),
            4 => vec![1.0; activity.len()],
            _ => activity.iter().map(|r| 1.0 - r * r).collect(),
        };
        Layer { neurons: SIZES[l], activity, slope }
    };
    let synapses = (0..4).map(|l| {
        let weights = lab.read(&format!("weights.{}_{}", names[l], names[l + 1]));
        Synapses { from: l, to: l + 1, weights, exist: None, shared: None }
    });
    Network {
        trials: REPLICAS,
        layers: names.iter().enumerate().map(layer).collect(),
        synapses: synapses.collect(),
        order: (0..5).collect(),
        output: 4,
    }
}

/// Estimates of every hidden population's mean Jacobian have the right mean.
pub fn converges_to_the_mean_jacobian(credit: &str, alter: fn(&mut Plan), updates: usize) -> Fact {
    let mut lab = curved(credit, alter);
    let network = network(&lab);
    let jacobians = network.jacobians();
    let mut found = vec![Columns::new(); 3];
    for _ in 0..updates {
        lab.run(3); // everybody's turn, should they take turns
        for (l, found) in found.iter_mut().enumerate() {
            found.rows.push(lab.feedback(&format!("h{}", l + 1)));
        }
    }
    for (l, found) in (1..).zip(found) {
        let (name, n) = (format!("h{l}"), SIZES[l]);
        let mean = double(&network.mean_jacobian(jacobians[l].as_ref().unwrap(), n));
        let expected = lab.basis(&name).map_or(mean.clone(), |basis| projected(&mean, &basis, n));
        found.agree(&name, &expected)?;
    }
    Ok(())
}

#[test]
fn feedback_converges_to_the_mean_jacobian() {
    for noise in ["sigma: 0.01", "sigma: 0.01, antithetic: true", "sigma: 0.02, turns: round_robin, per_sample: 2"] {
        let credit = format!("vanilla_noise(noise: noise({noise}), feedback: rebuilt)");
        converges_to_the_mean_jacobian(&credit, |_| (), 2000).unwrap();
    }
}

#[test]
fn feedback_in_a_subspace_converges_to_the_projected_mean_jacobian() {
    for noise in ["sigma: 0.01", "sigma: 0.02, draws: rademacher", "sigma: 0.02, draws: orthogonal"] {
        let credit = format!("manifold_noise(noise: noise({noise}), manifold: random(rank: 6), feedback: rebuilt)");
        converges_to_the_mean_jacobian(&credit, |_| (), 2000).unwrap();
    }
}

#[test]
fn a_running_mean_is_the_mean_of_single_estimates() {
    let rule = Rule { outputs: 3, ..Rule::manifold(30, 5, 0.5, 4) };
    let (estimates, jacobian) = rule.estimates(200);
    let (mut lab, same) = rule.open("running_mean");
    assert_eq!(jacobian, same);
    lab.run(200);
    for (i, mean) in lab.feedback("h1").into_iter().enumerate() {
        assert!((mean - estimates.component(i).mean).abs() < 1e-5);
    }
}

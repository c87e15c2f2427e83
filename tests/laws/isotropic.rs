//! An isotropic share of the noise teaches the feedback that lies off the manifold.

use crate::arrays::{difference, double, product, projected, single};
use crate::fact::{Columns, Fact};
use crate::lab::{Lab, chain};
use crate::rule::Rule;

const N: usize = 20;
const OUTPUTS: usize = 2;

/// Estimates on the manifold (C U), off it, and together, with the Jacobian and the basis.
struct Shares {
    inside: Columns,
    outside: Columns,
    whole: Columns,
    jacobian: Vec<f64>,
    basis: Vec<f64>,
}

fn measure(share: f64, repetitions: usize) -> Shares {
    let rule = Rule { outputs: OUTPUTS, ..Rule::manifold(N, 4, 0.5, 16) };
    let jacobian = rule.open("rebuilt").1;
    let credit = rule.credit("rebuilt").replace("feedback:", &format!("isotropic: {share:?}, feedback:"));
    let mut lab = Lab::open(&chain(&[2, N, OUTPUTS], "identity", &credit, 16));
    lab.write("weights.h1_y", &single(&jacobian));
    lab.present(&[0.3; 2 * 16], &[0.7, -0.4].repeat(16));
    let basis = lab.basis("h1").unwrap();
    let mut shares = Shares { inside: Columns::new(), outside: Columns::new(), whole: Columns::new(), jacobian, basis };
    for _ in 0..repetitions {
        lab.run(1);
        let inside = lab.feedback("h1");
        let off = double(&lab.read("feedback_off.h1"));
        let outside = difference(&off, &projected(&off, &shares.basis, N));
        let whole: Vec<f64> = inside.iter().zip(&outside).map(|(a, b)| a + b).collect();
        broadcasts(&lab, &whole);
        shares.inside.rows.push(inside);
        shares.outside.rows.push(outside);
        shares.whole.rows.push(whole);
    }
    shares
}

/// The third factor is the error through both parts of the feedback.
fn broadcasts(lab: &Lab, whole: &[f64]) {
    let expected = product(&double(&lab.read("error")), whole, OUTPUTS);
    let third_factor = double(&lab.read("third_factor.h1"));
    let scale = third_factor.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
    for (found, expected) in third_factor.iter().zip(&expected) {
        assert!((found - expected).abs() < 1e-5 * scale, "{found} {expected}");
    }
}

fn is_unbiased(share: f64) -> Fact {
    let Shares { inside, outside, whole, jacobian, basis } = measure(share, 1500);
    let along = projected(&jacobian, &basis, N);
    inside.agree("on the manifold", &along)?;
    outside.agree("off the manifold", &difference(&jacobian, &along))?;
    whole.agree("together", &jacobian)
}

#[test]
fn an_isotropic_share_learns_the_whole_jacobian() {
    for share in [0.1, 0.5] {
        is_unbiased(share).unwrap();
    }
}

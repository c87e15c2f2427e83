//! Node perturbation estimates the derivative of the loss: mean, variance, and mutants that get one of them wrong.

use crate::problem::{Problem, exact};
use crate::session;
use crate::texts::Mlp;
use trifactor::engine::Engine;
use trifactor::engine::reference::ReferenceEngine;
use trifactor::plan::{BufferId, Plan, Program, Which, Work};

/// How far the mean of the estimates lies from the exact gradient, in standard errors: the greatest |z|.
pub fn greatest_z(estimates: &[Vec<f64>], exact: &[f64]) -> f64 {
    let count = estimates.len() as f64;
    let z = exact.iter().enumerate().map(|(i, exact)| {
        let mean = estimates.iter().map(|e| e[i]).sum::<f64>() / count;
        let variance = estimates.iter().map(|e| (e[i] - mean).powi(2)).sum::<f64>() / (count - 1.0);
        ((mean - exact) / (variance / count).sqrt()).abs()
    });
    z.fold(0.0, f64::max)
}

const UPDATES: usize = 4000;
/// Far below the curvature's scale, and far above rounding in f64: the bias of σ² is 10⁻⁶ of a standard error.
const CREDIT: &str = "node_perturbation(noise: (sigma: 0.0001))";

/// Estimates of every hidden gradient over many updates at fixed parameters. `edit` changes the plan, which is cut
/// after operation `cut`; `tamper` changes what stands in the buffers at the cut.
fn estimates(
    problem: &Problem,
    edit: impl Fn(&mut Plan),
    cut: &str,
    tamper: impl Fn(&mut ReferenceEngine),
) -> Vec<Vec<f64>> {
    let mut plan = problem.plan.clone();
    edit(&mut plan);
    let at = plan.learn.ops.iter().rposition(|op| op.work.name() == cut).expect("the plan has it") + 1;
    // The rest of the step takes the place of the evaluation.
    let rest = plan.learn.ops.split_off(at);
    plan.evaluate = Some(Program { ops: rest, ..plan.learn.clone() });
    let problem = Problem { plan, ..problem.clone() };
    let mut engine = problem.open();
    let one = |_| {
        problem.reset(&mut engine);
        engine.advance(Which::Learn, 1).expect("a finite loss");
        tamper(&mut engine);
        engine.advance(Which::Evaluate, 1).expect("a finite loss");
        hidden_only(&problem, problem.gradients(&engine))
    };
    (0..UPDATES).map(one).collect()
}

/// The gradients of hidden parameters in one vector; the readout's are exact under every source.
fn hidden_only(problem: &Problem, gradients: Vec<Vec<f64>>) -> Vec<f64> {
    let hidden = |id: BufferId| !problem.plan.buffer(id).name.ends_with("out");
    let both = problem.parameters.iter().zip(gradients);
    both.filter(|((id, _), _)| hidden(*id)).flat_map(|(_, gradient)| gradient).collect()
}

fn deep() -> Mlp {
    Mlp { hidden: vec![5, 4], loss: "cross_entropy", credit: CREDIT.into(), replicas: 3, ..Mlp::default() }
}

fn z_of(edit: impl Fn(&mut Plan), cut: &str, tamper: impl Fn(&mut ReferenceEngine)) -> f64 {
    let problem = Problem::new(deep(), 3);
    let exact = hidden_only(&problem, exact(deep(), 3));
    greatest_z(&estimates(&problem, edit, cut, tamper), &exact)
}

#[test]
fn node_perturbation_is_backprop_on_average() {
    // The largest of 49 standard normal numbers exceeds 4.5 once in 3000 seeds.
    let z = z_of(|_| {}, "difference", |_| {});
    assert!(z < 4.5, "{z} standard errors");
}

#[test]
fn mutant_sigma_for_its_square_is_found_out() {
    let over_sigma = |plan: &mut Plan| {
        for op in &mut plan.learn.ops {
            if let Work::Reward(reward) = &mut op.work {
                reward.scale *= 1e-4;
            }
        }
    };
    assert!(z_of(over_sigma, "difference", |_| {}) > 10.0);
}

#[test]
fn mutant_loss_change_of_the_batch_for_that_of_the_sample_is_found_out() {
    let change = change_of(&Problem::new(deep(), 3).plan);
    let average = |engine: &mut ReferenceEngine| {
        let changes = engine.read_f64(change);
        let mean = changes.iter().sum::<f64>() / changes.len() as f64;
        engine.write_f64(change, 0, &vec![mean; changes.len()]);
    };
    assert!(z_of(|_| {}, "difference", average) > 10.0);
}

fn change_of(plan: &Plan) -> BufferId {
    let find = |op: &trifactor::plan::Op| match &op.work {
        Work::Reward(reward) => Some(reward.change),
        _ => None,
    };
    plan.learn.ops.iter().find_map(find).expect("node perturbation has a reward")
}

/// Variance of the estimates of a hidden bias over what theory says, averaged over neurons. Every replica shows the
/// same sample, so that the bias estimate is a mean of B independent third factors of variance |g|² + g_i².
fn variance_over_law(tamper: impl Fn(&mut ReferenceEngine, &Plan)) -> f64 {
    let (replicas, n) = (4, 6);
    let mlp = || {
        let credit = CREDIT.into();
        Mlp { hidden: vec![n], activation: "identity", loss: "cross_entropy", credit, replicas, ..Mlp::default() }
    };
    let problem = Problem::new(mlp(), 1);
    let bias =
        problem.parameters.iter().position(|(id, _)| problem.plan.buffer(*id).name == "bias.h0").expect("exists");
    let g = &exact(mlp(), 1)[bias];
    let all = estimates(&problem, |_| {}, "draw", |engine| tamper(engine, &problem.plan));
    // The hidden parameters are the weights (n × 4) and then the biases.
    let power: f64 = g.iter().map(|g| g * g).sum();
    let ratio = |i: usize| {
        let values = all.iter().map(|e| e[4 * n + i]);
        let mean = values.clone().sum::<f64>() / UPDATES as f64;
        let variance = values.map(|x| (x - mean).powi(2)).sum::<f64>() / (UPDATES - 1) as f64;
        variance * replicas as f64 / (power + g[i] * g[i])
    };
    (0..n).map(ratio).sum::<f64>() / n as f64
}

#[test]
fn the_variance_of_one_component_is_the_gradient_squared_plus_its_own() {
    // A variance from 4000 draws with kurtosis below 9 is off by 4.5 % per neuron.
    let ratio = variance_over_law(|_, _| {});
    assert!((ratio - 1.0).abs() < 0.1, "{ratio}");
}

#[test]
fn mutant_noise_shared_across_samples_is_found_out_by_its_variance() {
    let share = |engine: &mut ReferenceEngine, plan: &Plan| {
        let name = |id: &BufferId| plan.buffer(*id).name == "coordinates.h0";
        let id = session::ids(plan).find(name).expect("h0 is perturbed");
        let cols = plan.buffer(id).cols;
        let first = engine.read_f64(id)[..cols].to_vec();
        (1..plan.buffer(id).rows).for_each(|row| engine.write_f64(id, row * cols, &first));
    };
    let ratio = variance_over_law(share);
    assert!(ratio > 3.0, "its mean is right, its variance four times what it should be: {ratio}");
}

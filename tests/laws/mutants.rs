//! Mistakes that are easily made, made on purpose in the plan: the facts that they break are seen to break.

use crate::cosine::follows_the_law;
use crate::feedback::converges_to_the_mean_jacobian;
use crate::reward::is_the_exact_credit;
use crate::rule::Rule;
use crate::window::single_estimates_have_their_variance;
use std::sync::Arc;
use trifactor::circuit::Storage;
use trifactor::plan::op::{Backward, Draw, Propagate};
use trifactor::plan::structure::Dense;
use trifactor::plan::{Buffer, BufferId, Initial, Op, Plan, Role, Structure, StructureId, View, When, Work};

const SIGMA: f32 = 0.1;

fn constant(plan: &mut Plan, rows: usize, cols: usize, value: f32) -> BufferId {
    let name = format!("mutant{}", plan.buffers.len());
    plan.buffers.push(Buffer {
        name,
        rows,
        cols,
        role: Role::Parameter,
        storage: Storage::F32,
        initial: Initial::Value(value),
    });
    BufferId(plan.buffers.len() - 1)
}

fn op(work: Work) -> Op {
    Op { label: "mutant".into(), when: When::Step, work }
}

/// Divides by σ instead of σ².
fn sigma_for_its_square(plan: &mut Plan) {
    for op in &mut plan.learn.ops {
        match &mut op.work {
            Work::Estimate(work) => work.scale *= SIGMA,
            Work::Reward(work) => work.scale *= SIGMA,
            _ => {}
        }
    }
}

/// Forgets to divide by the number of draws a sample.
fn sum_for_mean(plan: &mut Plan) {
    for op in &mut plan.learn.ops {
        if let Work::Reward(work) = &mut op.work {
            work.scale *= work.per_sample as f32;
        }
    }
}

/// One number for all samples: the batch's mean change of loss or output in place of each sample's own.
fn batch_mean_change(plan: &mut Plan) {
    let at = plan.learn.ops.iter().position(|op| matches!(op.work, Work::Difference(_))).unwrap();
    let Work::Difference(work) = &plan.learn.ops[at].work else { unreachable!() };
    let (change, draws, cols) = (work.to, work.draws, work.of.cols);
    let average = constant(plan, draws, draws, 1.0 / draws as f32);
    let mean = constant(plan, draws, cols, 0.0);
    let work = Backward {
        delta: View::whole(average, draws, draws),
        ahead: 0,
        weights: change,
        structure: every_synapse(plan, draws, cols),
        replicas: draws,
        post: draws,
        pre: cols,
        third_factor: mean,
        add: false,
    };
    plan.learn.ops.insert(at + 1, op(Work::Backward(work)));
    for op in &mut plan.learn.ops[at + 2..] {
        match &mut op.work {
            Work::Estimate(work) => work.change = mean,
            Work::Reward(work) => work.change = mean,
            _ => {}
        }
    }
}

fn every_synapse(plan: &mut Plan, post: usize, pre: usize) -> StructureId {
    plan.structures.push(Arc::new(Structure::Dense(Dense { post, pre })));
    StructureId(plan.structures.len() - 1)
}

/// All samples get the same noise.
fn shared_noise(plan: &mut Plan) {
    let mut at = 0;
    while at < plan.learn.ops.len() {
        if let Work::Draw(draw) = plan.learn.ops[at].work.clone() {
            // One draw, as a column, is spread over the rows by a product with ones.
            let column = constant(plan, draw.rank, 1, 0.0);
            let ones = constant(plan, draw.draws, 1, 1.0);
            let one = Draw { coordinates: column, draws: 1, replicas: 1, ..draw.clone() };
            let from = View::whole(ones, draw.draws, 1);
            let to = View::whole(draw.coordinates, draw.draws, draw.rank);
            plan.learn.ops[at] = op(Work::Draw(one));
            at += 1;
            let structure = every_synapse(plan, draw.rank, 1);
            let work = Propagate { from, weights: column, structure, to, add: false };
            plan.learn.ops.insert(at, op(Work::Propagate(work)));
        }
        at += 1;
    }
}

/// Noise half as large again as the estimator believes.
fn louder_noise(plan: &mut Plan) {
    for op in &mut plan.learn.ops {
        if let Work::Perturb(work) = &mut op.work {
            work.scale *= 1.5;
        }
    }
}

#[test]
fn dividing_by_sigma_for_its_square_is_noticed() {
    let alter = sigma_for_its_square;
    assert!(follows_the_law(&Rule { alter, ..Rule::manifold(50, 5, 0.6, 10) }, 300).is_err());
    assert!(single_estimates_have_their_variance(&Rule { alter, ..Rule::vanilla(12, 8) }).is_err());
    let credit = "vanilla_noise(noise: noise(sigma: 0.01), feedback: rebuilt)";
    assert!(converges_to_the_mean_jacobian(credit, alter, 1000).is_err());
    assert!(is_the_exact_credit("sigma: 0.1", "", alter).is_err());
}

#[test]
fn dividing_by_too_few_draws_is_noticed() {
    assert!(is_the_exact_credit("sigma: 0.1, per_sample: 3", "", sum_for_mean).is_err());
}

#[test]
fn noise_of_another_size_than_believed_is_noticed() {
    let alter = louder_noise;
    assert!(follows_the_law(&Rule { alter, ..Rule::manifold(50, 5, 0.6, 10) }, 300).is_err());
    assert!(is_the_exact_credit("sigma: 0.1, per_sample: 3", "", alter).is_err());
}

#[test]
fn the_batch_mean_of_the_change_is_noticed() {
    let alter = batch_mean_change;
    assert!(follows_the_law(&Rule { alter, ..Rule::vanilla(50, 10) }, 300).is_err());
    let credit = "vanilla_noise(noise: noise(sigma: 0.01), feedback: rebuilt)";
    assert!(converges_to_the_mean_jacobian(credit, alter, 1000).is_err());
    assert!(is_the_exact_credit("sigma: 0.1", "", alter).is_err());
}

#[test]
fn noise_shared_across_samples_is_noticed() {
    let alter = shared_noise;
    assert!(follows_the_law(&Rule { alter, ..Rule::vanilla(50, 10) }, 300).is_err());
    assert!(follows_the_law(&Rule { alter, ..Rule::manifold(50, 8, 0.6, 10) }, 300).is_err());
    assert!(single_estimates_have_their_variance(&Rule { alter, ..Rule::vanilla(12, 8) }).is_err());
    // The mean alone does not tell: shared noise with each sample's own change is unbiased.
    is_the_exact_credit("sigma: 0.1", "", alter).unwrap();
    // Together with the batch's mean change it is what pairs every sample's credit with every other's input.
    let both = |plan: &mut Plan| {
        shared_noise(plan);
        batch_mean_change(plan);
    };
    assert!(is_the_exact_credit("sigma: 0.1", "", both).is_err());
}

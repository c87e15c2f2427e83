//! Products by cuBLAS: by the stand-in of the emulated driver, or by NVIDIA's on a real GPU.
//!
//! The rest of the suite is done by our own kernels, as its products are small.

use crate::texts::Mlp;
use crate::{corpus, device, operations, session, whole};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use trifactor::engine::Engine;
use trifactor::engine::cuda::settings::Blas;
use trifactor::engine::cuda::{CudaEngine, Settings};
use trifactor::plan::op::Propagate;
use trifactor::plan::{Op, Plan, Role, Structure, StructureId, View, Work};

/// An engine that gives cuBLAS all that cuBLAS can do.
fn open(plan: Plan) -> Box<dyn Engine> {
    Box::new(engine(plan, Blas::Always))
}

fn engine(plan: Plan, blas: Blas) -> CudaEngine {
    CudaEngine::open_with(plan, 0, Settings { blas, ..Settings::default() }).expect("a GPU")
}

/// Among operations whose launches may be products by cuBLAS, the first of every shape: the corpus repeats them.
fn of_every_shape() -> impl Fn(&Plan, &Op) -> bool {
    let seen = RefCell::new(HashSet::new());
    move |plan, op| shape(plan, op).is_some_and(|shape| seen.borrow_mut().insert(shape))
}

/// Everything of such an operation but where its buffers lie.
fn shape(plan: &Plan, op: &Op) -> Option<String> {
    let of = |view: View| (view.first, view.rows, view.cols, view.slots);
    let is_dense = |id: StructureId| matches!(plan.structure(id), Structure::Dense(_));
    match &op.work {
        Work::Propagate(Propagate { from, to, weights, add, structure }) if is_dense(*structure) => {
            Some(format!("propagate {:?} {:?} {:?} {add}", of(*from), of(*to), plan.buffer(*weights).storage))
        }
        Work::Backward(op) if is_dense(op.structure) => {
            Some(format!("backward {:?} {} {} {}", of(op.delta), op.pre, op.ahead, op.add))
        }
        Work::Broadcast(op) => {
            let (through, off) = (op.basis.is_some(), op.off.is_some());
            Some(format!("broadcast {:?} {:?} {} {through} {off}", of(op.error), of(op.feedback), op.neurons))
        }
        Work::Learn(op) if is_dense(op.structure) => {
            let (how, signs) = (&op.change.plasticity, op.change.dale.is_some());
            Some(format!("learn {:?} {:?} {} {how:?} {signs}", of(op.delta), of(op.activity), op.replicas))
        }
        _ => None,
    }
}

#[test]
fn every_operation_with_products_by_cublas_agrees_with_the_reference() {
    if !device::has_cublas() {
        return;
    }
    let done = RefCell::new(BTreeMap::<&str, usize>::new());
    let counted = |plan: Plan| -> Box<dyn Engine> {
        let kind = plan.learn.ops[0].work.name();
        let engine = engine(plan, Blas::Always);
        *done.borrow_mut().entry(kind).or_default() += engine.launches().cublas;
        Box::new(engine)
    };
    operations::agree(counted, of_every_shape());
    if std::env::var_os("TRIFACTOR_ONLY").is_none() {
        let done = done.into_inner();
        assert!(done.len() == 4 && done.values().all(|products| *products > 1), "products by cuBLAS: {done:?}");
    }
}

#[test]
fn operations_with_products_by_cublas_touch_and_see_only_what_they_declare() {
    if device::has_cublas() {
        operations::keep_to_their_access(open, of_every_shape());
    }
}

#[test]
fn circuits_that_learn_with_cublas_follow_the_reference_for_20_updates() {
    if device::has_cublas() {
        whole::learning_follows_the_reference(open);
    }
}

#[test]
fn advancing_in_pieces_with_cublas_changes_no_bit() {
    if device::has_cublas() {
        let credits = ["feedback_alignment()", "manifold_noise(manifold: pca(rank: 3, every: 2))"];
        let text = |credit: &str| Mlp { credit: credit.into(), replicas: 16, ..Mlp::default() }.text();
        whole::pieces_change_nothing(open, credits.map(text).into());
    }
}

#[test]
fn a_loss_that_is_not_finite_stops_what_cublas_began() {
    if device::has_cublas() {
        whole::faults_stop_learning(open);
    }
}

/// cuBLAS does not see that the clock has stopped. What it writes then must be nothing that outlives the step.
#[test]
fn operations_that_cublas_may_do_write_nothing_that_outlives_a_step() {
    let mut written = 0;
    for text in corpus::corpus() {
        let plan = session::plan(&session::load(&text));
        for op in [Some(&plan.learn), plan.evaluate.as_ref()].into_iter().flatten().flat_map(|program| &program.ops) {
            // Of `learn` it writes the gradient, which no other operation sees.
            if matches!(op.work, Work::Propagate(_) | Work::Backward(_) | Work::Broadcast(_)) {
                for buffer in op.work.access().written().map(|id| plan.buffer(id)) {
                    assert_eq!(buffer.role, Role::Scratch, "{} by {}", buffer.name, op.work.name());
                    written += 1;
                }
            }
        }
    }
    assert!(written > 500, "{written} buffers");
}

/// A plan of one layer, of which nothing runs.
fn plan(size: usize, replicas: usize, delay: usize, storage: &str) -> Plan {
    let text = format!(
        "Circuit(task: teacher(inputs: {size}, outputs: 2, rank: 2),
         populations: {{\"in\": input, \"h\": rate(size: {size}), \"out\": rate(size: 2, activation: identity)}},
         projections: [(from: \"in\", to: \"h\", delay: {delay}, plastic: false, storage: {storage}),
             (from: \"h\", to: \"out\", plastic: false)],
         credit: frozen, run: (replicas: {replicas}, updates: 1))"
    );
    session::plan(&session::load(&text))
}

#[test]
fn large_products_of_what_lies_still_are_the_work_of_cublas() {
    if !device::has_cublas() {
        return;
    }
    let products = |size, replicas, delay, storage, blas| {
        let engine = engine(plan(size, replicas, delay, storage), blas);
        (engine.launches().cublas, engine.device())
    };
    let (count, said) = products(512, 64, 0, "f32", Blas::Auto);
    assert!(count == 1 && said.contains("large products by cuBLAS "), "{count}, {said}");
    let (count, said) = products(128, 64, 0, "f32", Blas::Auto);
    assert!(count == 0 && said.contains("own kernels (none is one for cuBLAS)"), "{count}, {said}");
    let (count, said) = products(512, 64, 0, "f32", Blas::Off);
    assert!(count == 0 && said.contains("own kernels (TRIFACTOR_CUBLAS=off)"), "{count}, {said}");
    assert_eq!(products(512, 64, 0, "f16", Blas::Auto).0, 0, "half precision is widened by our own kernel");
    assert_eq!(products(512, 64, 1, "f32", Blas::Auto).0, 0, "a ring of two slots does not lie still");
    assert_eq!(products(9, 9, 0, "f32", Blas::Always).0, 2, "in tests the small ones as well");
}

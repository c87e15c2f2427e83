//! Recurrent circuits that learn over the steps of a trial.

use crate::common::{advance_to, bits, open};
use crate::texts::Recurrent;
use std::path::Path;
use trifactor::circuit::{Loaded, load_text};
use trifactor::run::Session;

const ADAM: &str = "plasticity(optimizer: adam(rate: 0.01))";
const FLIP_FLOP: &str = "flip_flop(bits: 3, probability: 0.3, duration: 6.0)";

/// Credit and plasticity: every way in which a circuit learns through time.
fn learners() -> Vec<(&'static str, &'static str)> {
    let mut learners = vec![
        ("manifold_noise(manifold: pca(rank: 4, every: 2))", ADAM),
        ("manifold_noise(manifold: random(rank: 3), isotropic: 0.2, per_step: true)", ADAM),
        ("vanilla_noise(noise: noise(antithetic: true, turns: round_robin))", "plasticity(timing: online, rule: rflo)"),
        ("direct_feedback", "plasticity(timing: online, rule: rflo, optimizer: momentum(rate: 0.02))"),
        ("direct_feedback", "plasticity(timing: online, rule: leaky_presynaptic, optimizer: adam(rate: 0.01))"),
        ("direct_feedback", "plasticity(rule: present_only)"),
        ("feedback_alignment", ADAM),
        ("node_perturbation(noise: noise(per_sample: 2))", ADAM),
        ("weight_perturbation", "plasticity(optimizer: momentum(rate: 0.02))"),
        ("reward_modulated(kicks: 100.0)", ADAM),
    ];
    if cfg!(feature = "oracle") {
        learners.extend([("backprop", ADAM), ("kernl", ADAM)]);
    }
    learners
}

const FREE: (&str, &str) = (", noise: 0.1", "");
const SIGNED_AND_SPARSE: (&str, &str) =
    (", shared_noise: 0.1, signs: mixed(inhibitory: 0.3)", ", connectivity: probability(p: 0.4)");

/// Neurons and replicas.
type Size = (usize, usize);
const SMALL: Size = (20, 5);
/// So large that activities, products and changes of weights are divided among threads.
const LARGE: Size = (280, 64);

fn load(
    (credit, plasticity): (&str, &'static str),
    (signs, synapses): (&'static str, &'static str),
    reset: &'static str,
    (size, replicas): Size,
) -> Loaded {
    let neurons = "tau: uniform(3.0, 9.0), form: activity, noise: 0.1, shared_noise: 0.1";
    let (credit, task) = (credit.into(), FLIP_FLOP);
    let circuit = Recurrent {
        size,
        other: 17,
        replicas,
        neurons,
        task,
        credit,
        plasticity,
        reset,
        signs,
        synapses,
        ..Recurrent::default()
    };
    let sets = ["run.evaluate_trials=9", "run.credit_trials=3"].map(String::from);
    let loaded = load_text(&circuit.text(), Path::new("test.ron"), &sets);
    loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

fn for_each_circuit(mut check: impl FnMut(&Loaded, &str)) {
    for learner in learners() {
        for wiring in [FREE, SIGNED_AND_SPARSE] {
            for reset in ["trial", "never"] {
                let what = format!("{}, {}{}{}, reset: {reset}", learner.0, learner.1, wiring.0, wiring.1);
                check(&load(learner, wiring, reset, SMALL), &what);
            }
        }
    }
}

const UPDATES: u64 = 6;

fn ran(loaded: &Loaded, piece: u64) -> Session {
    let mut session = open(loaded, 1);
    advance_to(&mut session, UPDATES, piece);
    session
}

#[test]
fn threads_do_not_change_a_bit_of_what_is_learned_through_time() {
    for learner in learners() {
        for (wiring, reset) in [(FREE, "trial"), (SIGNED_AND_SPARSE, "never")] {
            let loaded = load(learner, wiring, reset, LARGE);
            let run = |threads| {
                let mut session = open(&loaded, threads);
                advance_to(&mut session, 2, u64::MAX);
                bits(&session)
            };
            let one = run(1);
            for threads in [2, 7] {
                assert!(run(threads) == one, "{}, {}{}: {threads} threads", learner.0, learner.1, wiring.0);
            }
        }
    }
}

#[test]
fn chunks_do_not_change_a_bit_of_what_is_learned_through_time() {
    for_each_circuit(|loaded, what| {
        let whole = bits(&ran(loaded, u64::MAX));
        for piece in [1, 4] {
            assert!(bits(&ran(loaded, piece)) == whole, "{what}: {piece} updates at a time");
        }
    });
}

#[test]
fn a_recurrent_run_resumed_between_trials_ends_in_the_same_bits() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("checkpoint.safetensors");
    for_each_circuit(|loaded, what| {
        let whole = bits(&ran(loaded, u64::MAX));
        for stop in [1, 4] {
            let mut first = open(loaded, 1);
            advance_to(&mut first, stop, u64::MAX);
            first.save(&path).expect("saved");
            let mut second = open(loaded, 1);
            second.restore(&path).expect("restored");
            advance_to(&mut second, UPDATES, 2);
            assert!(bits(&second) == whole, "{what}, resumed at {stop}");
        }
    });
}

#[test]
fn what_is_learned_through_time_depends_on_whether_state_is_carried_over() {
    for learner in learners() {
        let run = |reset| {
            let session = ran(&load(learner, FREE, reset, SMALL), u64::MAX);
            let id = session.plan().weights[2];
            let mut values = vec![0.0; session.plan().buffer(id).len()];
            session.engine().read(id, 0, &mut values);
            values
        };
        assert!(run("trial") != run("never"), "{}", learner.0);
    }
}

#[test]
fn measuring_score_and_credit_does_not_change_a_bit_of_what_is_learned_through_time() {
    for_each_circuit(|loaded, what| {
        let mut measured = open(loaded, 1);
        for update in [1, 2, 5] {
            advance_to(&mut measured, update, 64);
            measured.evaluate().expect("evaluated");
            #[cfg(feature = "oracle")]
            measured.credit_quality().expect("measured");
        }
        advance_to(&mut measured, UPDATES, 64);
        assert!(bits(&measured) == bits(&ran(loaded, u64::MAX)), "{what}");
    });
}

//! Trials are episodes where states are reset, and one long life where they are not.

use crate::common::open;
use crate::texts::Recurrent;
use std::path::Path;
use trifactor::circuit::{Loaded, load_text};
use trifactor::plan::{Buffer, BufferId, Role};
use trifactor::run::Session;

/// Nothing moves: what a trial leaves behind is state alone.
const AT_REST: [&str; 3] = [
    "plasticity(optimizer: sgd(rate: 0.0))",
    "plasticity(optimizer: sgd(rate: 0.0), timing: online, rule: rflo)",
    "plasticity(optimizer: sgd(rate: 0.0), timing: online, rule: leaky_presynaptic)",
];

fn load(text: &str) -> Loaded {
    load_text(text, Path::new("test.ron"), &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// Sessions on the same circuit: one that has done the first trials of its replicas, and one that has not.
fn two(text: &str) -> (Session, Session) {
    let loaded = load(text);
    let (mut old, mut young) = (open(&loaded, 1), open(&loaded, 1));
    old.advance(1).expect("finite");
    young.set_update(1);
    old.advance(1).expect("finite");
    young.advance(1).expect("finite");
    (old, young)
}

/// Whether a buffer tells of the trial alone, and not of what was learned before it: credit that is learned is not.
fn of_the_trial(name: &str, role: Role) -> bool {
    let forward = ["learn.state.", "learn.activity.", "learn.input.", "eligibility.", "trace.", "running_mean."];
    let kept = ["history.activity.", "learn.loss", "error", "perturbed_weights.", "slope."];
    matches!(role, Role::State | Role::Scratch | Role::Memory)
        && forward.iter().chain(&kept).any(|start| name.starts_with(start))
}

/// Names of the buffers that tell of the trial and differ in the two sessions.
fn different((old, young): &(Session, Session)) -> Vec<String> {
    let read = |session: &Session, id: BufferId| {
        let mut values = vec![0.0; session.plan().buffer(id).len()];
        session.engine().read(id, 0, &mut values);
        values.into_iter().map(f32::to_bits).collect::<Vec<u32>>()
    };
    let buffers = old.plan().buffers.iter().enumerate().filter(|(_, buffer)| of_the_trial(&buffer.name, buffer.role));
    let differ = buffers.filter(|(at, _)| read(old, BufferId(*at)) != read(young, BufferId(*at)));
    differ.map(|(_, buffer)| buffer.name.clone()).collect()
}

/// Credit sources that leave something in the synapses or the neurons during a trial.
const CREDITS: [&str; 4] =
    ["direct_feedback", "reward_modulated(kicks: 100.0)", "weight_perturbation", "node_perturbation"];

fn recurrent(credit: &str, plasticity: &'static str, reset: &'static str) -> String {
    let task = "flip_flop(bits: 3, probability: 0.3, duration: 8.0)";
    let neurons = "tau: uniform(3.0, 9.0), form: activity, noise: 0.1";
    Recurrent { credit: credit.into(), plasticity, task, neurons, reset, ..Recurrent::default() }.text()
}

#[test]
fn a_reset_circuits_second_trial_does_not_depend_on_its_first() {
    for credit in CREDITS {
        for plasticity in AT_REST.into_iter().take(if credit.starts_with("node") { 1 } else { 3 }) {
            let differ = different(&two(&recurrent(credit, plasticity, "trial")));
            assert!(differ.is_empty(), "{credit}, {plasticity}: {differ:?}");
        }
    }
}

#[test]
fn a_circuit_that_is_not_reset_goes_on_where_it_was() {
    for plasticity in AT_REST {
        let differ = different(&two(&recurrent("direct_feedback", plasticity, "never")));
        assert!(differ.iter().any(|name| name == "learn.state.v"), "{plasticity}: {differ:?}");
    }
}

#[test]
fn synapses_and_means_are_reset_even_where_no_neuron_remembers() {
    for duration in ["duration: 6.0", "duration: 1.0"] {
        let text = format!(
            "Circuit(task: teacher(inputs: 4, outputs: 3, rank: 4, {duration}),
               populations: {{\"in\": input, \"h\": rate(size: 6, initial: 0.2), \"out\": rate(size: 3)}},
               projections: [(from: \"in\", to: \"h\"), (from: \"h\", to: \"out\")],
               credit: reward_modulated(kicks: 100.0), plasticity: {}, run: run(replicas: 3, updates: 9))",
            AT_REST[0]
        );
        let differ = different(&two(&text));
        assert!(differ.is_empty(), "{duration}: {differ:?}");
    }
}

#[test]
fn the_first_trial_is_the_same_whether_or_not_states_are_reset_later() {
    for credit in CREDITS {
        for plasticity in AT_REST.into_iter().take(if credit.starts_with("node") { 1 } else { 3 }) {
            let after_one = |reset| {
                let loaded = load(&recurrent(credit, plasticity, reset));
                let mut session = open(&loaded, 1);
                session.advance(1).expect("finite");
                session
            };
            let differ = different(&(after_one("trial"), after_one("never")));
            assert!(differ.is_empty(), "{credit}, {plasticity}: {differ:?}");
        }
    }
}

#[test]
fn twins_begin_where_their_replica_does_even_where_states_are_carried_over() {
    for credit in [
        "node_perturbation(noise: noise(antithetic: true))",
        "weight_perturbation",
        "vanilla_noise(noise: noise(per_sample: 2))",
        "manifold_noise(manifold: random(rank: 2))",
    ] {
        let after_two = |meddle: bool| {
            let mut session = open(&load(&recurrent(credit, AT_REST[0], "never")), 1);
            session.advance(1).expect("finite");
            let found = twins(&session);
            assert!(!found.is_empty(), "{credit} has twins");
            let found = found.into_iter().filter(|_| meddle);
            found.for_each(|(id, at, len)| session.engine_mut().write(id, at, &vec![7.0; len]));
            session.advance(1).expect("finite");
            crate::common::bits(&session)
        };
        assert!(after_two(true) == after_two(false), "{credit}");
    }
}

/// What the twins of replicas remember: buffer, first element, and how many.
fn twins(session: &Session) -> Vec<(BufferId, usize, usize)> {
    let (plan, replicas) = (session.plan(), session.plan().learn.replicas);
    let views = plan.populations.iter().flat_map(|p| [Some(p.activity), p.state]).flatten();
    let remembered = views.filter(|view| plan.buffer(view.buffer).role == Role::Memory);
    let slots = remembered.flat_map(|view| (0..view.slots).map(move |slot| (view, slot)));
    let twins = slots.map(|(view, slot)| {
        let (first, end) = (slot * view.slot_rows + replicas, (slot + 1) * view.slot_rows);
        (view.buffer, first * view.cols, (end - first) * view.cols)
    });
    twins.filter(|(_, _, len)| *len > 0).collect()
}

#[test]
fn what_synapses_sum_over_a_trial_begins_at_0_even_where_states_are_carried_over() {
    let after_two = |meddle: bool| {
        let loaded = load(&recurrent("reward_modulated(kicks: 100.0)", AT_REST[0], "never"));
        let mut session = open(&loaded, 1);
        session.advance(1).expect("finite");
        let sums = |(at, buffer): (usize, &Buffer)| {
            buffer.name.starts_with("eligibility.").then_some((BufferId(at), buffer.len()))
        };
        let sums: Vec<_> = session.plan().buffers.iter().enumerate().filter_map(sums).collect();
        assert!(!sums.is_empty());
        if meddle {
            sums.iter().for_each(|(id, len)| session.engine_mut().write(*id, 0, &vec![7.0; *len]));
        }
        session.advance(1).expect("finite");
        session
    };
    let differ = different(&(after_two(true), after_two(false)));
    assert!(differ.is_empty(), "{differ:?}");
}

//! Steps are the same steps however they are launched: many in one launch, in graphs, or one by one.

use crate::device;
use crate::session::{self, ids, read};
use trifactor::engine::Engine;
use trifactor::engine::cuda::settings::Launching;
use trifactor::engine::cuda::{CudaEngine, Settings};
use trifactor::plan::{Plan, Which, initial};

/// A circuit of two populations with a loop each, one of them read within the step, ragged, with noise.
fn text(replicas: usize) -> String {
    format!(
        r#"Circuit(
    dt: "1 ms",
    task: pulse(inputs: 3, on: "5 ms", duration: "70 ms"),
    populations: {{
        "pulse": input,
        "a": rate(size: 37, activation: tanh, tau: "20 ms", form: activity, bias: 0.1, noise: 0.05),
        "b": rate(size: 10, activation: sigmoid, tau: "5 ms", shared_noise: 0.1),
    }},
    projections: [
        (from: "pulse", to: "a", plastic: false),
        (from: "a", to: "a", delay: 1, weights: normal(std: 1.5, per_input: true), plastic: false),
        (from: "b", to: "a", delay: 3, plastic: false),
        (from: "a", to: "b", plastic: false),
    ],
    run: run(replicas: {replicas}, updates: 2),
)"#
    )
}

/// A circuit whose blocks meet nowhere but between steps.
const LOOP: &str = r#"Circuit(
    dt: "1 ms",
    task: pulse(inputs: 1, on: "1 ms", duration: "70 ms"),
    populations: {
        "pulse": input,
        "a": rate(size: 37, activation: tanh, tau: "20 ms", form: activity, bias: 0.1, noise: 0.05),
    },
    projections: [
        (from: "a", to: "a", delay: 1, weights: normal(std: 1.5, per_input: true), plastic: false),
    ],
    run: run(replicas: 2, updates: 2),
)"#;

fn engine(plan: &Plan, text: &str, launching: Launching) -> CudaEngine {
    let loaded = session::load(text);
    let settings = Settings { launching, ..Settings::default() };
    let mut engine = CudaEngine::open_with(plan.clone(), 0, settings).expect("a GPU");
    for id in ids(plan) {
        let values = initial::values(&loaded.circuit, &loaded.folder, plan, id).expect("weights without files");
        engine.write(id, 0, &values);
    }
    engine
}

#[test]
fn steps_have_the_same_bits_however_they_are_launched() {
    if !device::is_there() {
        return;
    }
    for text in [text(1), text(3), LOOP.to_string()] {
        let plan = session::plan(&session::load(&text));
        let open = |launching| engine(&plan, &text, launching);
        let mut at_once = open(Launching::Auto);
        assert_eq!(at_once.launches().at_once, Some(64), "the circuit is one that this is for");
        if session::looks_for_races() {
            // A launch of every length.
            at_once.advance(Which::Learn, 64 + 8 + 1).expect("finite");
            continue;
        }
        at_once.advance(Which::Learn, 139).expect("finite");

        let mut one_step_a_call = open(Launching::Auto);
        (0..139).for_each(|_| one_step_a_call.advance(Which::Learn, 1).expect("finite"));
        let others = [Launching::Graphs, Launching::Single].map(|launching| {
            let mut other = open(launching);
            assert_eq!(other.launches().at_once, None, "{launching:?}");
            other.advance(Which::Learn, 139).expect("finite");
            other
        });
        for other in [one_step_a_call].iter().chain(&others) {
            assert_eq!(at_once.clock(Which::Learn), other.clock(Which::Learn));
            for id in ids(&plan) {
                let bits =
                    |engine: &CudaEngine| read(engine, &plan, id).iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&at_once), bits(other), "{}", plan.buffer(id).name);
            }
        }
        let activity = read(&at_once, &plan, plan.populations[1].activity.buffer);
        assert!(activity.iter().any(|r| r.abs() > 1e-3), "the circuit is alive");
    }
}

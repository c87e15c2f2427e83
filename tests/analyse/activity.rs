//! Activity is read while an evaluation runs.

use crate::common::{load, open};
use crate::linear::{HIDDEN, hidden, session};

#[test]
fn activity_is_that_of_the_test_trials_whatever_else_looks() {
    let mut session = session("run: run(replicas: 4, updates: 5)");
    // 300 trials are three batches; 20 end within the first.
    let mut seen = [session.activity(300, 1), session.activity(20, 1), session.activity(5_000, 1)];
    let total = session.test_trials();
    assert!(total > 300);
    session.evaluate_on(total.min(1_000), None, &mut seen).unwrap();
    let h = session.circuit().populations.position("h").unwrap();
    assert_eq!(seen.each_ref().map(|seen| seen.trials()), [300, 20, total.min(1_000) as usize]);
    for activity in &seen {
        let (values, n) = activity.of(h).unwrap();
        assert_eq!((n, values.len()), (HIDDEN, HIDDEN * activity.trials()));
        for trial in [0, 1, 19, 127, 128, 299].into_iter().filter(|trial| *trial < activity.trials()) {
            for (seen, known) in values[trial * n..].iter().zip(hidden(&session, trial as u64)) {
                assert!((f64::from(*seen) - known).abs() < 1e-5, "trial {trial}: {seen} is not {known}");
            }
        }
        assert!(activity.of(0).is_none(), "inputs are left out");
    }
}

#[test]
fn a_look_changes_neither_score_nor_loss() {
    let mut session = session("run: run(replicas: 4, updates: 5)");
    let alone = session.evaluate().unwrap();
    let mut seen = [session.activity(200, 1)];
    assert_eq!(session.evaluate_looking(&mut seen).unwrap(), alone);
}

#[test]
fn activity_through_time_is_that_of_each_step() {
    let loaded = load("flip_flop.ron", &["run.updates=1"]);
    let mut session = open(&loaded, 1);
    let program = session.plan().evaluate.clone().unwrap();
    let steps = program.steps;
    assert!(steps > 20);
    let mut seen = [session.activity(7, steps), session.activity(7, 3)];
    session.evaluate_on(7, None, &mut seen).unwrap();
    let output = session.circuit().populations.position(session.circuit().output.as_ref().unwrap()).unwrap();
    let mut recorded = vec![0.0; session.plan().buffer(program.outputs.unwrap()).len()];
    session.engine().read(program.outputs.unwrap(), 0, &mut recorded);
    for activity in &seen {
        let (values, n) = activity.of(output).unwrap();
        for trial in 0..7 {
            for (k, &step) in activity.steps().iter().enumerate() {
                let ours = &values[(trial * activity.steps().len() + k) * n..][..n];
                assert_eq!(ours, &recorded[(step * program.replicas + trial) * n..][..n], "trial {trial}, step {step}");
            }
        }
    }
    assert_eq!(seen[1].steps().last(), Some(&(steps - 1)));
}

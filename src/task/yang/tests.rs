use super::*;
use crate::task::Task;
use crate::task::testing::Opened;

fn only(rule: YangRule) -> Yang {
    Yang { rules: vec![rule], noise: 0.0, ..Yang::default() }
}

#[test]
fn the_layout_is_that_of_the_source() {
    let shape = Yang::default().shape(20.0);
    assert_eq!((shape.input_len(), shape.outputs, shape.steps), (85, 33, 210));
    assert_eq!(only(YangRule::Dm1).shape(20.0).steps, 125);
    let opened = Opened::new(Yang { rules: vec![YangRule::Dm1, YangRule::FdGo], noise: 0.0, ..Yang::default() }, 20.0);
    for index in 0..20 {
        let trial = opened.trial(index);
        let rule = usize::from(trial.kind == YangRule::FdGo.index());
        assert_eq!(trial.inputs[65..67], if rule == 0 { [1.0, 0.0] } else { [0.0, 1.0] });
        assert_eq!(trial.inputs[0], 1.0);
    }
}

#[test]
fn the_response_of_a_go_trial_is_where_its_stimulus_is() {
    for (rule, turned) in [(YangRule::FdGo, 0.0), (YangRule::FdAnti, PI)] {
        let opened = Opened::new(only(rule), 20.0);
        for index in 0..20 {
            let trial = opened.trial(index);
            let last = trial.weights.iter().rposition(|w| *w > 0.0).unwrap();
            // The stimulus is in one of the two rings; the other is empty.
            let inputs = &trial.inputs[last * 66..][..66];
            let both: Vec<f32> = (1..33).map(|i| inputs[i] + inputs[32 + i]).collect();
            let response = ring::direction(&trial.targets[last * 33 + 1..][..32]);
            let apart = ring::distance(ring::direction(&both), response);
            assert!((apart - turned).abs() < 1e-3, "{}: {apart}", rule.name());
        }
    }
}

#[test]
fn the_loss_leaves_out_the_beginning_the_reaction_and_what_lies_behind_the_end() {
    let opened = Opened::new(only(YangRule::DelayGo), 20.0);
    for index in 0..20 {
        let trial = opened.trial(index);
        let go = opened.input(&trial, 0).iter().position(|x| *x == 0.0).unwrap();
        let one = trial.weights[5];
        let expected = |step: usize| match step {
            _ if step < 5 => 0.0,
            _ if step < go => one,
            _ if step < go + 5 => 0.0,
            _ if step < go + 25 => 5.0 * one,
            _ => 0.0,
        };
        for (step, weight) in trial.weights.iter().enumerate() {
            assert!((weight - expected(step)).abs() < 1e-7, "step {step}");
        }
        let fixation = trial.targets.iter().step_by(33);
        assert!(fixation.enumerate().all(|(step, t)| *t == if step < go { FIXATION } else { FLOOR }));
    }
}

#[test]
fn a_response_must_release_fixation_and_come_within_36_degrees() {
    let opened = Opened::new(only(YangRule::ReactGo), 20.0);
    for index in 0..20 {
        let trial = opened.trial(index);
        let last = trial.weights.iter().rposition(|w| *w > 0.0).unwrap();
        assert_eq!(opened.score(index, &trial.targets), 1.0);
        let turned = |degrees: f64, fixation: f32| {
            let mut outputs = trial.targets.clone();
            let row = &mut outputs[last * 33..][..33];
            let at = ring::direction(&row[1..]) + degrees.to_radians();
            row.fill(fixation);
            row[1..].fill(0.0);
            ring::add_bump(&mut row[1..], at, 0.5);
            opened.score(index, &outputs)
        };
        let scores = [turned(35.0, 0.0), turned(-35.0, 0.0), turned(37.0, 0.0), turned(0.0, 0.6)];
        assert_eq!(scores, [1.0, 1.0, 0.0, 0.0]);
    }
}

#[test]
fn holding_is_right_in_half_of_the_match_trials() {
    let opened = Opened::new(only(YangRule::DmcNoGo), 20.0);
    let hold = vec![1.0; opened.shape.steps * 33];
    let held = (0..400).filter(|&index| opened.score(index, &hold) == 1.0).count();
    crate::task::testing::assert_even(held, 400);
    assert_eq!(only(YangRule::DmcNoGo).chance(), Some(0.5));
    assert_eq!(only(YangRule::Dm1).chance(), Some(0.2));
    assert!((Yang::default().chance().unwrap() - 0.18).abs() < 1e-12);
}

#[test]
fn the_same_trial_has_its_events_at_the_same_times_at_any_dt() {
    let [coarse, fine] = [20.0, 10.0].map(|dt| Opened::new(Yang { noise: 0.0, ..Yang::default() }, dt));
    for index in 0..40 {
        let (coarse, fine) = (coarse.trial(index), fine.trial(index));
        assert_eq!(coarse.kind, fine.kind);
        // An event moves by half a fine step at most: one row an event.
        let moved = coarse.inputs.chunks(85).zip(fine.inputs.chunks(170)).filter(|(a, b)| *a != &b[..85]).count();
        assert!(moved <= 6, "{moved} rows differ");
    }
}

#[test]
fn input_noise_is_that_of_the_source_at_its_step() {
    let opened = Opened::new(Yang { rules: vec![YangRule::Dm1], ..Yang::default() }, 20.0);
    // The second ring is empty.
    let trial = opened.trial(0);
    let noise: Vec<f64> = trial.inputs.chunks(66).flat_map(|row| &row[33..65]).map(|x| f64::from(*x)).collect();
    let variance = noise.iter().map(|x| x * x).sum::<f64>() / noise.len() as f64;
    // 0.01 √(2/0.2), from 4,000 numbers.
    assert!((variance / 0.001 - 1.0).abs() < 0.1, "{variance}");
}

#[test]
fn rules_that_do_not_make_a_task_are_refused() {
    let message = |yang: Yang, dt: f64| Task::from(yang).check(dt).unwrap_err().to_string();
    assert!(message(Yang { rules: vec![], ..Yang::default() }, 20.0).starts_with("rules: the list is empty"));
    let twice = Yang { rules: vec![YangRule::Dm1, YangRule::Dm2, YangRule::Dm1], ..Yang::default() };
    assert!(message(twice, 20.0).starts_with("rules: `dm1` is given twice"));
    assert!(message(Yang::default(), 150.0).starts_with("rules: their shortest epochs"));
}

use super::*;
use crate::task::Task;
use crate::task::testing::{Opened, assert_even, assert_same_events};

#[test]
fn the_answer_is_the_side_of_most_of_the_cues_that_came() {
    let opened = Opened::new(Accumulation { noise: 0.0, ..Accumulation::default() }, 10.0);
    assert_eq!((opened.shape.steps, opened.shape.input_len()), (225, 40));
    let (mut answers, mut majority) = (0, 0);
    for index in 0..500 {
        let trial = opened.trial(index);
        let right = (0..7).filter(|cue| trial.inputs[40 * (15 * cue + 5) + 10] == 1.0).count();
        assert_eq!(trial.kind, usize::from(right >= 4));
        assert_eq!(trial.targets[2 * 210 + trial.kind], 1.0);
        answers += trial.kind;
        majority += right.max(7 - right);
    }
    assert_even(answers, 500);
    // E max(k, 7 − k) = 5.02 for k of B(7, 0.7), with a standard deviation below 1 a trial.
    assert!((majority as f64 / 500.0 - 5.02).abs() < 0.2, "{majority}");
}

#[test]
fn cues_recall_and_background_come_when_they_should() {
    let opened = Opened::new(Accumulation { noise: 0.0, ..Accumulation::default() }, 10.0);
    let trial = opened.trial(0);
    for step in 0..225 {
        let row = &trial.inputs[40 * step..][..40];
        let cue = step < 105 && step % 15 >= 5;
        assert_eq!(row[0] + row[19], if cue { 1.0 } else { 0.0 }, "step {step}");
        assert_eq!(row[20], if step >= 210 { 1.0 } else { 0.0 });
        assert_eq!(row[30..], [0.25; 10]);
        assert_eq!(trial.weights[step] > 0.0, step >= 210);
    }
    assert_same_events(Accumulation { noise: 0.0, ..Accumulation::default() }, 10.0);
}

#[test]
fn an_even_number_of_cues_is_refused() {
    let text = Task::from(Accumulation { cues: 4, ..Accumulation::default() }).check(1.0).unwrap_err().to_string();
    assert!(text.starts_with("cues: 4 cues can be as many"), "{text}");
}

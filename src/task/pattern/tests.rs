use super::*;
use crate::task::testing::Opened;

#[test]
fn the_fixed_wave_is_the_sum_of_three_sines_and_repeats() {
    let trial = Opened::new(Pattern { duration: 2000.0, ..Pattern::default() }, 1.0).trial(0);
    let y = &trial.targets;
    assert!(
        (y[0]).abs() < 1e-6
            && (y[250] - 1.0 / 1.5).abs() < 1e-6
            && (y[125] - (0.5_f32.sqrt() + 0.5) / 1.5).abs() < 1e-6
    );
    assert!(y[..1000].iter().zip(&y[1000..]).all(|(a, b)| (a - b).abs() < 1e-5));
    assert_eq!(trial.inputs.iter().sum::<f32>(), 50.0);
    assert_eq!(trial.inputs[..50], [1.0; 50]);
}

#[test]
fn random_waves_begin_at_0_reach_1_and_differ_between_outputs_and_seeds() {
    let pattern = Pattern { wave: Wave::Random, outputs: 3, ..Pattern::default() };
    let targets = |seed| Opened::new(Pattern { seed: Some(seed), ..pattern.clone() }, 0.5).trial(0).targets;
    let y = targets(1);
    assert_eq!(y[..3], [0.0; 3]);
    for output in 0..3 {
        let largest = y.iter().skip(output).step_by(3).fold(0.0_f32, |largest, y| largest.max(y.abs()));
        assert!((largest - 1.0).abs() < 1e-6, "{largest}");
    }
    assert!(y[300] != y[301] && y[301] != y[302]);
    assert_ne!(y, targets(2));
    assert_eq!(y, targets(1));
}

#[test]
fn frozen_noise_is_the_same_in_every_trial_and_at_any_dt() {
    let pattern = Pattern { frozen: 40, ..Pattern::default() };
    let opened = Opened::new(pattern.clone(), 2.0);
    let inputs = opened.trial(0).inputs;
    assert_eq!(inputs, opened.trial(9).inputs);
    assert_eq!(inputs[1..41], inputs[41 * 4 + 1..41 * 5]);
    assert_ne!(inputs[1..41], inputs[41 * 5 + 1..41 * 6]);
    let fine = Opened::new(pattern, 1.0).trial(0);
    assert!(inputs.chunks(41).zip(fine.inputs.chunks(82)).all(|(coarse, fine)| coarse == &fine[..41]));
    let even: Vec<f32> = fine.targets.iter().step_by(2).copied().collect();
    assert_eq!(opened.trial(0).targets, even);
    let noise: f64 = inputs.chunks(410).flat_map(|rows| &rows[1..41]).map(|x| f64::from(*x).powi(2)).sum();
    assert!((noise / 2000.0 - 1.0).abs() < 0.2, "{noise}");
}

#[test]
fn a_wave_too_fast_for_the_steps_is_refused() {
    let text = Pattern { period: 7.0, ..Pattern::default() }.check(1.0).unwrap_err().to_string();
    assert!(text.starts_with("period: its fastest sine, of 1.75 ms"), "{text}");
}

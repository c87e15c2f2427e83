//! Resampling of stimuli and subjects.

use crate::close::{close, deviation, mean};
use crate::cloud::{gaussian, plain, rng};
use trifactor::analysis::rows::Rows;
use trifactor::analysis::similarity::bootstrap::{interval, over_stimuli, over_subjects};
use trifactor::analysis::similarity::rank::{Comparison, pearson};
use trifactor::analysis::similarity::rdm;

#[test]
fn resampled_stimuli_leave_out_pairs_with_themselves_and_keep_lists_in_step() {
    let a = rdm::euclidean(&plain(71, 12, 6));
    let twice: Vec<f64> = a.iter().map(|x| 2.0 * x + 1.0).collect();
    let seen = over_stimuli(&[&a, &twice], 50, 1, |lists| {
        let [x, y] = lists else { panic!("two lists") };
        assert!(x.iter().zip(y).all(|(x, y)| *y == 2.0 * x + 1.0), "the same pairs");
        // Zero is the distance of a stimulus to itself, and of no other pair.
        assert!(x.iter().all(|x| a.contains(x)) && !x.contains(&0.0));
        Some(x.len() as f64)
    });
    // Of 66 pairs of picks the share 1/12 picks one stimulus twice.
    assert!((mean(&seen) - 66.0 * 11.0 / 12.0).abs() < 4.0 * deviation(&seen) / 50_f64.sqrt());
    assert_eq!(over_stimuli(&[&a], 9, 1, |lists| pearson(&lists[0], &lists[0])).len(), 9);
    assert!(over_stimuli(&[&a], 9, 1, |_| None).is_empty());
}

#[test]
fn a_seed_gives_the_same_resamples() {
    let a = rdm::euclidean(&plain(71, 12, 6));
    let of = |seed| over_stimuli(&[&a], 20, seed, |lists| Some(mean(&lists[0])));
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn the_bootstrap_over_subjects_has_the_standard_error_of_a_mean() {
    let x = gaussian(1, 40, &mut rng(5));
    let x = x.data();
    let values = over_subjects(40, 4000, 3, |picks| Some(picks.iter().map(|&i| x[i]).sum::<f64>() / 40.0));
    // Exactly: the deviation with n in the denominator, over √n.
    let error = (x.iter().map(|v| (v - mean(x)).powi(2)).sum::<f64>() / 40.0).sqrt() / 40_f64.sqrt();
    let found = interval(&values, 0.95).unwrap();
    assert!((found.deviation / error - 1.0).abs() < 4.0 / 8000_f64.sqrt(), "{} {error}", found.deviation);
    // The middle 95 % of a nearly normal statistic: ±1.96 errors; its ends are known to about 3 %.
    assert!(((found.high - found.low) / (2.0 * 1.96 * error) - 1.0).abs() < 0.1);
}

#[test]
fn the_bootstrap_over_stimuli_knows_how_far_a_correlation_moves_with_them() {
    // Two noisy views of the same stimuli, drawn anew 60 times: the spread that a bootstrap of one draw should foresee.
    let draw = |seed| {
        let mut rng = rng(seed);
        let stimuli = gaussian(30, 8, &mut rng);
        let view = |rng: &mut _| {
            let noise = gaussian(30, 8, rng);
            rdm::euclidean(&Rows::new(stimuli.data().iter().zip(noise.data()).map(|(a, b)| a + b).collect(), 8))
        };
        (view(&mut rng), view(&mut rng))
    };
    let r: Vec<f64> = (0..60).map(draw).map(|(a, b)| pearson(&a, &b).unwrap()).collect();
    let foreseen: Vec<f64> = (0..10)
        .map(|seed| {
            let (a, b) = draw(seed);
            let values = over_stimuli(&[&a, &b], 200, seed, |lists| Comparison::Pearson.of(&lists[0], &lists[1]));
            interval(&values, 0.95).unwrap().deviation
        })
        .collect();
    let ratio = mean(&foreseen) / deviation(&r);
    assert!((0.75..1.6).contains(&ratio), "{ratio}");
}

#[test]
fn an_interval_is_read_off_the_sorted_values() {
    let values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
    let found = interval(&values, 0.9).unwrap();
    close(found.low, 5.0, 1e-12);
    close(found.high, 95.0, 1e-12);
    assert_eq!(interval(&[], 0.9), None);
    let one = interval(&[3.0], 0.9).unwrap();
    assert_eq!((one.low, one.high, one.deviation), (3.0, 3.0, 0.0));
}

//! Consecutive epochs of a trial: from durations in ms to steps.

use super::TaskError;
use std::ops::Range;

/// An epoch: the field that gives its duration, and that duration in ms.
pub type Epoch = (&'static str, f64);

/// The steps of consecutive epochs. Their ends are rounded, not their durations, so that no error adds up and an event
/// comes at the same time at any dt, within half a step.
pub fn cut<const N: usize>(epochs: &[Epoch; N], dt: f64) -> [Range<usize>; N] {
    let mut end = 0.0;
    epochs.map(|(_, duration)| {
        let start = end;
        end += duration;
        step_at(start, dt)..step_at(end, dt)
    })
}

/// The step that begins nearest to `time` (ms).
pub fn step_at(time: f64, dt: f64) -> usize {
    (time / dt).round() as usize
}

/// Steps of all epochs together, at least 1.
pub fn total<const N: usize>(epochs: &[Epoch; N], dt: f64) -> usize {
    cut(epochs, dt).last().map_or(1, |last| last.end.max(1))
}

/// Refuses an epoch that is there but shorter than a step, and more steps than a trial can have.
pub fn check<const N: usize>(epochs: &[Epoch; N], dt: f64) -> Result<(), TaskError> {
    for ((field, duration), steps) in epochs.iter().zip(cut(epochs, dt)) {
        if *duration > 0.0 && steps.is_empty() {
            return Err(TaskError::Parameter {
                field,
                message: format!("{duration} ms are not even a step of {dt} ms"),
                help: format!("write {dt} ms or more, or a smaller dt"),
            });
        }
    }
    let sum: f64 = epochs.iter().map(|(_, duration)| duration).sum();
    match epochs.iter().max_by(|a, b| a.1.total_cmp(&b.1)) {
        Some((field, _)) if sum / dt > f64::from(u32::MAX) => Err(TaskError::Parameter {
            field,
            message: format!("{sum} ms in steps of {dt} ms are more steps than a trial can have"),
            help: format!("shorten the trial below {} ms", dt * f64::from(u32::MAX)),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_of_too_many_steps_is_told_the_most_in_plain_digits() {
        let Err(TaskError::Parameter { help, .. }) = check(&[("a", 1e10)], 1.0) else { panic!("it is refused") };
        assert_eq!(help, "shorten the trial below 4294967295 ms");
    }

    #[test]
    fn epochs_follow_each_other_without_gaps_and_no_rounding_adds_up() {
        let epochs = [("a", 2.5), ("b", 0.0), ("c", 2.5), ("d", 2.5)];
        assert_eq!(cut(&epochs, 1.0), [0..3, 3..3, 3..5, 5..8]);
        assert_eq!(cut(&epochs, 0.5), [0..5, 5..5, 5..10, 10..15]);
        assert_eq!((total(&epochs, 1.0), total(&[("a", 0.1)], 1.0)), (8, 1));
    }

    #[test]
    fn an_epoch_without_a_step_and_a_trial_with_too_many_are_refused() {
        assert!(check(&[("a", 0.0), ("b", 1.0)], 1.0).is_ok());
        let short = check(&[("a", 0.4), ("b", 1.0)], 1.0).unwrap_err().to_string();
        assert!(short.starts_with("a: 0.4 ms are not even a step of 1 ms"), "{short}");
        let long = check(&[("a", 1.0), ("b", 1e15)], 1.0).unwrap_err().to_string();
        assert!(long.starts_with("b: "), "{long}");
    }
}

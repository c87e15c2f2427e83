//! What earlier calls of a resumed run took, as its folder tells.

use super::document::{MetricsRow, RunDocument};

/// Time of earlier calls. Where a call was killed, what it did after its last line of metrics is not known, and not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Earlier {
    /// Seconds.
    pub wall_s: f64,
    /// Trials whose learning was timed.
    pub samples: u64,
    /// Seconds that they took.
    pub learning_s: f64,
}

impl Earlier {
    /// Of a run that goes on at `update`. Lines and a summary from beyond it are of what will be done again.
    pub fn of(rows: &[MetricsRow], summary: Option<&RunDocument>, update: u64) -> Earlier {
        let summary = summary.filter(|summary| summary.steps <= update);
        let rows = rows.iter().filter(|row| row.update <= update).map(|row| row.wall_s);
        let timed = summary.and_then(|summary| Some((summary.samples, summary.samples_per_s?)));
        let (samples, rate) = timed.filter(|(_, rate)| *rate > 0.0).unwrap_or((0, 1.0));
        Earlier {
            wall_s: rows.chain(summary.map(|summary| summary.wall_s)).fold(0.0, f64::max),
            samples,
            learning_s: samples as f64 / rate,
        }
    }

    /// Trials learned from per second, with `samples` more that took `seconds`; `None` where none was timed.
    pub fn rate(&self, samples: u64, seconds: f64) -> Option<f64> {
        let (samples, seconds) = (self.samples + samples, self.learning_s + seconds);
        (samples > 0 && seconds > 0.0).then(|| samples as f64 / seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<MetricsRow> {
        let row = |(update, wall_s)| MetricsRow { update, wall_s, ..MetricsRow::default() };
        [(0, 0.5), (10, 2.0), (20, 3.0)].map(row).to_vec()
    }

    fn summary(steps: u64, samples_per_s: Option<f64>) -> RunDocument {
        let text = r#"{"circuit": "", "task": "", "credit": "", "seed": 1, "device": "", "threads": 1, "sizes": {},
            "steps": 0, "samples": 0, "perturbations": {}, "wall_s": 4.0, "samples_per_s": null,
            "train": {"loss": null, "score": null}, "test": {"loss": null, "score": null}, "credit_quality": {},
            "diverged": null, "interrupted": true, "out": null, "version": ""}"#;
        let document: RunDocument = serde_json::from_str(text).unwrap();
        RunDocument { steps, samples: 8 * steps, samples_per_s, ..document }
    }

    #[test]
    fn a_run_that_was_stopped_has_taken_what_its_summary_says() {
        let earlier = Earlier::of(&rows(), Some(&summary(25, Some(100.0))), 25);
        assert_eq!(earlier, Earlier { wall_s: 4.0, samples: 200, learning_s: 2.0 });
        // 200 trials in 2 s, and 100 in 4 s.
        assert_eq!(earlier.rate(100, 4.0), Some(50.0));
    }

    #[test]
    fn a_run_that_was_killed_has_taken_what_its_last_line_says() {
        assert_eq!(Earlier::of(&rows(), None, 25), Earlier { wall_s: 3.0, ..Earlier::default() });
        // The summary of a call before it.
        let earlier = Earlier::of(&rows(), Some(&RunDocument { wall_s: 1.5, ..summary(5, Some(100.0)) }), 25);
        assert_eq!((earlier.wall_s, earlier.samples), (3.0, 40));
    }

    #[test]
    fn what_lies_beyond_the_checkpoint_does_not_count() {
        let earlier = Earlier::of(&rows(), Some(&summary(18, Some(100.0))), 15);
        assert_eq!(earlier, Earlier { wall_s: 2.0, ..Earlier::default() });
    }

    #[test]
    fn nothing_has_no_rate() {
        let untimed = Earlier::of(&[], Some(&summary(0, None)), 0);
        assert_eq!((untimed.wall_s, untimed.rate(0, 0.0), untimed.rate(8, 2.0)), (4.0, None, Some(4.0)));
    }
}

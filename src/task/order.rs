//! The order in which a run meets its trials.

use crate::rng::{host_rng, permutation};

/// The order of the trials of one split: a fresh random permutation every epoch.
///
/// The trial at a position is a function of (seed, purpose, length, position) alone, so a run that resumes at a position
/// goes on exactly as if it had never stopped. The present epoch's permutation is kept, which costs 8 bytes a trial.
#[derive(Debug, Clone)]
pub struct TrialOrder {
    seed: u64,
    purpose: &'static str,
    len: Option<u64>,
    epoch: Option<(u64, Vec<usize>)>,
}

impl TrialOrder {
    /// The order under `seed` for a split of `len` trials (see [`Trials::len`](super::Trials::len)).
    ///
    /// Trials without end (`None`) and an empty split come in their own order: trial = position. `purpose`, such as
    /// `"order"`, tells apart orders that must not agree; epoch k is drawn by `host_rng(seed, "<purpose>/<k>")`.
    pub fn new(seed: u64, purpose: &'static str, len: Option<u64>) -> Self {
        TrialOrder { seed, purpose, len: len.filter(|&len| len > 0), epoch: None }
    }

    /// The trial at `position`, counted from 0 over all epochs.
    pub fn trial_at(&mut self, position: u64) -> u64 {
        let Some(len) = self.len else {
            return position;
        };
        let epoch = position / len;
        if self.epoch.as_ref().is_none_or(|(kept, _)| *kept != epoch) {
            let mut rng = host_rng(self.seed, &format!("{}/{epoch}", self.purpose));
            self.epoch = Some((epoch, permutation(&mut rng, len as usize)));
        }
        let (_, order) = self.epoch.as_ref().expect("drawn above");
        order[(position % len) as usize] as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(seed: u64, len: Option<u64>) -> TrialOrder {
        TrialOrder::new(seed, "order", len)
    }

    #[test]
    fn every_epoch_shows_every_trial_once_in_an_order_of_its_own() {
        let mut order = order(1, Some(50));
        let mut epoch = |k: u64| -> Vec<u64> { (50 * k..50 * (k + 1)).map(|p| order.trial_at(p)).collect() };
        let (first, second) = (epoch(0), epoch(1));
        assert_ne!(first, second);
        for mut shown in [first, second] {
            shown.sort_unstable();
            assert_eq!(shown, (0..50).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_resumed_run_meets_the_trials_that_the_whole_run_meets() {
        let mut whole = order(7, Some(13));
        let met: Vec<u64> = (0..60).map(|p| whole.trial_at(p)).collect();
        for start in [1, 12, 13, 40] {
            let mut resumed = order(7, Some(13));
            let rest: Vec<u64> = (start..60).map(|p| resumed.trial_at(p)).collect();
            assert_eq!(rest, met[start as usize..], "from {start}");
        }
        assert_eq!(whole.trial_at(3), met[3], "going back must not change the order");
    }

    #[test]
    fn seeds_and_purposes_give_different_orders() {
        let met = |mut order: TrialOrder| (0..40).map(|p| order.trial_at(p)).collect::<Vec<_>>();
        let base = met(order(1, Some(40)));
        assert_ne!(base, met(order(2, Some(40))));
        assert_ne!(base, met(TrialOrder::new(1, "probe", Some(40))));
    }

    #[test]
    fn every_trial_is_equally_likely_at_every_position() {
        // 2000 epochs of 5 trials: each of the 25 counts has mean 400 and standard deviation 17.9.
        let mut order = order(3, Some(5));
        let mut count = [[0_u32; 5]; 5];
        for position in 0..10_000 {
            count[(position % 5) as usize][order.trial_at(position) as usize] += 1;
        }
        for counts in count {
            assert!(counts.iter().all(|&c| (c as f64 - 400.0).abs() < 90.0), "{counts:?}");
        }
    }

    #[test]
    fn trials_without_end_come_in_their_own_order() {
        assert_eq!(order(1, None).trial_at(1 << 40), 1 << 40);
        assert_eq!(order(1, Some(0)).trial_at(3), 3);
        assert_eq!(order(1, Some(1)).trial_at(99), 0);
    }
}

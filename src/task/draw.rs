//! The random numbers of one trial.

use crate::rng::Stream;

/// What one trial draws: choices, one after the other, and white noise, by the place of the input it is added to. Both
/// are functions of (stream, trial) alone.
pub struct Draws {
    choices: Stream,
    noise: Stream,
    trial: u64,
    /// Uniform numbers drawn together, since a stream gives many at once.
    numbers: [f32; 64],
    taken: usize,
}

impl Draws {
    /// The numbers of `trial` in `stream`.
    pub fn new(stream: &Stream, trial: u64) -> Draws {
        Draws { choices: stream.child(0), noise: stream.child(1), trial, numbers: [0.0; 64], taken: 0 }
    }

    /// The next uniform number in [0, 1), in steps of 2⁻²⁴.
    pub fn uniform(&mut self) -> f64 {
        let at = self.taken % self.numbers.len();
        if at == 0 {
            self.choices.fill_uniform(self.trial, (self.taken / self.numbers.len()) as u32, &mut self.numbers);
        }
        self.taken += 1;
        f64::from(self.numbers[at])
    }

    /// Uniform in [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Uniform in 0..n.
    pub fn below(&mut self, n: usize) -> usize {
        (self.uniform() * n as f64) as usize
    }

    /// One of `items`, each equally likely.
    pub fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// +1 or −1, equally likely.
    pub fn sign(&mut self) -> f32 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }

    /// Adds white noise to `inputs`, which begin at place `first` of all the inputs of the trial.
    pub fn add_noise(&self, deviation: f32, first: usize, inputs: &mut [f32]) {
        if deviation == 0.0 {
            return;
        }
        let mut noise = vec![0.0; inputs.len()];
        self.noise.fill_normal_from(self.trial, 0, first, &mut noise);
        inputs.iter_mut().zip(&noise).for_each(|(x, noise)| *x += deviation * noise);
    }
}

/// Standard deviation of white noise in a step of `dt` ms, given that of its mean over 1 ms.
///
/// White noise has no standard deviation of its own, only one over a time: √(1 ms / dt) times as much over dt. So the mean
/// over an epoch, and what a slow neuron sees, do not depend on dt.
pub fn per_step(noise: f64, dt: f64) -> f32 {
    (noise / dt.sqrt()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_differ_within_a_trial_and_between_trials_and_come_back() {
        let stream = Stream::new(1, "draw");
        let draw = |trial| {
            let mut draws = Draws::new(&stream, trial);
            (0..200).map(|_| draws.uniform()).collect::<Vec<_>>()
        };
        let mut all = [draw(0), draw(1)].concat();
        assert_eq!(all[..200], draw(0));
        all.sort_by(f64::total_cmp);
        all.dedup();
        // 400 of 2²⁴ numbers: 0.005 pairs are expected to agree.
        assert!(all.len() >= 399);
        assert!(all[0] >= 0.0 && all[all.len() - 1] < 1.0);
    }

    #[test]
    fn every_choice_is_equally_likely() {
        let stream = Stream::new(2, "draw");
        let mut draws = Draws::new(&stream, 7);
        let mut count = [0.0; 3];
        let mut signs = 0.0;
        for _ in 0..9000 {
            count[draws.one_of(&[2, 0, 1])] += 1.0;
            signs += f64::from(draws.sign());
        }
        // Standard deviations: √(9000 · 2/9) = 45 and √9000 = 95.
        assert!(count.iter().all(|count: &f64| (count - 3000.0).abs() < 200.0), "{count:?}");
        assert!(signs.abs() < 400.0, "{signs}");
        assert!(!draws.chance(0.0) && draws.chance(1.0));
    }

    #[test]
    fn the_mean_of_noise_over_a_time_does_not_depend_on_the_step() {
        let stream = Stream::new(3, "draw");
        let variance = |dt: f64| {
            let steps = (100.0 / dt) as usize;
            let means = (0..400).map(|trial| {
                let mut rows = vec![0.0; steps];
                Draws::new(&stream, trial).add_noise(per_step(3.0, dt), 0, &mut rows);
                f64::from(rows.iter().sum::<f32>()) / steps as f64
            });
            means.map(|mean| mean * mean).sum::<f64>() / 400.0
        };
        // 9 / 100, with a relative standard deviation of √(2/400) = 0.07.
        for dt in [1.0, 2.0, 20.0] {
            assert!((variance(dt) / 0.09 - 1.0).abs() < 0.35, "{dt}: {}", variance(dt));
        }
    }
}

//! The flip-flop: remember the sign of the last pulse, on several channels at once.

use super::draw::Draws;
use super::endless::{self, Draw};
use super::slots::{self, Slots};
use super::{Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, Written, steps};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;

record! {
    /// The flip-flop: each output should hold the sign of the last pulse on its input. A test of fixed points: 2^bits
    /// states, each to be kept until the next pulse.
    ///
    /// In each slot of time each input is +1 or −1 with probability `probability`/2 each, and 0 otherwise; the first slot
    /// always has a pulse on every input. Score: the fraction of outputs, over all steps, that are within 0.5 of their
    /// target. Chance, a constant +1: 0.5. New trials without end to learn from, 500 fixed ones to be scored on.
    /// Source: D. Sussillo and O. Barak (2013), doi:10.1162/NECO_a_00409, with three bits; the defaults are those of the
    /// example of FixedPointFinder (M. Golub and D. Sussillo 2018), one slot a step.
    pub struct FlipFlop = "flip_flop" {
        /// Number of bits: of inputs, and of outputs.
        bits: usize = 3, Rule::ANY.within(1.0, 4096.0);
        /// Probability of a pulse on an input in a slot.
        probability: f64 = 0.2, Rule::ANY.within(0.0, 1.0);
        /// Length of a slot, and so of a pulse.
        slot: f64 = 1.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Length of a trial.
        duration: f64 = 256.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

impl TaskModel for FlipFlop {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape::at_every_step(self.bits, self.bits, steps(self.duration, dt))
    }

    fn metric(&self) -> Metric {
        Metric::PerTrial
    }

    fn chance(&self) -> Option<f64> {
        Some(0.5)
    }

    fn bounded(&self) -> bool {
        false
    }

    fn own_seed(&self) -> Option<u64> {
        self.seed
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        super::check_duration(Some(self.duration), dt)?;
        slots::check(self.slot, dt)
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let FlipFlop { bits, probability, slot, .. } = *self;
        let task = Pulses { bits, probability, slots: Slots { length: slot, dt: context.dt } };
        Ok(endless::open("flip_flop", context, self.shape(context.dt), task))
    }
}

struct Pulses {
    bits: usize,
    probability: f64,
    slots: Slots,
}

impl Draw for Pulses {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let mut pulses = vec![0.0; self.bits];
        let mut state = vec![0.0; self.bits];
        let mut drawn = 0;
        let rows = into.inputs.chunks_exact_mut(self.bits).zip(into.targets.chunks_exact_mut(self.bits));
        for (step, (inputs, targets)) in rows.enumerate() {
            while drawn <= self.slots.at(step) {
                for (pulse, state) in pulses.iter_mut().zip(&mut state) {
                    let (sign, comes) = (draws.sign(), draws.chance(self.probability));
                    *pulse = if comes || drawn == 0 { sign } else { 0.0 };
                    *state = if *pulse == 0.0 { *state } else { *pulse };
                }
                drawn += 1;
            }
            inputs.copy_from_slice(&pulses);
            targets.copy_from_slice(&state);
        }
    }

    fn score(&self, trial: &Written, outputs: &[f32]) -> f64 {
        let near = trial.targets.iter().zip(outputs).filter(|(t, y)| (*t - *y).abs() < 0.5).count();
        near as f64 / outputs.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;
    use crate::task::testing::{Opened, assert_even, assert_same_events};

    #[test]
    fn each_target_is_the_sign_of_the_last_pulse_on_its_input() {
        let opened = Opened::new(FlipFlop { bits: 4, ..FlipFlop::default() }, 1.0);
        for index in 0..5 {
            let trial = opened.trial(index);
            assert!(trial.inputs[..4].iter().all(|x| x.abs() == 1.0), "the first slot has a pulse on every input");
            let mut last = [0.0; 4];
            for (inputs, targets) in trial.inputs.chunks(4).zip(trial.targets.chunks(4)) {
                for (last, &x) in last.iter_mut().zip(inputs) {
                    *last = if x == 0.0 { *last } else { x };
                }
                assert_eq!(targets, last);
            }
        }
    }

    #[test]
    fn pulses_are_as_frequent_as_asked_and_of_either_sign_equally_often() {
        let opened = Opened::new(FlipFlop { bits: 100, ..FlipFlop::default() }, 1.0);
        let inputs = opened.trial(0).inputs;
        let later = &inputs[100..];
        let pulses = later.iter().filter(|x| **x != 0.0).count();
        // Standard deviation: √(25,500 · 0.2 · 0.8) = 64.
        assert!((pulses as f64 - 5100.0).abs() < 260.0, "{pulses}");
        assert_even(later.iter().filter(|x| **x > 0.0).count(), pulses);
    }

    #[test]
    fn a_pulse_lasts_a_slot_at_any_dt() {
        let task = FlipFlop { slot: 10.0, ..FlipFlop::default() };
        assert_same_events(task.clone(), 2.0);
        let text = Task::from(task).check(20.0).unwrap_err().to_string();
        assert!(text.starts_with("slot: a slot of 10 ms is shorter than a step of 20 ms"), "{text}");
    }

    #[test]
    fn outputs_count_where_they_are_near_their_target() {
        let opened = Opened::new(FlipFlop::default(), 1.0);
        let targets = opened.trial(0).targets;
        let times = |factor: f32| targets.iter().map(|t| t * factor).collect::<Vec<_>>();
        let scores = [1.0, 0.6, 1.4, 0.4, 1.6].map(|factor| opened.score(0, &times(factor)));
        assert_eq!(scores, [1.0, 1.0, 1.0, 0.0, 0.0]);
        let constant: f64 = (0..40).map(|index| opened.score(index, &vec![1.0; targets.len()])).sum();
        assert!((constant / 40.0 - 0.5).abs() < 0.1, "{constant}");
    }
}

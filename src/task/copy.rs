//! The copy task: say a sequence of symbols again after a delay.

use super::draw::Draws;
use super::endless::{self, Draw};
use super::slots::{self, Slots};
use super::{Metric, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, report};
use crate::record;
use crate::schema::Rule;
use crate::units::Unit;

record! {
    /// The copy task: a sequence of random symbols, a delay, a delimiter, and the sequence should be said again.
    ///
    /// `length` symbols, `delay` − 1 blanks, the delimiter, and `length` blanks during which the symbols are asked for in
    /// their order. Inputs, one-hot: the symbols, then the blank, then the delimiter. Outputs: the symbols. Only the
    /// `length` slots of the recall weigh. Score: the fraction of their steps with the right symbol; chance 1/symbols,
    /// where the loss is ln(symbols). New trials without end to learn from, 500 fixed ones to be scored on.
    /// Source: S. Hochreiter and J. Schmidhuber (1997), doi:10.1162/neco.1997.9.8.1735, in the form of M. Arjovsky, A. Shah
    /// and Y. Bengio (2016), arXiv:1511.06464, who also ask for blanks before the recall.
    pub struct CopyTask = "copy" {
        /// Number of different symbols.
        symbols: usize = 8, Rule::ANY.within(2.0, 16.0);
        /// Number of symbols to remember.
        length: usize = 10, Rule::ANY.within(1.0, 1e6);
        /// Slots from the last symbol to the delimiter, with it.
        delay: usize = 100, Rule::ANY.within(1.0, 1e6);
        /// How long each item of the sequence is shown.
        slot: f64 = 1.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Seed of the trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

const SYMBOLS: [&str; 16] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"];

impl CopyTask {
    fn count(&self) -> usize {
        2 * self.length + self.delay
    }

    fn slots(&self, dt: f64) -> Slots {
        Slots { length: self.slot, dt }
    }
}

impl TaskModel for CopyTask {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape::at_every_step(self.symbols + 2, self.symbols, self.slots(dt).steps(self.count()).max(1))
    }

    fn metric(&self) -> Metric {
        Metric::Accuracy
    }

    fn class_names(&self) -> &'static [&'static str] {
        &SYMBOLS[..self.symbols]
    }

    fn chance(&self) -> Option<f64> {
        Some(1.0 / self.symbols as f64)
    }

    fn bounded(&self) -> bool {
        false
    }

    fn own_seed(&self) -> Option<u64> {
        self.seed
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        slots::check_count(self.count(), self.slot, dt)
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let (shape, slots) = (self.shape(context.dt), self.slots(context.dt));
        Ok(endless::open("copy", context, shape, Sequences { copy: self.clone(), slots }))
    }
}

struct Sequences {
    copy: CopyTask,
    slots: Slots,
}

impl Draw for Sequences {
    fn draw(&self, draws: &mut Draws, into: Trial) {
        let CopyTask { symbols, length, delay, .. } = self.copy;
        let (blank, delimiter) = (symbols, symbols + 1);
        let sequence: Vec<usize> = (0..length).map(|_| draws.below(symbols)).collect();
        let recall = length + delay;
        let rows = into.inputs.chunks_exact_mut(symbols + 2).zip(into.targets.chunks_exact_mut(symbols));
        let mut first = into.weights.len();
        for (step, (input, target)) in rows.enumerate() {
            let slot = self.slots.at(step);
            let shown = if slot + 1 == recall { delimiter } else { *sequence.get(slot).unwrap_or(&blank) };
            input[shown] = 1.0;
            if slot >= recall {
                target[sequence[(slot - recall).min(length - 1)]] = 1.0;
                first = first.min(step);
            }
        }
        let end = into.weights.len();
        report::weigh(into.weights, first..end, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;
    use crate::task::testing::{Opened, assert_same_events};

    fn one(row: &[f32]) -> usize {
        assert_eq!(row.iter().sum::<f32>(), 1.0);
        row.iter().position(|x| *x == 1.0).unwrap()
    }

    #[test]
    fn the_targets_are_the_symbols_that_were_shown() {
        let opened = Opened::new(CopyTask::default(), 1.0);
        assert_eq!(opened.shape.steps, 120);
        let mut count = [0; 8];
        for index in 0..80 {
            let trial = opened.trial(index);
            let shown: Vec<usize> = trial.inputs.chunks(10).map(one).collect();
            let asked: Vec<usize> = trial.targets.chunks(8).skip(110).map(one).collect();
            assert_eq!(asked, shown[..10]);
            assert_eq!(shown[10..109], [8; 99]);
            assert_eq!(shown[109..], [9, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8]);
            assert_eq!((trial.weights[109], trial.weights[110]), (0.0, 0.1));
            asked.iter().for_each(|&symbol| count[symbol] += 1);
        }
        // 100 expected of each, with a standard deviation of 9.4.
        assert!(count.iter().all(|count| (60..140).contains(count)), "{count:?}");
    }

    #[test]
    fn an_item_lasts_a_slot_at_any_dt() {
        let task = CopyTask { slot: 10.0, delay: 5, length: 3, ..CopyTask::default() };
        assert_same_events(task.clone(), 5.0);
        assert!(Task::from(task).check(11.0).is_err());
        let odd = Opened::new(CopyTask { slot: 10.0, ..CopyTask::default() }, 7.0).trial(0);
        assert!((odd.weights.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}

//! Pattern generation: produce a given wave.

use super::draw::Draws;
use super::slots::Slots;
use super::{
    Metric, Split, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, check_duration, epochs, steps,
};
use crate::keyword;
use crate::record;
use crate::rng::Stream;
use crate::schema::Rule;
use crate::units::Unit;
use std::f64::consts::TAU;

keyword! {
    /// The wave to be produced.
    pub enum Wave {
        /// (sin φ + ½ sin 2φ + ¼ sin 4φ)/1.5 with φ = 2π t/period, the same on every output.
        Fixed = "fixed",
        /// Sines of 1, 2, 3 and 5 cycles a period with amplitudes uniform in 0.5 to 2 and random phases, drawn for each
        /// output; shifted to begin at 0, then scaled to a largest value of 1.
        Random = "random",
    }
}

record! {
    /// Pattern generation: produce a wave, with little or no input to hold on to. All trials are the same.
    ///
    /// Inputs: 0 is 1 during the cue, then 0; then `frozen` inputs of noise that is the same in every trial. Outputs: the
    /// wave. All steps weigh the same. Score: explained variance; a constant has 0. One trial to be scored on, the same
    /// as those to learn from.
    /// Source: J. Murray (2019), doi:10.7554/eLife.43299 (wave fixed, no frozen input, periods of 20 to 160 time
    /// constants), and G. Bellec et al. (2020), doi:10.1038/s41467-020-17236-y (wave random, 1,000 ms, 100 frozen inputs,
    /// there of Poisson spikes).
    pub struct Pattern = "pattern" {
        /// The wave.
        wave: Wave = Wave::Fixed;
        /// Number of outputs.
        outputs: usize = 1, Rule::ANY.within(1.0, 65_536.0);
        /// Length of a period of the slowest sine.
        period: f64 = 1000.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Length of a trial.
        duration: f64 = 1000.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Length of the cue that starts the wave; 0: none.
        cue: f64 = 50.0, Rule::ANY.at_least(0.0).unit(Unit::Millisecond);
        /// Number of inputs of frozen noise: standard normal numbers.
        frozen: usize = 0, Rule::ANY.at_most(65_536.0);
        /// How long a number of the frozen noise lasts.
        hold: f64 = 10.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Seed of waves and noise; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

impl TaskModel for Pattern {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape::at_every_step(1 + self.frozen, self.outputs, steps(self.duration, dt))
    }

    fn metric(&self) -> Metric {
        Metric::ExplainedVariance
    }

    fn chance(&self) -> Option<f64> {
        Some(0.0)
    }

    fn bounded(&self) -> bool {
        false
    }

    fn own_seed(&self) -> Option<u64> {
        self.seed
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        check_duration(Some(self.duration), dt)?;
        let fastest = match self.wave {
            Wave::Fixed => 4.0,
            Wave::Random => 5.0,
        };
        if self.period / fastest < 2.0 * dt {
            return Err(TaskError::Parameter {
                field: "period",
                message: format!("its fastest sine, of {} ms, is lost in steps of {dt} ms", self.period / fastest),
                help: format!("write period: {} or more, or a smaller dt", 2.0 * fastest * dt),
            });
        }
        Ok(())
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let shape = self.shape(context.dt);
        let waves: Vec<Sines> = (0..self.outputs).map(|k| Sines::new(self.wave, context.seed, k)).collect();
        let phase = |step: usize| TAU * step as f64 * context.dt / self.period;
        let targets = (0..shape.steps).flat_map(|step| waves.iter().map(move |wave| wave.at(phase(step)) as f32));
        let targets = targets.collect();
        Ok(Box::new(Frozen { inputs: self.inputs(&shape, context), targets }))
    }
}

impl Pattern {
    fn inputs(&self, shape: &TaskShape, context: &TaskContext) -> Vec<f32> {
        let stream = Stream::new(context.seed, "pattern/frozen");
        let slots = Slots { length: self.hold.max(context.dt), dt: context.dt };
        let mut inputs = vec![0.0; shape.steps * shape.input_len()];
        for (step, row) in inputs.chunks_exact_mut(shape.input_len()).enumerate() {
            row[0] = if step < epochs::step_at(self.cue, context.dt) { 1.0 } else { 0.0 };
            stream.fill_normal(0, slots.at(step) as u32, &mut row[1..]);
        }
        inputs
    }
}

/// scale · (Σ amplitude · sin(cycles · φ + phase) − offset).
struct Sines {
    sines: Vec<[f64; 3]>,
    offset: f64,
    scale: f64,
}

impl Sines {
    fn new(wave: Wave, seed: u64, output: usize) -> Sines {
        if wave == Wave::Fixed {
            let sines = vec![[1.0, 1.0, 0.0], [2.0, 0.5, 0.0], [4.0, 0.25, 0.0]];
            return Sines { sines, offset: 0.0, scale: 1.0 / 1.5 };
        }
        let mut draws = Draws::new(&Stream::new(seed, "pattern/wave"), output as u64);
        let sines = [1.0, 2.0, 3.0, 5.0].map(|cycles| [cycles, draws.between(0.5, 2.0), draws.between(0.0, TAU)]);
        let mut wave = Sines { sines: sines.to_vec(), offset: 0.0, scale: 1.0 };
        wave.offset = wave.at(0.0);
        // Over a whole period, and not over the trial's steps: the same at any dt.
        let largest = (0..2000).map(|i| wave.at(TAU * f64::from(i) / 2000.0).abs()).fold(0.0, f64::max);
        wave.scale = 1.0 / largest;
        wave
    }

    fn at(&self, phase: f64) -> f64 {
        let sum: f64 = self.sines.iter().map(|[cycles, height, shift]| height * (cycles * phase + shift).sin()).sum();
        self.scale * (sum - self.offset)
    }
}

struct Frozen {
    inputs: Vec<f32>,
    targets: Vec<f32>,
}

impl Trials for Frozen {
    fn len(&self, split: Split) -> Option<u64> {
        (split == Split::Test).then_some(1)
    }

    fn write(&self, _: Split, _: u64, into: Trial) {
        into.inputs.copy_from_slice(&self.inputs);
        into.targets.copy_from_slice(&self.targets);
    }
}

#[cfg(test)]
mod tests;

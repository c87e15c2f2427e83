//! Probes: what a run records besides its learning curve.

use super::Circuit;
use crate::keyword;
use crate::neuron::Neuron;
use crate::schema::{Field, Problems, Rule, parse, render};
use std::ops::Range;

crate::record! {
    /// Records a variable of a population as it stands at the end of a step, or a variable of a projection as it stands at
    /// the end of an update.
    pub struct Probe = "probe" {
        /// The population; None: `projection` is given.
        population: Option<String> = None;
        /// The projection, FROM_TO (and _delayK where it has a delay); None: `population` is given.
        projection: Option<String> = None;
        /// Of a population: one of the variables of its neuron model (`trifactor models`), which are kept at every step;
        /// or `bias`, `third_factor`, `feedback_weights`, `basis`, where its circuit has them, once an update; or `tau`,
        /// where each neuron has its own time constant (ms), which stays as it was drawn. Of a projection: `weights`; or
        /// `eligibility`, where each synapse keeps its own, at every step. None: `activity`, or `weights`.
        variable: Option<String> = None;
        /// Updates between two recordings.
        every: u64 = 1, Rule::ANY.at_least(1.0);
        /// The first update that is recorded.
        from: u64 = 0, Rule::ANY.at_least(0.0);
        /// The update before which recording ends; None: the run's end.
        until: Option<u64> = None, Rule::ANY.at_least(1.0);
        /// The first step of a trial that is recorded.
        first_step: usize = 0, Rule::ANY.at_least(0.0);
        /// The step of a trial before which recording ends; None: the trial's end.
        end_step: Option<usize> = None, Rule::ANY.at_least(1.0);
        /// Steps between two that are recorded.
        every_step: usize = 1, Rule::ANY.at_least(1.0);
        /// How many replicas are kept.
        replicas: usize = 1, Rule::ANY.at_least(1.0);
        /// What is kept of the numbers of all neurons.
        reduce: Reduce = Whole::default().into();
        /// The file's format.
        format: Format = Format::Npy;
    }
}

crate::record! {
    /// All of them. Of a projection without all synapses, one by one; which is which: PROJECTION_synapses.npy, or
    /// `synapses` in an archive.
    pub struct Whole = "whole" {}
}

crate::record! {
    /// Their mean; of weights, over each postsynaptic neuron's synapses.
    pub struct Mean = "mean" {}
}

crate::record! {
    /// The root of the sum of their squares; of weights, over each postsynaptic neuron's synapses.
    pub struct Norm = "norm" {}
}

crate::record! {
    /// Coordinates along the leading components of the population's manifold as it was then: for credit that tracks one.
    pub struct Leading = "components" {
        /// How many of them.
        count: usize = 3, Rule::ANY.at_least(1.0);
    }
}

crate::choice! {
    /// What is kept of the numbers of all neurons.
    pub enum Reduce {
        Whole(Whole),
        Mean(Mean),
        Norm(Norm),
        Leading(Leading),
    }
}

keyword! {
    /// How what was recorded is written.
    pub enum Format {
        /// An array for NumPy, which can be read while it grows.
        Npy = "npy",
        /// An archive for NumPy, made when the run has ended: `values`, the `update` of each, the `step`s of a trial, and the
        /// `synapses` of weights where not all exist. Until then `values` grow in TARGET_VARIABLE.npz.npy.
        Npz = "npz",
        /// A line of JSON a recording.
        Jsonl = "jsonl",
    }
}

/// What a probe reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable {
    /// The activity of neurons at a step.
    Activity,
    /// The state of neurons at a step.
    State,
    /// Biases after an update.
    Bias,
    /// Time constants of neurons that each have their own, in ms.
    TimeConstant,
    /// The third factor of an update.
    ThirdFactor,
    /// Feedback weights after an update.
    FeedbackWeights,
    /// The manifold's basis after an update.
    Basis,
    /// Weights after an update.
    Weights,
    /// The eligibilities of synapses at a step.
    Eligibility,
}

/// Variables of a projection.
const OF_PROJECTIONS: [(&str, Variable); 2] = [("weights", Variable::Weights), ("eligibility", Variable::Eligibility)];

/// Variables of a population that do not belong to its neuron model, with what they are.
const OF_LEARNING: [(&str, Variable); 5] = [
    ("tau", Variable::TimeConstant),
    ("bias", Variable::Bias),
    ("third_factor", Variable::ThirdFactor),
    ("feedback_weights", Variable::FeedbackWeights),
    ("basis", Variable::Basis),
];

/// True for neurons that learning makes something for: inputs are given.
fn learns(neuron: &Neuron) -> bool {
    !matches!(neuron, Neuron::Input(_))
}

impl Variable {
    /// True for what has a value at every step, of every replica.
    pub fn at_every_step(self) -> bool {
        matches!(self, Variable::Activity | Variable::State | Variable::Eligibility)
    }

    /// True for what every replica has its own of.
    pub fn of_replicas(self) -> bool {
        self.at_every_step() || self == Variable::ThirdFactor
    }
}

impl Probe {
    /// The variable's name.
    pub fn variable_name(&self) -> &str {
        let default = if self.projection.is_some() { "weights" } else { "activity" };
        self.variable.as_deref().unwrap_or(default)
    }

    /// The variable, if there is one of this name.
    pub fn what(&self, neuron: Option<&Neuron>) -> Option<Variable> {
        let name = self.variable_name();
        let named = |known: &[(&str, Variable)]| known.iter().find(|(known, _)| *known == name).map(|(_, what)| *what);
        match neuron {
            None => named(&OF_PROJECTIONS),
            Some(neuron) => {
                let own = neuron.variables().iter().any(|variable| variable.name == name);
                let own = own.then_some(if name == "state" { Variable::State } else { Variable::Activity });
                own.or_else(|| if learns(neuron) { named(&OF_LEARNING) } else { None })
            }
        }
    }

    /// The names that a variable of this target can have.
    pub fn names(neuron: Option<&Neuron>) -> Vec<&'static str> {
        let Some(neuron) = neuron else { return OF_PROJECTIONS.map(|(name, _)| name).into() };
        let of_learning = OF_LEARNING.iter().filter(|_| learns(neuron)).map(|(name, _)| *name);
        neuron.variables().iter().map(|variable| variable.name).chain(of_learning).collect()
    }

    /// The population's or the projection's name.
    pub fn target(&self) -> &str {
        self.population.as_deref().or(self.projection.as_deref()).unwrap_or_default()
    }

    /// Index of the projection that is recorded, if one is.
    pub fn projection_index(&self, circuit: &Circuit) -> Option<usize> {
        let name = self.projection.as_deref()?;
        circuit.projections.iter().position(|projection| projection.name() == name)
    }

    /// The first field that tells of the steps of a trial, if one does.
    pub fn field_of_steps(&self) -> Option<&'static str> {
        let given = [
            ("first_step", self.first_step != 0),
            ("end_step", self.end_step.is_some()),
            ("every_step", self.every_step != 1),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(field, _)| field)
    }

    /// Steps of a trial of `steps` that are kept.
    pub fn steps(&self, steps: usize) -> impl Iterator<Item = usize> + Clone + use<> {
        (self.first_step..self.end_step.unwrap_or(steps).min(steps)).step_by(self.every_step)
    }

    /// True if this update is recorded.
    pub fn records(&self, update: u64) -> bool {
        update.is_multiple_of(self.every) && update >= self.from && self.until.is_none_or(|until| update < until)
    }

    /// Recordings in the updates before this one.
    pub fn recordings_before(&self, update: u64) -> u64 {
        let end = update.min(self.until.unwrap_or(u64::MAX));
        end.div_ceil(self.every).saturating_sub(self.from.div_ceil(self.every))
    }

    /// Recordings in these updates.
    pub fn recordings_in(&self, updates: Range<u64>) -> u64 {
        self.recordings_before(updates.end) - self.recordings_before(updates.start)
    }

    /// True if what this probe records from the end of `updates` on can stand behind what `earlier` recorded in them: the
    /// same numbers of the same things, at one distance without a gap.
    pub fn goes_on_after(&self, earlier: &Probe, updates: Range<u64>) -> bool {
        let what = |probe: &Probe| {
            let variable = Some(probe.variable_name().to_string());
            Probe { variable, every: 1, from: 0, until: None, ..probe.clone() }
        };
        let recorded = earlier.recordings_in(updates.clone());
        let first = |probe: &Probe| probe.from.max(updates.start).div_ceil(probe.every);
        let ended = earlier.until.is_some_and(|until| until < updates.end);
        let goes_on = self.until.is_none_or(|until| until > updates.end);
        let cadence = self.every == earlier.every
            && recorded == self.recordings_in(updates.clone())
            && first(self) == first(earlier)
            && !(ended && goes_on);
        what(self) == what(earlier) && (recorded == 0 && self.recordings_in(updates) == 0 || cadence)
    }

    /// As a circuit file would have it.
    pub fn text(&self) -> String {
        render::inline(&self.write())
    }

    /// Reads what [`Probe::text`] wrote; `None` where that is no probe.
    pub fn of_text(text: &str) -> Option<Probe> {
        let node = parse::parse(text, 0).ok()?;
        Probe::read(&node, &Rule::ANY, &mut Problems::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_are_counted_as_they_are_made() {
        for (every, from, until) in [(1, 0, None), (3, 0, None), (3, 4, Some(11)), (5, 5, Some(6)), (2, 9, Some(3))] {
            let probe = Probe { every, from, until, ..Probe::default() };
            let mut made = 0;
            for update in 0..30 {
                assert_eq!(probe.recordings_before(update), made, "{every} {from} {until:?} before {update}");
                made += u64::from(probe.records(update));
            }
        }
    }

    #[test]
    fn what_would_mix_two_cadences_does_not_go_on() {
        let every = |every, from, until| Probe { every, from, until, ..Probe::default() };
        let now = 20;
        for (earlier, later, goes_on) in [
            (every(3, 0, None), every(3, 0, None), true),
            (every(3, 0, None), every(2, 0, None), false),
            // The same multiples of 3 until now.
            (every(3, 4, None), every(3, 6, None), true),
            (every(3, 4, None), every(3, 7, None), false),
            (every(3, 0, None), every(3, 0, Some(40)), true),
            (every(3, 0, Some(40)), every(3, 0, None), true),
            (every(3, 0, Some(10)), every(3, 0, None), false),
            (every(3, 0, Some(10)), every(3, 0, Some(11)), true),
            (every(3, 30, None), every(2, 25, None), true),
            (every(3, 0, None), Probe { replicas: 2, ..every(3, 0, None) }, false),
            (every(3, 0, None), Probe { variable: Some("activity".into()), ..every(3, 0, None) }, true),
        ] {
            assert_eq!(later.goes_on_after(&earlier, 0..now), goes_on, "{earlier:?} {later:?}");
            let both: Vec<u64> =
                (0..60).filter(|u| if *u < now { earlier.records(*u) } else { later.records(*u) }).collect();
            let even = both.windows(3).all(|three| three[1] - three[0] == three[2] - three[1]);
            assert!(even || !goes_on, "{both:?}");
            assert_eq!(Probe::of_text(&later.text()), Some(later));
        }
        assert_eq!(every(3, 0, None).recordings_in(4..13), 3);
    }

    #[test]
    fn steps_stay_in_the_window_and_in_the_trial() {
        let probe = Probe { first_step: 2, end_step: Some(9), every_step: 3, ..Probe::default() };
        assert_eq!(probe.steps(20).collect::<Vec<_>>(), [2, 5, 8]);
        assert_eq!(probe.steps(5).collect::<Vec<_>>(), [2]);
    }
}

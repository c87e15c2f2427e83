//! How much was spent: the perturbations of each population.

use super::document::Leg;
use super::session::Session;
use crate::plan::Work;
use crate::plan::op::Turn;
use std::collections::BTreeMap;

impl Session {
    /// How many updates of those behind its feedback perturbed this population.
    pub(super) fn turns(&self, population: usize) -> u64 {
        self.turns_since(population, self.learned_since(&self.plan.populations[population].name))
    }

    /// The update from which on the feedback of a population has been learned: later than the first where a leg began it
    /// anew.
    fn learned_since(&self, population: &str) -> u64 {
        let anew = |leg: &&Leg| {
            let of_credit = |name: &String| {
                name.split_once('.').is_some_and(|(what, of)| of == population && what.starts_with("feedback"))
            };
            leg.inherited.as_ref().is_some_and(|inherited| inherited.anew.iter().any(of_credit))
        };
        self.legs().iter().rfind(anew).map_or(0, |leg| leg.from_update)
    }

    /// How many updates from `first` on perturbed this population.
    fn turns_since(&self, population: usize, first: u64) -> u64 {
        let turn: Option<Turn> = self.plan.learn.ops.iter().find_map(|op| match &op.work {
            Work::Perturb(work) if work.activity.buffer == self.plan.populations[population].activity.buffer => {
                Some(work.turn)
            }
            _ => None,
        });
        turn.map_or(0, |turn| turn.count(self.update()) - turn.count(first))
    }

    /// Perturbations spent on each population so far, in all legs.
    pub fn perturbations(&self) -> BTreeMap<String, u64> {
        let leg = self.leg();
        let Some(p) = self.circuit.credit.recipe().perturbation else { return leg.perturbations.clone() };
        let per_update = (self.circuit.run.replicas * p.noise.per_sample) as u64;
        let credited =
            self.plan.populations.iter().enumerate().filter(|(_, population)| population.third_factor.is_some());
        let since = credited
            .map(|(i, population)| (population.name.clone(), self.turns_since(i, leg.from_update) * per_update));
        added(&leg.perturbations, since.collect())
    }
}

/// Perturbations over the legs: those before the present one, and those since.
fn added(before: &BTreeMap<String, u64>, since: BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let mut all = before.clone();
    since.into_iter().for_each(|(name, count)| *all.entry(name).or_default() += count);
    all
}

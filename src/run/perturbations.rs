//! How much was spent: the perturbations of each population.

use super::session::Session;
use crate::plan::Work;
use std::collections::BTreeMap;

impl Session {
    /// How many updates perturbed this population so far.
    pub(super) fn turns(&self, population: usize) -> u64 {
        let coordinates = self.plan.learn.ops.iter().find_map(|op| match &op.work {
            Work::Perturb(work) if work.activity.buffer == self.plan.populations[population].activity.buffer => {
                Some(work.turn)
            }
            _ => None,
        });
        coordinates.map_or(0, |turn| turn.count(self.update()))
    }

    /// Perturbations spent on each population so far.
    pub fn perturbations(&self) -> BTreeMap<String, u64> {
        let Some(p) = self.circuit.credit.recipe().perturbation else { return BTreeMap::new() };
        let per_update = (self.circuit.run.replicas * p.noise.per_sample) as u64;
        let credited =
            self.plan.populations.iter().enumerate().filter(|(_, population)| population.third_factor.is_some());
        credited.map(|(i, population)| (population.name.clone(), self.turns(i) * per_update)).collect()
    }
}

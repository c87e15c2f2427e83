//! The manifold of each hidden population's activity in the course of a run: its dimension, and how its directions drift.

use super::activity::Activity;
use super::document::ManifoldQuality;
use super::session::Session;
use crate::analysis::dimension::{Neighbours, two_nn};
use crate::analysis::rows::Rows;
use crate::analysis::spectrum::{components, components_for, participation_ratio};
use crate::analysis::subspace::principal_angles;
use std::collections::BTreeMap;

/// Leading components whose drift is followed: as many as hold 95 % of the variance, and no more than this.
const LEADING: usize = 8;

/// The leading components at the last measurement, by population.
#[derive(Default)]
pub struct Drift(BTreeMap<usize, Leading>);

struct Leading {
    basis: Rows,
    k95: usize,
}

impl Session {
    /// The manifold of each hidden population, from activity that an evaluation has seen.
    pub fn manifold_quality(&self, activity: &Activity, drift: &mut Drift) -> BTreeMap<String, ManifoldQuality> {
        let output = self.circuit.output.as_deref();
        let hidden = |(_, p): &(usize, &crate::plan::PopulationPlan)| Some(p.name.as_str()) != output;
        let populations = self.plan.populations.iter().enumerate().filter(hidden);
        populations.filter_map(|(i, p)| Some((p.name.clone(), drift.measure(i, &activity.rows(i)?)))).collect()
    }
}

impl Drift {
    fn measure(&mut self, population: usize, rows: &Rows) -> ManifoldQuality {
        let now = components(rows, LEADING);
        let k95 = components_for(&now.variances, 0.95);
        let ratio = participation_ratio(rows);
        let before = k95.and_then(|k95| self.0.insert(population, Leading { basis: now.basis, k95 }));
        let drift = before.and_then(|before| self.0[&population].angle(&before));
        ManifoldQuality {
            participation_ratio: ratio.naive,
            participation_ratio_both: ratio.both,
            k95,
            twonn: two_nn(&Neighbours::of(rows, 2)).map(|found| found.linear),
            drift,
            samples: rows.rows(),
        }
    }
}

impl Leading {
    /// Mean principal angle in degrees to other leading components. Components beyond those that hold the variance of
    /// both have no direction worth following.
    fn angle(&self, other: &Leading) -> Option<f64> {
        let k = self.k95.min(other.k95).min(self.basis.rows()).min(other.basis.rows());
        let first = |leading: &Leading| {
            let basis = &leading.basis;
            Rows::new(basis.data()[..k * basis.cols()].to_vec(), basis.cols())
        };
        let angles = principal_angles(&first(self), &first(other));
        (k > 0).then(|| angles.iter().sum::<f64>().to_degrees() / angles.len() as f64)
    }
}

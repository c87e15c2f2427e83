//! The manifold of each population's activity: what its dimension and directions are told from, and how it drifts in the
//! course of a run.

use super::activity::Activity;
use super::document::ManifoldQuality;
use super::extent::{FOLLOWED, LEADING};
use super::session::Session;
use crate::analysis::cloud::Cloud;
use crate::analysis::dimension::{Neighbours, enough, two_nn};
use crate::analysis::rows::Rows;
use crate::analysis::spectrum::{Components, ParticipationRatio, components_for, components_of, participation_of};
use crate::analysis::subspace::principal_angles;
use std::collections::BTreeMap;

/// Neighbours that an analysis looks at, at most; a quarter of the points where they are few: beyond, "near" says little.
const NEIGHBOURS: usize = 64;

/// Some activity of a population as a cloud of points.
pub(super) struct Manifold {
    pub samples: usize,
    pub main: Components,
    pub ratio: ParticipationRatio,
    pub neighbours: Neighbours,
}

/// How much is computed of a manifold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// What is followed in the course of a run.
    Followed,
    /// What an analysis tells.
    Analysed,
}

/// The leading components at the last measurement, by population.
#[derive(Default)]
pub struct Drift(BTreeMap<usize, Leading>);

struct Leading {
    basis: Rows,
    k95: usize,
}

impl Session {
    /// The manifold of each population, from activity that an evaluation has seen: of those of hidden ones, and where they
    /// are analysed of the output's too.
    pub(super) fn manifolds(&self, mut activity: Activity, depth: Depth) -> Vec<Option<Manifold>> {
        let manifold = |i: usize| {
            let wanted = depth == Depth::Analysed || self.is_followed(i);
            // Of large populations it takes much memory, and twice that in double precision: nothing stays longer than needed.
            let points = activity.take(i).filter(|_| wanted);
            Some(self.manifold(i, points?, depth))
        };
        (0..self.plan.populations.len()).map(manifold).collect()
    }

    /// True for a hidden population.
    fn is_followed(&self, population: usize) -> bool {
        self.circuit.output.as_ref() != Some(&self.plan.populations[population].name)
    }

    fn manifold(&self, population: usize, points: Rows, depth: Depth) -> Manifold {
        let noise = self.plan.populations[population].basis.map(|id| self.plan.buffer(id).rows);
        let (components, neighbours) = match depth {
            Depth::Followed => (FOLLOWED, 2),
            Depth::Analysed => (LEADING, (points.rows() / 4).clamp(2, NEIGHBOURS)),
        };
        // Directions beyond those that are looked at would cost as much as all before.
        let enough = |variances: &[f64]| noise.or(components_for(variances, 0.95)).unwrap_or(0).max(FOLLOWED);
        let cloud = Cloud::of(points);
        let (samples, ratio) = (cloud.points.rows(), participation_of(&cloud));
        let neighbours = Neighbours::of_cloud(&cloud, neighbours);
        // The points themselves are not needed beside their components.
        let cloud = Cloud { points: Rows::default(), ..cloud };
        let main = components_of(&cloud, |variances| enough(variances).min(components));
        Manifold { samples, main, ratio, neighbours }
    }
}

impl Drift {
    /// What is told of manifolds in the course of a run: of hidden populations.
    pub(super) fn quality(
        &mut self,
        session: &Session,
        manifolds: &[Option<Manifold>],
    ) -> BTreeMap<String, ManifoldQuality> {
        let populations = session.plan.populations.iter().zip(manifolds).enumerate();
        let followed = populations.filter(|(i, _)| session.is_followed(*i));
        followed.filter_map(|(i, (p, manifold))| Some((p.name.clone(), self.measure(i, manifold.as_ref()?)))).collect()
    }

    fn measure(&mut self, population: usize, manifold: &Manifold) -> ManifoldQuality {
        let Manifold { samples, main, ratio, neighbours } = manifold;
        let k95 = components_for(&main.variances, 0.95);
        let leading = |k95| Leading { basis: main.basis.first(FOLLOWED), k95 };
        let before = k95.and_then(|k95| self.0.insert(population, leading(k95)));
        let drift = before.and_then(|before| self.0[&population].angle(&before));
        ManifoldQuality {
            participation_ratio: ratio.naive,
            participation_ratio_both: ratio.both,
            k95,
            twonn: enough(neighbours).then(|| two_nn(neighbours)).flatten().map(|found| found.linear),
            duplicates: neighbours.duplicates,
            drift,
            samples: *samples,
        }
    }
}

impl Leading {
    /// Mean principal angle in degrees to other leading components. Components beyond those that hold the variance of
    /// both have no direction worth following.
    fn angle(&self, other: &Leading) -> Option<f64> {
        let k = self.k95.min(other.k95).min(self.basis.rows()).min(other.basis.rows());
        let angles = principal_angles(&self.basis.first(k), &other.basis.first(k));
        (k > 0).then(|| angles.iter().sum::<f64>().to_degrees() / angles.len() as f64)
    }
}

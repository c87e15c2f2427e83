//! The manifold of a population's activity beside the row space of the Jacobian of the output with respect to it.

use crate::analysis::rows::Rows;
use crate::analysis::spectrum::{Components, components_for};
use crate::analysis::subspace::{captured, principal_angles, random_basis};
use crate::error::Error;
use crate::rng::Stream;
use crate::run::document::analysis::SubspaceAlignment;
use crate::run::session::Session;
use std::collections::BTreeMap;

/// Random subspaces that stand beside a manifold.
const NULLS: u64 = 4;
/// Trials whose Jacobians are looked at.
const TRIALS: usize = 64;

/// A population's Jacobians at some trials.
pub(super) struct Jacobian {
    /// (trials · n_o) × n.
    each: Rows,
    /// n_o × n.
    mean: Rows,
}

impl Session {
    /// Exact Jacobians by population, where trials have one step; neither of inputs nor of the output.
    pub(super) fn jacobians(&mut self) -> Result<BTreeMap<usize, Jacobian>, Error> {
        let Some((network, _)) = self.probe_network(TRIALS)? else { return Ok(BTreeMap::new()) };
        let found = network.jacobians().into_iter().enumerate().filter(|(i, _)| *i != network.output);
        let found = found.filter_map(|(i, jacobian)| {
            let (n, jacobian) = (network.layers[i].neurons, jacobian?);
            let mean = Rows::of(&network.mean_jacobian(&jacobian, n), n);
            Some((i, Jacobian { each: Rows::of(&jacobian, n), mean }))
        });
        Ok(found.collect())
    }

    /// The manifold has the rank of the noise's, where there is one, else as many components as hold 95 % of the variance.
    pub(super) fn alignment(
        &self,
        i: usize,
        main: &Components,
        jacobian: Option<&Jacobian>,
    ) -> Option<SubspaceAlignment> {
        let (n, Jacobian { each, mean }) = (main.basis.cols(), jacobian?);
        let noise = self.plan.populations[i].basis.map(|id| self.plan.buffer(id).rows);
        // Where nothing varies, components have no direction.
        let varies = main.variances.iter().take_while(|v| **v > 1e-9 * main.variances[0]).count();
        let rank = noise.or(components_for(&main.variances, 0.95))?.min(main.basis.rows()).min(varies);
        if rank == 0 || mean.data().iter().all(|x| *x == 0.0) {
            return None;
        }
        let basis = Rows::new(main.basis.data()[..rank * n].to_vec(), n);
        let degrees = |basis: &Rows| principal_angles(mean, basis).into_iter().map(f64::to_degrees);
        let Stream { key } = Stream::new(self.circuit.seed, &format!("null/{}", self.plan.populations[i].name));
        let seed = u64::from(key[0]) | u64::from(key[1]) << 32;
        let (mut null, mut null_angles) = (0.0, vec![0.0; degrees(&basis).len()]);
        for k in 0..NULLS {
            let random = random_basis(n, rank, seed.wrapping_add(k));
            null += captured(each, &random).last()? / NULLS as f64;
            null_angles.iter_mut().zip(degrees(&random)).for_each(|(mean, angle)| *mean += angle / NULLS as f64);
        }
        Some(SubspaceAlignment {
            rank,
            captured: captured(each, &basis),
            chance: rank as f64 / n as f64,
            null,
            angles: degrees(&basis).collect(),
            null_angles,
        })
    }
}

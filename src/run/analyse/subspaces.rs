//! The manifold of a population's activity beside the row space of the Jacobian of the output with respect to it.

use crate::analysis::alignment::{captured_curve, energy};
use crate::analysis::product::onto;
use crate::analysis::rows::Rows;
use crate::analysis::spectrum::{Components, components_for};
use crate::analysis::subspace::{Span, random_basis};
use crate::run::credit::Exact;
use crate::run::document::analysis::SubspaceAlignment;
use crate::run::session::Session;

/// Random subspaces that stand beside a manifold.
const NULLS: u64 = 2;
impl Session {
    /// The manifold has the rank of the noise's, where there is one, else as many components as hold 95 % of the variance.
    pub(super) fn alignment(&self, i: usize, main: &Components, exact: &Exact) -> Option<SubspaceAlignment> {
        let (n, network, jacobian) = (main.basis.cols(), &exact.network, exact.jacobians[i].as_ref()?);
        if i == network.output {
            return None;
        }
        let noise = self.plan.populations[i].basis.map(|id| self.plan.buffer(id).rows);
        // Where nothing varies, components have no direction.
        let varies = main.variances.iter().take_while(|v| **v > 1e-9 * main.variances[0]).count();
        let rank = noise.or(components_for(&main.variances, 0.95))?.min(main.basis.rows()).min(varies);
        let mean = Rows::of(&network.mean_jacobian(jacobian, n), n);
        if rank == 0 || mean.data().iter().all(|x| *x == 0.0) {
            return None;
        }
        let basis = main.basis.first(rank);
        let rows = Span::of(&mean);
        let degrees = |basis: &Rows| -> Vec<f64> {
            rows.angles(&Span::of_orthonormal(basis)).into_iter().map(f64::to_degrees).collect()
        };
        let seed = self.null_seed(i);
        let random: Vec<Rows> = (0..NULLS).map(|k| random_basis(n, rank, seed.wrapping_add(k))).collect();
        let angles = degrees(&basis);
        let mut null_angles = vec![0.0; angles.len()];
        for random in &random {
            null_angles.iter_mut().zip(degrees(random)).for_each(|(mean, angle)| *mean += angle / NULLS as f64);
        }
        let random: Vec<f32> = random.iter().flat_map(Rows::single).collect();
        Some(SubspaceAlignment {
            rank,
            captured: captured_curve(jacobian, &basis.single(), n),
            chance: rank as f64 / n as f64,
            null: energy(&onto(jacobian, &random, n)) / energy(jacobian) / NULLS as f64,
            angles,
            null_angles,
        })
    }
}

//! See [`crate::plan::op::PerturbWeights`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn perturb_weights(_op: &op::PerturbWeights, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

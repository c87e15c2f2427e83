//! See [`crate::plan::op::Perturb`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn perturb(_op: &op::Perturb, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

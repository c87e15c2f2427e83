//! See [`crate::plan::op::Estimate`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn estimate(_op: &op::Estimate, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

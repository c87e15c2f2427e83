//! See [`crate::plan::op::Deviation`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn deviation(_op: &op::Deviation, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

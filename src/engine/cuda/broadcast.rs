//! See [`crate::plan::op::Broadcast`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn broadcast(_op: &op::Broadcast, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

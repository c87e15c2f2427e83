//! See [`crate::plan::op::Slope`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn slope(_op: &op::Slope, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

//! See [`crate::plan::op::Difference`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn difference(_op: &op::Difference, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

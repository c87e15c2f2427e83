//! See [`crate::plan::op::Explore`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn explore(_op: &op::Explore, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

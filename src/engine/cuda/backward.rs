//! See [`crate::plan::op::Backward`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn backward(_op: &op::Backward, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

//! See [`crate::plan::op::Gain`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn gain(_op: &op::Gain, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

//! See [`crate::plan::op::Draw`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn draw(_op: &op::Draw, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

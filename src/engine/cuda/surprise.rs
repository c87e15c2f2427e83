//! See [`crate::plan::op::Surprise`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn surprise(_op: &op::Surprise, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

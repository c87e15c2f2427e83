//! See [`crate::plan::op::Learn`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn learn(_op: &op::Learn, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

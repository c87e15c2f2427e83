//! See [`crate::plan::op::Filter`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn filter(_op: &op::Filter, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

//! See [`crate::plan::op::Reward`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn reward(_op: &op::Reward, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

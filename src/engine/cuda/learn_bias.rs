//! See [`crate::plan::op::LearnBias`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn learn_bias(_op: &op::LearnBias, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

//! See [`crate::plan::op::LearnByLoss`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn learn_by_loss(_op: &op::LearnByLoss, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

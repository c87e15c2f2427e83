//! See [`crate::plan::op::LearnEligible`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn learn_eligible(_op: &op::LearnEligible, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

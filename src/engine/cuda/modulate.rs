//! See [`crate::plan::op::Modulate`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn modulate(_op: &op::Modulate, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

//! See [`crate::plan::op::Track`].

use super::failure::Failure;
use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn track(_op: &op::Track, _site: &mut Site) -> Result<Vec<Launch>, Failure> {
    Ok(Vec::new())
}

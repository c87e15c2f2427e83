//! See [`crate::plan::op::OutputError`].

use super::launch::Launch;
use super::site::Site;
use crate::plan::op;

pub fn output_error(_op: &op::OutputError, _site: &mut Site) -> Vec<Launch> {
    Vec::new()
}

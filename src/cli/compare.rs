//! compare
use crate::error::Error;
/// Arguments.
#[derive(Debug, clap::Args)]
pub struct CompareArgs {}
/// x
pub fn compare(_: &CompareArgs) -> Result<(), Error> {
    Ok(())
}

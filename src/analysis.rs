//! Analyses: pure functions over arrays. They measure; nothing learns from them.

pub mod alignment;
pub mod cloud;
pub mod crossing;
pub mod dimension;
#[cfg(feature = "oracle")]
pub mod jacobian;
pub mod law;
pub mod output_error;
pub mod power_law;
pub mod product;
pub mod quantile;
pub mod rows;
pub mod rtrl;
pub mod similarity;
pub mod spectrum;
pub mod subspace;

//! What analyses say of circuits whose activity, Jacobian and manifold are known.

mod activity;
#[path = "../common.rs"]
mod common;
#[cfg(feature = "oracle")]
mod credit;
mod document;
mod drift;
mod linear;
mod similarity;
#[cfg(feature = "oracle")]
mod subspaces;

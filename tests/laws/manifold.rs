//! The manifold: incremental PCA against the decomposition of all data at once, and what moves with the basis.

mod batch;
mod bench;
mod carry;
mod forgetting;
mod orthonormal;
mod rank;

//! The CPU: threads, matrix views and products.
pub mod buffer;
pub mod gemm;
mod lanes;
pub mod mat;
pub mod pool;

//! Files that others read: NumPy arrays.

pub mod jsonl;
pub mod npy;

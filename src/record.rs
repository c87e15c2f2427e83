//! Files that others read: NumPy arrays.

pub mod npy;

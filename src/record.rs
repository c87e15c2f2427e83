//! Files that others read: NumPy's arrays and archives, lines of JSON.

pub mod jsonl;
pub mod npy;
pub mod npz;
pub mod replace;

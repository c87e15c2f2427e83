//! A product by cuBLAS, as data: its factors and where it goes.

use super::layout::Address;

/// A matrix whose rows lie one after the other, read as it stands or turned.
#[derive(Debug, Clone, Copy)]
pub struct Factor {
    pub data: Address,
    /// Elements from row to row.
    pub stride: u32,
    pub turned: bool,
}

impl Factor {
    /// As it stands.
    pub fn plain(data: Address, stride: usize) -> Factor {
        Factor { data, stride: stride as u32, turned: false }
    }

    /// Its columns as rows.
    pub fn turned(data: Address, stride: usize) -> Factor {
        Factor { turned: true, ..Factor::plain(data, stride) }
    }
}

/// to (m × n) = or += left (m × depth) · right (depth × n), which nothing changes any more.
#[derive(Debug, Clone)]
pub struct Product {
    pub m: u32,
    pub n: u32,
    pub depth: u32,
    pub left: Factor,
    pub right: Factor,
    pub to: Address,
    pub add: bool,
}

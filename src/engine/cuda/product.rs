//! Products that cuBLAS does, where it is there.
//!
//! A graph holds the addresses that a call was captured with. A kernel of ours finds its place in a ring from the clock;
//! cuBLAS cannot. So it has the products whose factors lie still: buffers and rings of one slot. Nor does it look whether
//! the clock has stopped: what it writes must be set anew in every step, and never be a parameter or a memory.

use super::layout::Address;
pub use super::multiply::{Factor, Product};
use super::settings::Blas;
use super::site::Site;
use crate::plan::View;

/// So many multiply-adds are worth a call: less is done before a launch is. A guess, not measured.
const WORTH: usize = 1 << 24;

/// Sums of fewer terms, and matrices of fewer rows or columns, are the strips' work. A guess, not measured.
const LEAST: usize = 16;

impl Blas {
    fn wants(self, (m, n, depth): (usize, usize, usize)) -> bool {
        let large = [m, n, depth].into_iter().all(|length| length >= LEAST)
            && m.saturating_mul(n).saturating_mul(depth) >= WORTH;
        match self {
            Blas::Off => false,
            Blas::Auto => large,
            Blas::Always => m > 0 && n > 0 && depth > 0,
        }
    }
}

impl Product {
    /// The product, where it is one that cuBLAS is to do and cuBLAS is there.
    pub fn new(
        site: &Site,
        (m, n, depth): (usize, usize, usize),
        [left, right]: [Factor; 2],
        to: Address,
        add: bool,
    ) -> Option<Product> {
        // What it counts with is 32 bits wide.
        let counted = [m, n, depth].into_iter().all(|length| i32::try_from(length).is_ok());
        if !counted || !site.gpu.settings.blas.wants((m, n, depth)) || site.gpu.cublas().is_err() {
            return None;
        }
        Some(Product { m: m as u32, n: n as u32, depth: depth as u32, left, right, to, add })
    }
}

impl Site<'_> {
    /// The address of a view that lies still, where there is anything of it.
    pub fn still(&self, view: View) -> Option<Address> {
        let data = self.data(view.buffer);
        (view.slots <= 1 && data != 0).then_some(data + 4 * (view.first * view.cols) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::Blas;

    #[test]
    fn large_products_are_wanted_unless_told_otherwise() {
        let shapes = [(1, 9, 9), (8, 4096, 4096), (64, 512, 512), (4096, 16, 4096), (4096, 4096, 15), (0, 9, 9)];
        let wanted = |blas: Blas| shapes.map(|shape| blas.wants(shape));
        assert_eq!(wanted(Blas::Off), [false; 6]);
        assert_eq!(wanted(Blas::Auto), [false, false, true, true, false, false]);
        assert_eq!(wanted(Blas::Always), [true, true, true, true, true, false]);
    }
}

//! Products of dense matrices: in tiles, or in strips of eight rows where there are too few tiles to keep a device busy.

use super::launch::{Kernel, Launch};
use super::layout::Args;

/// So many tiles keep a device busy.
const ENOUGH_TILES: usize = 32;

/// Sums of fewer terms are done before a tile is filled.
const SHORT: usize = 4;

/// Rows of a strip: what strips.cuh has.
pub const ROWS: usize = 8;

/// So many threads keep a device busy.
const ENOUGH_THREADS: usize = 1 << 17;

/// The launch of a product of `m` × `n` sums of `depth` terms by one of two kernels, that of product.cuh or that of
/// strips.cuh. `args` takes the slices of the latter.
pub fn product<A: Args>(
    [tiles, strips]: [Kernel; 2],
    (m, n, depth): (usize, usize, usize),
    args: impl FnOnce(u32) -> A,
) -> Launch {
    if fills_tiles((m, n, depth)) {
        return Launch::tiles(tiles, m, n, args(1));
    }
    let slices = slices(m.div_ceil(ROWS) * n, depth);
    Launch::new(strips, grid(strips, (m, n), slices), args(slices as u32))
}

/// True where a product is done in tiles.
pub fn fills_tiles((m, n, depth): (usize, usize, usize)) -> bool {
    m > ROWS && depth > SHORT && m.div_ceil(64) * n.div_ceil(64) >= ENOUGH_TILES
}

/// Blocks of strips along x and y.
pub fn grid(strips: Kernel, (m, n): (usize, usize), slices: usize) -> (usize, usize) {
    (n.div_ceil(strips.threads as usize / slices), m.div_ceil(ROWS))
}

/// How many threads share the terms of a sum, where a device would be idle if one had them all: a power of 2 up to 32.
pub fn slices(sums: usize, terms: usize) -> usize {
    let mut slices = 1;
    while slices < 32 && sums * slices < ENOUGH_THREADS && terms >= 8 * slices {
        slices *= 2;
    }
    slices
}

#[cfg(test)]
mod tests {
    use super::slices;

    #[test]
    fn few_long_sums_are_shared() {
        assert_eq!(
            (slices(100, 1), slices(100, 7), slices(100, 8), slices(100, 64), slices(100, 9999)),
            (1, 1, 2, 16, 32)
        );
        assert_eq!((slices(1 << 17, 9999), slices(1 << 15, 9999)), (1, 4));
    }
}

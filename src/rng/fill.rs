//! Many blocks at a time, neurons in order.
use super::convert::Convert;
use super::philox;
use crate::simd::vectorize;

/// Blocks computed together: one vector of the widest kind. More are 20 % faster for large populations
/// and much slower for the few coordinates of a manifold.
const BLOCKS: usize = 16;
const NUMBERS: usize = 4 * BLOCKS;

/// Numbers of the neurons from `4 · first_block` on.
#[inline(always)]
fn group<C: Convert>(key: [u32; 2], [first_block, step, low, high]: [u32; 4]) -> [f32; NUMBERS] {
    // One array per word of the block, not one per block: this loop then fills vectors.
    let mut words = [[0.0; BLOCKS]; 4];
    for b in 0..BLOCKS {
        let block = first_block.wrapping_add(b as u32);
        let four = C::convert(philox::block([block, step, low, high], key));
        for (word, number) in words.iter_mut().zip(four) {
            word[b] = number;
        }
    }
    let mut numbers = [0.0; NUMBERS];
    for (b, four) in numbers.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        *four = [words[0][b], words[1][b], words[2][b], words[3][b]];
    }
    numbers
}

/// Numbers of neurons `first..first + out.len()`.
pub fn fill<C: Convert>(key: [u32; 2], trial: u64, step: u32, first: usize, out: &mut [f32]) {
    let (low, high) = (trial as u32, (trial >> 32) as u32);
    vectorize(
        #[inline(always)]
        || {
            // Ragged ends are cut from a whole group: one code path, hence the same bits.
            let (mut block, mut skip, mut rest) = (first / 4, first % 4, out);
            while !rest.is_empty() {
                let numbers = group::<C>(key, [block as u32, step, low, high]);
                let (now, later) = rest.split_at_mut(rest.len().min(NUMBERS - skip));
                now.copy_from_slice(&numbers[skip..][..now.len()]);
                (block, skip, rest) = (block + BLOCKS, 0, later);
            }
        },
    );
}

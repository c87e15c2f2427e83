//! Many blocks at a time, neurons in order.
use super::convert::Convert;
use super::philox;
use crate::simd::vectorize;

/// Blocks computed together: one vector of the widest kind for the few coordinates of a manifold, two for populations,
/// where the second hides a fifth of the time behind the first.
const FEW: usize = 16;
const MANY: usize = 2 * FEW;

/// Numbers of the neurons from `4 · first_block` on, four a block.
#[inline(always)]
fn group<C: Convert, const BLOCKS: usize>(
    key: [u32; 2],
    [first_block, step, low, high]: [u32; 4],
) -> [[f32; 4]; BLOCKS] {
    // One array per word of the block, not one per block: this loop then fills vectors.
    let mut words = [[0.0; BLOCKS]; 4];
    for b in 0..BLOCKS {
        let block = first_block.wrapping_add(b as u32);
        let four = C::convert(philox::block([block, step, low, high], key));
        for (word, number) in words.iter_mut().zip(four) {
            word[b] = number;
        }
    }
    let mut numbers = [[0.0; 4]; BLOCKS];
    for (b, four) in numbers.iter_mut().enumerate() {
        *four = [words[0][b], words[1][b], words[2][b], words[3][b]];
    }
    numbers
}

/// Gives the numbers of one group but for the first `skip` to `put`, for `out` from element `at` on; returns how many
/// there was room for.
#[inline(always)]
fn give<C: Convert, const BLOCKS: usize>(
    key: [u32; 2],
    counter: [u32; 4],
    skip: usize,
    (at, out): (usize, &mut [f32]),
    put: &impl Fn(usize, &mut [f32], &[f32]),
) -> usize {
    let numbers = group::<C, BLOCKS>(key, counter);
    let count = (out.len() - at).min(4 * BLOCKS - skip);
    put(at, &mut out[at..at + count], &numbers.as_flattened()[skip..skip + count]);
    count
}

/// Numbers of neurons `first..first + out.len()`: `put` gets where in `out` a piece begins, the piece, and its numbers.
#[inline(always)]
pub fn fill<C: Convert>(
    key: [u32; 2],
    trial: u64,
    step: u32,
    first: usize,
    out: &mut [f32],
    put: impl Fn(usize, &mut [f32], &[f32]),
) {
    let (low, high) = (trial as u32, (trial >> 32) as u32);
    vectorize(
        #[inline(always)]
        || {
            // Ragged ends are cut from a whole group: one code path, hence the same bits.
            let mut at = 0;
            while at < out.len() {
                let (block, skip) = ((first + at) / 4, (first + at) % 4);
                let counter = [block as u32, step, low, high];
                at += match skip + out.len() - at {
                    n if n > 4 * FEW => give::<C, MANY>(key, counter, skip, (at, out), &put),
                    _ => give::<C, FEW>(key, counter, skip, (at, out), &put),
                };
            }
        },
    );
}

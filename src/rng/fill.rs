//! Many blocks at a time, neurons in order.
use super::philox;
use crate::simd::vectorize;

/// Blocks computed together.
const BLOCKS: usize = 16;
const NUMBERS: usize = 4 * BLOCKS;

/// Numbers of neurons `first..first + out.len()`.
pub fn fill(
    key: [u32; 2],
    trial: u64,
    step: u32,
    first: usize,
    out: &mut [f32],
    convert: impl Fn([u32; 4]) -> [f32; 4],
) {
    vectorize(
        #[inline(always)]
        || {
            let group = |first_block: usize| {
                let mut numbers = [0.0; NUMBERS];
                for (b, four) in numbers.as_chunks_mut::<4>().0.iter_mut().enumerate() {
                    let block = (first_block + b) as u32;
                    *four = convert(philox::block([block, step, trial as u32, (trial >> 32) as u32], key));
                }
                numbers
            };
            // Ragged ends are cut from a whole group: one code path, hence the same bits.
            let (mut block, skip) = (first / 4, first % 4);
            let (head, body) = out.split_at_mut(if skip == 0 { 0 } else { out.len().min(4 - skip) });
            if !head.is_empty() {
                head.copy_from_slice(&group(block)[skip..][..head.len()]);
                block += 1;
            }
            for chunk in body.chunks_mut(NUMBERS) {
                chunk.copy_from_slice(&group(block)[..chunk.len()]);
                block += BLOCKS;
            }
        },
    );
}

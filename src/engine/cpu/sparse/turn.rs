//! Activity turned around: neurons first, the replicas of one neuron side by side.
use crate::engine::cpu::lanes::LANES;
use crate::engine::cpu::mat::Mat;
use crate::engine::cpu::pool::Pool;

/// A matrix (neurons × replicas) in whole vectors of replicas; those past the last are zero.
#[derive(Clone, Copy)]
pub struct Turned<'a> {
    data: &'a [[f32; LANES]],
    /// Vectors of a neuron.
    pub vectors: usize,
}

impl<'a> Turned<'a> {
    /// Turns `x` (replicas × neurons) around, into `to`.
    pub fn new(pool: &Pool, x: Mat<'_>, to: &'a mut [f32]) -> Turned<'a> {
        let (replicas, neurons) = (x.rows(), x.cols());
        let vectors = replicas.div_ceil(LANES);
        let width = vectors * LANES;
        let to = &mut to[..neurons * width];
        pool.split(neurons, (16_384 / width.max(1)).max(LANES), [(to, width)], |range, [to]| {
            // Tiles of sixteen neurons: their numbers share the lines of memory that are read.
            for (tile, first) in to.chunks_mut(LANES * width).zip(range.step_by(LANES)) {
                let count = tile.len() / width;
                for replica in 0..replicas {
                    let row = &x.row(replica)[first..first + count];
                    tile[replica..].iter_mut().step_by(width).zip(row).for_each(|(to, x)| *to = *x);
                }
                tile.chunks_mut(width).for_each(|neuron| neuron[replicas..].fill(0.0));
            }
        });
        Turned { data: to.as_chunks().0, vectors }
    }

    /// A vector of a neuron's replicas.
    #[inline(always)]
    pub fn vector(&self, neuron: u32, vector: usize) -> &'a [f32; LANES] {
        &self.data[neuron as usize * self.vectors + vector]
    }
}

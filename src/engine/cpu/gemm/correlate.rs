//! Pre times post, summed over replicas: G = δᵀ · X, given away row by row and never stored.
use crate::engine::cpu::mat::Mat;
use crate::engine::cpu::pool::Pool;

/// Working memory of [`correlate`], allocated once.
pub struct Panels {
    data: Vec<f32>,
}

impl Panels {
    /// For up to `replicas` rows of up to `pre` numbers.
    pub fn new(replicas: usize, _post: usize, pre: usize) -> Self {
        Self {
            data: vec![0.0; replicas * pre],
        }
    }
}

/// Computes G[post × pre] = δ[r × post]ᵀ · X[r × pre] piece by piece and calls
/// `apply(i, j, g, [state…])` with each piece `g = G[i, j..j + g.len()]` and the same piece of every
/// state matrix (post × pre, row-major: weights, momentum, …), each element exactly once.
///
/// `apply` runs inside vectorised code: mark the closure `#[inline(always)]`. Panics if the shapes
/// do not fit or `panels` is too small: the caller's bug. Threads divide the postsynaptic neurons.
pub fn correlate<const K: usize>(
    pool: &Pool,
    panels: &mut Panels,
    delta: Mat<'_>,
    x: Mat<'_>,
    states: [&mut [f32]; K],
    apply: impl Fn(usize, usize, &[f32], [&mut [f32]; K]) + Sync,
) {
    let (post, pre) = (delta.cols(), x.cols());
    assert!(delta.rows() == x.rows() && panels.data.len() >= x.rows() * pre);
    pool.split(post, 16, states.map(|s| (s, pre)), |range, mut states| {
        let mut g = [0.0; 64];
        for (local, i) in range.enumerate() {
            for j in (0..pre).step_by(64) {
                let g = &mut g[..64.min(pre - j)];
                for (l, g) in g.iter_mut().enumerate() {
                    *g =
                        (0..x.rows()).fold(0.0, |s, k| delta.row(k)[i].mul_add(x.row(k)[j + l], s));
                }
                let len = g.len();
                let pieces = states.each_mut().map(|s| &mut s[local * pre + j..][..len]);
                apply(i, j, g, pieces);
            }
        }
    });
}

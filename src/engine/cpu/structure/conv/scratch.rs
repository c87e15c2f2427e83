//! What convolutions work with.

use crate::engine::cpu::buffer::Buffer;
use crate::engine::cpu::gemm::PANELS;
use crate::plan::{Plan, Structure};

/// Numbers of patches that a gradient looks at together.
pub const TOGETHER: usize = 128 * 1024;

/// Working memory of convolutions, allocated once.
pub struct Scratch {
    /// Panels of each thread, or patches of a gradient.
    pub panels: Vec<Buffer>,
    /// Kernels with the maps before as rows.
    pub turned: Buffer,
    pub gradient: Buffer,
}

impl Scratch {
    /// Room for every convolution of a plan; none where it has none.
    pub fn new(plan: &Plan, threads: usize) -> Scratch {
        let [panels, kernels] = lengths(plan);
        Scratch {
            panels: (0..threads.max(1)).map(|_| Buffer::zeros(panels)).collect(),
            turned: Buffer::zeros(kernels),
            gradient: Buffer::zeros(kernels),
        }
    }

    /// Bytes of [`Scratch::new`].
    pub fn bytes(plan: &Plan, threads: usize) -> u64 {
        let [panels, kernels] = lengths(plan).map(|length| 4 * length as u64);
        (threads.max(1) as u64).saturating_mul(panels).saturating_add(2 * kernels)
    }
}

/// Numbers of a thread's panels, and of the largest kernels.
fn lengths(plan: &Plan) -> [usize; 2] {
    let mut most = [0; 2];
    for structure in &plan.structures {
        if let Structure::Conv(patches) = &**structure {
            let kernels = patches.post.channels * patches.len();
            most = [most[0].max(PANELS).max(TOGETHER).max(patches.post.area()), most[1].max(kernels)];
        }
    }
    most
}

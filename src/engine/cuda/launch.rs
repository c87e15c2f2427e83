//! A launch: one kernel with its grid and its arguments, which never change.

use super::layout::Args;
use super::multiply::Product;

/// The kernels of one file of `kernels/`, as the driver compiles them.
#[derive(Debug)]
pub struct Module {
    /// Its name: `propagate` of `kernels/propagate.cu`.
    pub name: &'static str,
    /// Its PTX.
    pub ptx: &'static str,
}

/// A kernel.
#[derive(Debug, Clone, Copy)]
pub struct Kernel {
    /// The file it stands in.
    pub module: &'static Module,
    /// Its name.
    pub name: &'static str,
    /// Threads of a block.
    pub threads: u32,
}

/// The kernels of a file: `kernels!("keep": KEEP = keep(256));`, with the threads of a block.
macro_rules! kernels {
    ($module:literal: $($constant:ident = $name:ident($threads:expr)),+ $(,)?) => {
        static MODULE: $crate::engine::cuda::launch::Module = $crate::engine::cuda::launch::Module {
            name: $module,
            ptx: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/kernels/ptx/", $module, ".ptx")),
        };
        $(pub const $constant: $crate::engine::cuda::launch::Kernel = $crate::engine::cuda::launch::Kernel {
            module: &MODULE,
            name: stringify!($name),
            threads: $threads,
        };)+
    };
}
pub(super) use kernels;

/// What is put into the stream.
#[derive(Debug, Clone)]
pub enum Call {
    /// A kernel of ours.
    Launch(Launch),
    /// A product by cuBLAS.
    Product(Product),
}

impl From<Launch> for Call {
    fn from(launch: Launch) -> Call {
        Call::Launch(launch)
    }
}

impl From<Product> for Call {
    fn from(product: Product) -> Call {
        Call::Product(product)
    }
}

/// One launch. Kernels take one struct; here are its bytes.
#[derive(Debug, Clone)]
pub struct Launch {
    pub(super) kernel: Kernel,
    pub(super) grid: (u32, u32, u32),
    pub(super) shared: u32,
    pub(super) cooperative: bool,
    pub(super) args: Box<[u64]>,
}

/// Blocks of a launch over elements: threads go on with the next elements when they are done, so more are of no use.
const MOST_BLOCKS: u64 = 1 << 14;

impl Launch {
    /// A launch with so many blocks along x and y.
    pub fn new<A: Args>(kernel: Kernel, (x, y): (usize, usize), args: A) -> Launch {
        const { assert!(align_of::<A>() <= align_of::<u64>()) };
        let mut bytes = vec![0_u64; size_of::<A>().div_ceil(8)].into_boxed_slice();
        // SAFETY: there is room for the struct, and its fields are plain.
        unsafe { bytes.as_mut_ptr().cast::<A>().write(args) };
        debug_assert!(
            kernel.module.ptx.contains(&format!("{}_param_0[{}]", kernel.name, size_of::<A>())),
            "the arguments of {} are not {} bytes long in {}.ptx",
            kernel.name,
            size_of::<A>(),
            kernel.module.name
        );
        let grid = (x.max(1) as u32, y.max(1) as u32, 1);
        Launch { kernel, grid, shared: 0, cooperative: false, args: bytes }
    }

    /// A launch with a thread for each of some elements; kernels loop where there are more.
    pub fn over<A: Args>(kernel: Kernel, elements: usize, args: A) -> Launch {
        let blocks = (elements as u64).div_ceil(u64::from(kernel.threads)).min(MOST_BLOCKS);
        Launch::new(kernel, (blocks as usize, 1), args)
    }

    /// A launch of a product of `rows` × `cols` sums: a block a tile of product.cuh.
    pub fn tiles<A: Args>(kernel: Kernel, rows: usize, cols: usize, args: A) -> Launch {
        const TILE: usize = 64;
        Launch::new(kernel, (cols.div_ceil(TILE), rows.div_ceil(TILE)), args)
    }

    /// With so many bytes of dynamic shared memory.
    pub fn shared(self, bytes: usize) -> Launch {
        Launch { shared: bytes as u32, ..self }
    }

    /// With all blocks at work at once, so that they can wait for each other.
    pub fn together(self) -> Launch {
        Launch { cooperative: true, ..self }
    }

    /// The name of its kernel.
    pub fn name(&self) -> &'static str {
        self.kernel.name
    }
}

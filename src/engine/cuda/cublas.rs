//! NVIDIA's cuBLAS, where it is installed: opened at run time, as the driver is. Its own few lines rather than cudarc's
//! bindings, which panic where the library or a symbol is missing, and do not know the names of CUDA 13.

use super::allocation::Allocation;
use super::context::Context;
use super::failure::Failure;
use super::multiply::{Factor, Product};
use super::settings::Blas;
use libloading::Library;
use std::ffi::{c_int, c_void};

/// The library's names, the newest first.
const NAMES: [&str; 2] = match cfg!(windows) {
    true => ["cublas64_13.dll", "cublas64_12.dll"],
    false => ["libcublas.so.13", "libcublas.so.12"],
};

/// cuBLAS's own choice of working space, in bytes: from compute capability 9.0 on, and before.
const WORKSPACE: [usize; 2] = [32 << 20, 4 << 20];

type Handle = *mut c_void;
/// 0 where all is well.
type Status = c_int;
type Sgemm = unsafe extern "C" fn(
    Handle,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    *const f32,
    *const f32,
    c_int,
    *const f32,
    c_int,
    *const f32,
    *mut f32,
    c_int,
) -> Status;

/// The entry points that are used.
struct Entries {
    create: unsafe extern "C" fn(*mut Handle) -> Status,
    destroy: unsafe extern "C" fn(Handle) -> Status,
    property: unsafe extern "C" fn(c_int, *mut c_int) -> Status,
    set_stream: unsafe extern "C" fn(Handle, *mut c_void) -> Status,
    set_workspace: unsafe extern "C" fn(Handle, *mut c_void, usize) -> Status,
    sgemm: Sgemm,
}

impl Entries {
    fn load(name: &str) -> Option<Entries> {
        // SAFETY: NVIDIA's library, whose initialisers may be run; the types are those of cublas_v2.h.
        let entries = unsafe {
            let library = Library::new(name).ok()?;
            let entries = Entries {
                create: *library.get(b"cublasCreate_v2\0").ok()?,
                destroy: *library.get(b"cublasDestroy_v2\0").ok()?,
                property: *library.get(b"cublasGetProperty\0").ok()?,
                set_stream: *library.get(b"cublasSetStream_v2\0").ok()?,
                set_workspace: *library.get(b"cublasSetWorkspace_v2\0").ok()?,
                sgemm: *library.get(b"cublasSgemm_v2\0").ok()?,
            };
            // Stays open: it keeps state of its own in the driver.
            std::mem::forget(library);
            entries
        };
        Some(entries)
    }

    fn version(&self) -> String {
        let part = |which| {
            let mut value = 0;
            // SAFETY: writes one number.
            let _ = unsafe { (self.property)(which, &mut value) };
            value.to_string()
        };
        [part(0), part(1), part(2)].join(".")
    }
}

/// The version of the cuBLAS that is found, or why there is none.
///
/// # Errors
/// If none of its names can be opened.
pub fn version() -> Result<String, String> {
    NAMES.into_iter().find_map(Entries::load).map(|entries| entries.version()).ok_or_else(not_found)
}

fn not_found() -> String {
    "libcublas is not found".into()
}

/// cuBLAS at work on the stream of one GPU.
pub struct Cublas {
    entries: Entries,
    handle: Handle,
    /// Its version.
    pub version: String,
    /// What it works in. Given once, so that it allocates nothing later.
    _workspace: Allocation,
}

impl Cublas {
    /// Opens the newest that works with this driver and GPU.
    ///
    /// # Errors
    /// Why there is none. Products are then our own kernels' work, so this is nobody's failure.
    pub fn open(gpu: &Context) -> Result<Cublas, String> {
        let mut why = not_found();
        for name in NAMES {
            match Entries::load(name).map(|entries| Cublas::with(entries, gpu)) {
                Some(Ok(opened)) => return Ok(opened),
                Some(Err(reason)) => why = format!("{name} {reason}"),
                None => {}
            }
        }
        Err(why)
    }

    fn with(entries: Entries, gpu: &Context) -> Result<Cublas, String> {
        let bytes = WORKSPACE[usize::from(gpu.device.capability.0 < 9)];
        let workspace = Allocation::space(gpu, bytes).map_err(|_| "finds no memory to work in".to_string())?;
        let mut handle = std::ptr::null_mut();
        // SAFETY: the GPU's context is this thread's.
        let made = unsafe { (entries.create)(&mut handle) };
        if made != 0 {
            return Err(format!("{} cannot use this GPU: status {made}", entries.version()));
        }
        let version = entries.version();
        let opened = Cublas { entries, handle, version, _workspace: workspace };
        let (stream, space) = (gpu.stream.cu_stream().cast(), opened._workspace.address() as *mut c_void);
        // SAFETY: the stream outlives the handle, and the space is the handle's alone. Its defaults are ours: single
        // precision throughout, numbers given by the host, no atomics.
        let set = unsafe {
            match (opened.entries.set_stream)(opened.handle, stream) {
                // In this order: a new stream takes the space away again.
                0 => (opened.entries.set_workspace)(opened.handle, space, bytes),
                status => status,
            }
        };
        match set {
            0 => Ok(opened),
            status => Err(format!("{} refuses its stream: status {status}", opened.version)),
        }
    }

    /// Puts a product into the stream.
    pub fn multiply(&self, product: &Product) -> Result<(), Failure> {
        let Product { m, n, depth, left, right, to, add } = *product;
        // Rows are cuBLAS's columns. So it sees every matrix turned, and finds toᵀ = rightᵀ leftᵀ.
        let turn = |factor: Factor| c_int::from(factor.turned);
        let data = |factor: Factor| factor.data as *const f32;
        let (one, beta) = (1.0, if add { 1.0 } else { 0.0 });
        let long = |length: u32| length as c_int;
        // SAFETY: the factors and the result lie in buffers that live as long as the product; both scalars are read
        // before the call returns.
        let status = unsafe {
            (self.entries.sgemm)(
                self.handle,
                turn(right),
                turn(left),
                long(n),
                long(m),
                long(depth),
                &one,
                data(right),
                long(right.stride),
                data(left),
                long(left.stride),
                &beta,
                to as *mut f32,
                long(n),
            )
        };
        match status {
            0 => Ok(()),
            status => Err(Failure::Cublas(format!("version {}, status {status}", self.version))),
        }
    }
}

impl Drop for Cublas {
    fn drop(&mut self) {
        // SAFETY: made once, destroyed once; whoever owns it has waited for the stream.
        let _ = unsafe { (self.entries.destroy)(self.handle) };
    }
}

/// Who does the products, for the user.
pub fn said(blas: Blas, opened: Option<&Result<Cublas, String>>) -> String {
    match opened {
        Some(Ok(cublas)) => format!("large products by cuBLAS {}", cublas.version),
        Some(Err(why)) => format!("all products by own kernels ({why})"),
        None if blas == Blas::Off => "all products by own kernels (TRIFACTOR_CUBLAS=off)".into(),
        None => "all products by own kernels (none is one for cuBLAS)".into(),
    }
}

//! The stand-in for cuBLAS: products of matrices stored by columns, in their stream's order, and what it refuses.

use crate::emulator;
use crate::rig::{Buffer, Driven, Gpu, child, line};
use cudarc::driver::{result, sys};
use libloading::Library;
use std::ffi::{c_int, c_void};

type Sgemm = unsafe extern "C" fn(
    *mut c_void,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    *const f32,
    u64,
    c_int,
    u64,
    c_int,
    *const f32,
    u64,
    c_int,
) -> c_int;

/// A handle on a device's stream. SAFETY of all of it: signatures are those of cublas_v2.h, with addresses as numbers.
struct Blas {
    library: Library,
    handle: *mut c_void,
}

const INVALID_VALUE: c_int = 7;

/// A matrix as it lies: where, how it is taken, and from column to column.
#[derive(Clone, Copy)]
struct Taken {
    at: u64,
    turned: c_int,
    leading: c_int,
}

fn stored(buffer: Buffer, leading: c_int) -> Taken {
    Taken { at: buffer.address, turned: 0, leading }
}

fn turned(buffer: Buffer, leading: c_int) -> Taken {
    Taken { turned: 1, ..stored(buffer, leading) }
}

impl Blas {
    /// On the stream of a device, with a workspace where `bytes` is not 0.
    fn open(gpu: &Gpu, bytes: usize) -> Blas {
        let library = unsafe { Library::new(emulator::CUBLAS) }.expect("loaded by `gpu`");
        let mut blas = Blas { library, handle: std::ptr::null_mut() };
        let mut handle = std::ptr::null_mut();
        type Create = unsafe extern "C" fn(*mut *mut c_void) -> c_int;
        type Set = unsafe extern "C" fn(*mut c_void, *mut c_void) -> c_int;
        unsafe {
            assert_eq!(blas.library.get::<Create>(b"cublasCreate_v2\0").expect("there")(&mut handle), 0);
            blas.handle = handle;
            let set = blas.library.get::<Set>(b"cublasSetStream_v2\0").expect("there");
            assert_eq!(set(handle, gpu.stream.cast()), 0);
        }
        if bytes > 0 {
            let space = gpu.alloc(bytes / 4).expect("memory");
            assert_eq!(blas.workspace(space.address, bytes), 0);
        }
        blas
    }

    fn workspace(&self, at: u64, bytes: usize) -> c_int {
        type Set = unsafe extern "C" fn(*mut c_void, u64, usize) -> c_int;
        unsafe { self.library.get::<Set>(b"cublasSetWorkspace_v2\0").expect("there")(self.handle, at, bytes) }
    }

    /// c (m × n) ← a b + beta c, with sums of k terms.
    fn multiply(&self, [m, n, k]: [c_int; 3], [a, b, c]: [Taken; 3], beta: f32) -> c_int {
        unsafe {
            let sgemm = self.library.get::<Sgemm>(b"cublasSgemm_v2\0").expect("there");
            let (handle, one) = (self.handle, 1.0);
            sgemm(handle, a.turned, b.turned, m, n, k, &one, a.at, a.leading, b.at, b.leading, &beta, c.at, c.leading)
        }
    }
}

fn gpu() -> Option<Gpu> {
    emulator::load_cublas("tests/emulator/kernels").then(|| Gpu::on_device(0).expect("a device"))
}

/// Small whole numbers: every order of a sum gives the same bits.
fn numbers(count: usize, salt: usize) -> Vec<f32> {
    (0..count).map(|i| ((i * 7 + salt) % 11) as f32 - 5.0).collect()
}

#[test]
fn products_are_of_matrices_stored_by_columns_as_they_stand_or_turned() {
    let Some(gpu) = gpu() else { return };
    let blas = Blas::open(&gpu, 4096);
    let (m, n, k) = (5, 3, 4);
    for (turn_a, turn_b) in [(false, false), (true, false), (false, true), (true, true)] {
        // One row more than they have in every column, which is passed over.
        let lead = |rows: usize| rows + 1;
        let (lead_a, lead_b, lead_c) = (lead(if turn_a { k } else { m }), lead(if turn_b { n } else { k }), lead(m));
        let a = numbers(lead_a * if turn_a { m } else { k }, 1);
        let b = numbers(lead_b * if turn_b { k } else { n }, 2);
        let at = |data: &[f32], lead, turn, i, j| if turn { data[i * lead + j] } else { data[j * lead + i] };
        let product =
            |i, j| -> f32 { (0..k).map(|l| at(&a, lead_a, turn_a, i, l) * at(&b, lead_b, turn_b, l, j)).sum() };
        let take = |data: &[f32], lead: usize, turn: bool| {
            let buffer = gpu.upload(data).expect("memory");
            if turn { turned(buffer, lead as c_int) } else { stored(buffer, lead as c_int) }
        };
        let (left, right) = (take(&a, lead_a, turn_a), take(&b, lead_b, turn_b));
        // Without β what was there does not count, even if it is no number.
        let mut before = vec![f32::NAN; lead_c * n];
        for beta in [0.0, 2.0] {
            let c = gpu.upload(&before).expect("memory");
            let sizes = [m, n, k].map(|length| length as c_int);
            assert_eq!(blas.multiply(sizes, [left, right, stored(c, lead_c as c_int)], beta), 0);
            let after: Vec<f32> = gpu.download(c).expect("no fault");
            for (j, column) in after.chunks(lead_c).enumerate() {
                for (i, found) in column.iter().enumerate() {
                    let old = before[j * lead_c + i];
                    let kept = if beta == 0.0 { 0.0 } else { beta * old };
                    let expected = if i < m { product(i, j) + kept } else { old };
                    assert_eq!(found.to_bits(), expected.to_bits(), "{turn_a} {turn_b} β = {beta}: {i}, {j}");
                }
            }
            before = numbers(lead_c * n, 3);
        }
    }
}

/// A matrix of so many numbers, all alike.
fn filled(gpu: &Gpu, count: usize, value: f32) -> Buffer {
    gpu.upload(&vec![value; count]).expect("memory")
}

fn capture(gpu: &Gpu, body: impl FnOnce()) -> Driven<sys::CUgraphExec> {
    let mode = sys::CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
    // SAFETY: the stream lives as long as the device.
    unsafe { result::stream::begin_capture(gpu.stream, mode) }?;
    body();
    let graph = unsafe { result::stream::end_capture(gpu.stream) }?;
    let mut replay = std::ptr::null_mut();
    unsafe { sys::cuGraphInstantiateWithFlags(&raw mut replay, graph, 0) }.result()?;
    Ok(replay)
}

#[test]
fn a_captured_product_runs_with_every_launch_of_its_graph() {
    let Some(gpu) = gpu() else { return };
    let blas = Blas::open(&gpu, 4096);
    let (a, b, c) = (filled(&gpu, 6, 1.0), filled(&gpu, 6, 2.0), filled(&gpu, 4, 0.5));
    let product = [stored(a, 2), stored(b, 3), stored(c, 2)];
    let graph = capture(&gpu, || assert_eq!(blas.multiply([2, 2, 3], product, 1.0), 0)).expect("captured");
    assert_eq!(gpu.download::<f32>(c).expect("no fault"), [0.5; 4], "capturing runs nothing");
    for round in 1..3_u8 {
        // SAFETY: graph and stream live.
        unsafe { result::graph::launch(graph, gpu.stream) }.expect("launched");
        assert_eq!(gpu.download::<f32>(c).expect("no fault"), [0.5 + 6.0 * f32::from(round); 4]);
    }
}

#[test]
fn nothing_is_captured_without_a_workspace() {
    let Some(gpu) = gpu() else { return };
    let blas = Blas::open(&gpu, 0);
    let (a, b, c) = (filled(&gpu, 4, 1.0), filled(&gpu, 4, 1.0), filled(&gpu, 4, 0.0));
    let product = [stored(a, 2), stored(b, 2), stored(c, 2)];
    let captured = capture(&gpu, || assert_ne!(blas.multiply([2; 3], product, 0.0), 0));
    assert_eq!(line(&captured), "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED");
    assert_eq!(blas.multiply([2; 3], product, 0.0), 0, "outside a capture it finds room by itself");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let Some(gpu) = gpu() else { return };
    let blas = Blas::open(&gpu, 4096);
    let (a, b, c) = (filled(&gpu, 15, 1.0), filled(&gpu, 12, 1.0), filled(&gpu, 20, 0.0));
    let (left, right, to) = (stored(a, 5), stored(b, 3), stored(c, 5)); // 5 × 3, 3 × 4, 5 × 4
    let product = |factors| blas.multiply([5, 4, 3], factors, 0.0);
    assert_eq!(product([left, right, to]), 0);
    let null = Taken { at: 0, ..left };
    for (what, factors) in [
        ("a leading dimension below the rows of a", [stored(a, 4), right, to]),
        ("of b", [left, stored(b, 2), to]),
        ("of c", [left, right, stored(c, 4)]),
        ("the rows of a turned matrix are its columns", [left, turned(b, 3), to]),
        ("no matrix", [null, right, to]),
        ("an operation that is none", [Taken { turned: 3, ..left }, right, to]),
        ("a result over a factor", [left, right, stored(a, 5)]),
    ] {
        assert_eq!(product(factors), INVALID_VALUE, "{what}");
    }
    assert_eq!(blas.multiply([-1, 4, 3], [left, right, to], 0.0), INVALID_VALUE, "a negative length");
    let space = gpu.alloc(1024).expect("memory");
    assert_eq!(blas.workspace(space.address + 4, 64), INVALID_VALUE, "a workspace that is not aligned");
    assert_eq!(blas.workspace(space.address, 1 << 20), INVALID_VALUE, "a workspace larger than its memory");
}

#[test]
fn a_factor_that_is_larger_than_its_memory_is_an_illegal_address() {
    if !emulator::load_cublas("tests/emulator/kernels") {
        return;
    }
    let test = "cublas::a_factor_that_is_larger_than_its_memory_is_an_illegal_address";
    let report = child(test, &[], || {
        let gpu = gpu().expect("loaded above");
        let blas = Blas::open(&gpu, 4096);
        let (a, b, c) = (filled(&gpu, 4, 1.0), filled(&gpu, 5, 1.0), filled(&gpu, 6, 0.0));
        assert_eq!(blas.multiply([2, 3, 2], [stored(a, 2), stored(b, 2), stored(c, 2)], 0.0), 0);
        line(&gpu.download::<f32>(c))
    });
    assert_eq!(report.answer(), "CUDA_ERROR_ILLEGAL_ADDRESS");
    report.says(&["cublasSgemm: B leaves its allocation"]);
}

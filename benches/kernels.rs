//! What the leaf kernels reach, beside the machine's peak and two matrix-product crates.
//!
//! Throughputs of products count floating-point operations (two per multiplication), so
//! `Gelem/s` is GFLOP/s; those of elementwise loops count numbers.
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use faer::{Accum, MatMut as FaerMut, MatRef as FaerRef, Par, linalg::matmul::matmul};
use std::hint::black_box;
use trifactor::engine::cpu::buffer::Buffer;
use trifactor::engine::cpu::gemm::trace::{self, Growth, Step};
use trifactor::engine::cpu::gemm::{Panels, Scratch, Write, combine, correlate, propagate};
use trifactor::engine::cpu::mat::{Mat, MatMut};
use trifactor::engine::cpu::pool::Pool;
use trifactor::{real::Real, rng::Stream, simd::vectorize};

/// (replicas, post, pre).
const SHAPES: [(usize, usize, usize); 7] = [
    (1, 1024, 1024),
    (4, 1024, 1024),
    (32, 256, 256),
    (64, 1024, 1024),
    (128, 1024, 1024),
    (64, 1000, 784),
    (64, 4096, 4096),
];

fn numbers(n: usize, seed: f32) -> Buffer {
    Buffer::from(&(0..n).map(|i| ((i as f32 + 1.0) * seed).sin()).collect::<Vec<_>>()[..])
}

/// Independent fused multiply-adds on registers: what no product can exceed.
#[cfg(target_arch = "x86_64")]
fn peak(c: &mut Criterion) {
    use std::arch::x86_64::{__m512, _mm512_fmadd_ps, _mm512_set1_ps};
    const STEPS: usize = 10_000;
    const CHAINS: usize = 12;
    #[target_feature(enable = "avx512f")]
    fn multiply_add() -> [__m512; CHAINS] {
        let (mut acc, factor) = ([_mm512_set1_ps(0.5); CHAINS], _mm512_set1_ps(black_box(0.999)));
        for _ in 0..STEPS {
            for acc in &mut acc {
                *acc = _mm512_fmadd_ps(*acc, factor, factor);
            }
        }
        acc
    }
    if !is_x86_feature_detected!("avx512f") {
        return eprintln!("SKIPPED: the peak is measured with AVX-512, which is not here");
    }
    let mut group = c.benchmark_group("peak");
    group.throughput(Throughput::Elements((2 * STEPS * CHAINS * 16) as u64));
    group.bench_function("fused multiply-add", |b| {
        // SAFETY: AVX-512 was found.
        b.iter(|| unsafe { multiply_add() });
    });
    group.finish();
}

#[cfg(not(target_arch = "x86_64"))]
fn peak(_: &mut Criterion) {
    eprintln!("SKIPPED: the peak is measured with AVX-512, which is not here");
}

fn products(c: &mut Criterion) {
    let mut group = c.benchmark_group("product");
    for threads in [1, 2] {
        let pool = Pool::new(threads).unwrap();
        for (r, post, pre) in SHAPES {
            let (x, w, delta) = (numbers(r * pre, 0.37), numbers(post * pre, 0.73), numbers(r * post, 0.51));
            let (mut y, mut back, mut learned) = (Buffer::zeros(r * post), Buffer::zeros(r * pre), w.clone());
            let (mut panels, mut scratch) = (Panels::new(threads, r, pre), Scratch::new(threads));
            let (x, w, delta) = (Mat::new(&x, r, pre), Mat::new(&w, post, pre), Mat::new(&delta, r, post));
            let id = |name: &str| BenchmarkId::new(format!("{name}, {threads} threads"), format!("{r}x{post}x{pre}"));
            group.throughput(Throughput::Elements((2 * r * post * pre) as u64));
            group.bench_function(id("propagate"), |b| {
                b.iter(|| propagate(&pool, MatMut::new(&mut y, r, post), x, w, Write::Set));
            });
            group.bench_function(id("correlate with descent"), |b| {
                b.iter(|| {
                    correlate(
                        &pool,
                        &mut panels,
                        delta,
                        x,
                        [&mut learned],
                        #[inline(always)]
                        |_, _, g, [w]| w.iter_mut().zip(g).for_each(|(w, g)| *w -= 1e-9 * g),
                    );
                });
            });
            group.bench_function(id("combine"), |b| {
                b.iter(|| combine(&pool, &mut scratch, MatMut::new(&mut back, r, pre), delta, w, Write::Set));
            });
        }
    }
    group.finish();
}

/// The same three products with other crates, one thread; the gradient is stored, not applied.
fn others(c: &mut Criterion) {
    let mut group = c.benchmark_group("others");
    for (r, post, pre) in SHAPES {
        let (x, w, delta) = (numbers(r * pre, 0.37), numbers(post * pre, 0.73), numbers(r * post, 0.51));
        let (mut y, mut back, mut g) = (Buffer::zeros(r * post), Buffer::zeros(r * pre), Buffer::zeros(post * pre));
        group.throughput(Throughput::Elements((2 * r * post * pre) as u64));
        let id = |name: &str| BenchmarkId::new(name, format!("{r}x{post}x{pre}"));
        let (fx, fw, fd) = (
            FaerRef::from_row_major_slice(&x, r, pre),
            FaerRef::from_row_major_slice(&w, post, pre),
            FaerRef::from_row_major_slice(&delta, r, post),
        );
        group.bench_function(id("faer propagate"), |b| {
            b.iter(|| {
                let y = FaerMut::from_row_major_slice_mut(&mut y, r, post);
                matmul(y, Accum::Replace, fx, fw.transpose(), 1.0, Par::Seq);
            });
        });
        group.bench_function(id("faer correlate"), |b| {
            b.iter(|| {
                let g = FaerMut::from_row_major_slice_mut(&mut g, post, pre);
                matmul(g, Accum::Replace, fd.transpose(), fx, 1.0, Par::Seq);
            });
        });
        group.bench_function(id("faer combine"), |b| {
            b.iter(|| {
                let back = FaerMut::from_row_major_slice_mut(&mut back, r, pre);
                matmul(back, Accum::Replace, fd, fw, 1.0, Par::Seq);
            });
        });
        group.bench_function(id("gemm propagate"), |b| {
            b.iter(|| {
                let (k, none) = (pre as isize, gemm::Parallelism::None);
                let (to, x, w) = (y.as_mut_ptr(), x.as_ptr(), w.as_ptr());
                // SAFETY: the buffers have the shapes r × post, r × pre and post × pre.
                unsafe {
                    gemm::gemm(
                        r,
                        post,
                        pre,
                        to,
                        1,
                        post as isize,
                        false,
                        x,
                        1,
                        k,
                        w,
                        k,
                        1,
                        0.0,
                        1.0,
                        false,
                        false,
                        false,
                        none,
                    );
                }
            });
        });
    }
    group.finish();
}

/// Traces of one projection of n to n neurons; `Gelem/s` are 10⁹ synapses a second.
fn traces(c: &mut Criterion) {
    let mut group = c.benchmark_group("trace");
    for (threads, replicas, n) in [(1, 1, 256), (1, 1, 1024), (1, 8, 1024), (1, 1, 4096), (2, 1, 1024), (2, 1, 4096)] {
        let pool = Pool::new(threads).unwrap();
        let (x, gain, third) = (numbers(replicas * n, 0.7), numbers(replicas * n, 0.3), numbers(replicas * n, 0.9));
        let (mut w, mut e, keep) = (numbers(n * n, 0.73), Buffer::zeros(replicas * n * n), vec![0.95; n]);
        let (mut y, rows) = (Buffer::zeros(replicas * n), |data| Mat::new(data, replicas, n));
        let step = |growth| Step { growth, keep: &keep, gain: rows(&gain), x: rows(&x) };
        let id = |name: &str| BenchmarkId::new(format!("{name}, {threads} threads"), format!("{replicas}x{n}x{n}"));
        group.throughput(Throughput::Elements((replicas * n * n) as u64));
        for growth in [Growth::Linear, Growth::Cubic] {
            group.bench_function(id(&format!("{growth:?}")), |b| b.iter(|| trace::grow(&pool, &mut e, step(growth))));
        }
        group.bench_function(id("propagate, then linear"), |b| {
            b.iter(|| {
                propagate(&pool, MatMut::new(&mut y, replicas, n), rows(&x), Mat::new(&w, n, n), Write::Set);
                trace::grow(&pool, &mut e, step(Growth::Linear));
            });
        });
        for (name, growth) in [("linear with descent", Some(Growth::Linear)), ("descent alone", None)] {
            group.bench_function(id(name), |b| {
                b.iter(|| {
                    trace::learn(
                        &pool,
                        &mut e,
                        growth.map(step),
                        rows(&third),
                        n,
                        [&mut w],
                        #[inline(always)]
                        |_, _, g, [w]| w.iter_mut().zip(g).for_each(|(w, g)| *w -= 1e-9 * g),
                    );
                });
            });
        }
    }
    group.finish();
}

fn elementwise(c: &mut Criterion) {
    const N: usize = 131_072;
    let mut group = c.benchmark_group("elementwise");
    let (x, mut y) = (numbers(N, 0.37), Buffer::zeros(N));
    group.throughput(Throughput::Elements(N as u64));
    macro_rules! function {
        ($name:literal, $f:expr) => {
            group.bench_function($name, |b| {
                b.iter(|| {
                    vectorize(
                        #[inline(always)]
                        || y.iter_mut().zip(&*x).for_each(|(y, x)| *y = $f(4.0 * x)),
                    );
                });
            });
        };
    }
    function!("tanh", Real::tanh);
    function!("exp", Real::exp);
    function!("sigmoid", Real::sigmoid);
    function!("softplus", Real::softplus);
    let stream = Stream::new(1, "bench");
    group.bench_function("normal", |b| b.iter(|| stream.fill_normal(1, 2, &mut y)));
    group.bench_function("normal, 16 at a time", |b| {
        b.iter(|| y.chunks_mut(16).enumerate().for_each(|(i, y)| stream.fill_normal(i as u64, 2, y)));
    });
    group.bench_function("rademacher", |b| b.iter(|| stream.fill_rademacher(1, 2, &mut y)));
    group.finish();
}

fn pool(c: &mut Criterion) {
    for threads in [1, 2] {
        let pool = Pool::new(threads).unwrap();
        c.bench_function(&format!("fork and join, {threads} threads"), |b| {
            b.iter(|| pool.run(&|part| _ = black_box(part)));
        });
    }
}

criterion_group!(benches, peak, products, others, traces, elementwise, pool);
criterion_main!(benches);

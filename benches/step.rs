//! Whole learning steps, beside the matrix products they consist of.
//!
//! Throughput counts samples, so `Kelem/s` is thousands of samples a second. `products alone` does the products of the
//! manifold-noise step on buffers of the same shapes: what the step could reach if everything else were free.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::path::Path;
use trifactor::circuit;
use trifactor::engine::cpu::buffer::Buffer;
use trifactor::engine::cpu::gemm::{Panels, Scratch, Write, combine, correlate, propagate};
use trifactor::engine::cpu::mat::{Mat, MatMut};
use trifactor::engine::cpu::pool::Pool;
use trifactor::error::Error;
use trifactor::plan::Which;
use trifactor::rng::Stream;
use trifactor::run::Session;
use trifactor::run::session::SessionOptions;

const REPLICAS: usize = 64;
const HIDDEN: usize = 1024;
const PIXELS: usize = 784;
const RANK: usize = 32;

/// (name, circuit, credit).
const STEPS: [(&str, &str, &str); 5] = [
    ("manifold noise", "fashion_mlp", "manifold_noise(noise: noise(sigma: 0.1), manifold: pca(rank: 32, every: 10))"),
    ("vanilla noise", "fashion_mlp", "vanilla_noise(noise: noise(sigma: 0.1))"),
    ("backprop", "fashion_mlp", "backprop"),
    ("digits, manifold noise", "digits_mlp", "manifold_noise(noise: noise(sigma: 0.1), manifold: pca(rank: 16))"),
    ("digits, backprop", "digits_mlp", "backprop"),
];

/// The session, warm; `None`, after saying why, where its data set is not there.
fn open(circuit: &str, credit: &str, threads: usize) -> Option<Session> {
    // Small steps, or thousands of updates on the same chunk would diverge.
    let sets = [format!("credit={credit}"), "plasticity.optimizer=sgd(rate: 0.0001)".into()];
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("circuits").join(format!("{circuit}.ron"));
    let opened = circuit::load_file(&file, &sets)
        .map_err(Error::from)
        .and_then(|loaded| Session::open(&loaded, &SessionOptions { threads, ..SessionOptions::default() }));
    let mut session = opened.map_err(|error| eprintln!("SKIPPED: {circuit} with {credit}: {error}")).ok()?;
    // The host's buffers are filled, and the manifold has been tracked.
    session.advance(u64::MAX).expect("no divergence at this rate");
    Some(session)
}

/// The engine's step alone: inputs are in place.
fn steps(c: &mut Criterion) {
    let mut group = c.benchmark_group("step");
    for threads in [1, 2] {
        for (name, circuit, credit) in STEPS {
            let Some(mut session) = open(circuit, credit, threads) else { continue };
            group.throughput(Throughput::Elements(session.plan().learn.replicas as u64));
            let engine = session.engine_mut();
            group.bench_function(format!("{name}, {threads} threads"), |b| {
                // Ten at a time: one of ten updates tracks the manifold.
                b.iter_custom(|count| {
                    let start = std::time::Instant::now();
                    engine.advance(Which::Learn, 10 * count).expect("no divergence at this rate");
                    start.elapsed() / 10
                });
            });
        }
    }
    group.finish();
}

/// A tracking at every update, less the same step without one, is what a tracking costs.
fn tracking(c: &mut Criterion) {
    let mut group = c.benchmark_group("tracking");
    group.throughput(Throughput::Elements(REPLICAS as u64));
    for every in [1, 1_000_000] {
        let credit = format!("manifold_noise(noise: noise(sigma: 0.1), manifold: pca(rank: 32, every: {every}))");
        let Some(mut session) = open("fashion_mlp", &credit, 1) else { continue };
        let engine = session.engine_mut();
        group.bench_function(format!("step that tracks every {every}"), |b| {
            b.iter(|| engine.advance(Which::Learn, 1).expect("no divergence at this rate"));
        });
    }
    let (stream, mut z) = (Stream::new(1, "bench"), vec![0.0; REPLICAS * RANK]);
    group.bench_function("draws of one population", |b| {
        b.iter(|| z.chunks_mut(RANK).enumerate().for_each(|(i, z)| stream.fill_normal(i as u64, 0, z)));
    });
    group.finish();
}

/// The products of the manifold-noise step, and nothing else.
fn products(c: &mut Criterion) {
    let mut group = c.benchmark_group("products alone");
    group.throughput(Throughput::Elements(REPLICAS as u64));
    let (x, mut h) = (Buffer::zeros(REPLICAS * PIXELS), Buffer::zeros(2 * REPLICAS * HIDDEN));
    let (mut h2, mut w2) = (h.clone(), Buffer::zeros(HIDDEN * HIDDEN));
    let (mut w1, z) = (Buffer::zeros(HIDDEN * PIXELS), Buffer::zeros(REPLICAS * RANK));
    let (basis, mut noise) = (Buffer::zeros(RANK * HIDDEN), Buffer::zeros(REPLICAS * HIDDEN));
    for threads in [1, 2] {
        let pool = Pool::new(threads).expect("threads start");
        let (mut panels, mut scratch) = (Panels::new(threads, REPLICAS, HIDDEN), Scratch::new(threads));
        group.bench_function(format!("{threads} threads"), |b| {
            b.iter(|| {
                let x = Mat::new(&x, REPLICAS, PIXELS);
                let w = Mat::new(&w1, HIDDEN, PIXELS);
                propagate(&pool, MatMut::new(&mut h, REPLICAS, HIDDEN), x, w, Write::Set);
                let (both, w) = (Mat::new(&h, 2 * REPLICAS, HIDDEN), Mat::new(&w2, HIDDEN, HIDDEN));
                propagate(&pool, MatMut::new(&mut h2, 2 * REPLICAS, HIDDEN), both, w, Write::Set);
                let (z, basis) = (Mat::new(&z, REPLICAS, RANK), Mat::new(&basis, RANK, HIDDEN));
                // Two populations' noise and two third factors.
                for _ in 0..4 {
                    combine(&pool, &mut scratch, MatMut::new(&mut noise, REPLICAS, HIDDEN), z, basis, Write::Set);
                }
                let (delta, h) = (Mat::new(&noise, REPLICAS, HIDDEN), Mat::new(&h, REPLICAS, HIDDEN));
                for (pre, weights) in [(x, &mut w1), (h, &mut w2)] {
                    correlate(
                        &pool,
                        &mut panels,
                        delta,
                        pre,
                        [weights],
                        #[inline(always)]
                        |_, _, g, [w]| w.iter_mut().zip(g).for_each(|(w, g)| *w = (-1e-9_f32).mul_add(*g, *w)),
                    );
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, steps, tracking, products);
criterion_main!(benches);

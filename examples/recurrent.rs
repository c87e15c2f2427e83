//! Steps a second of a recurrent rate circuit: one replica, dense weights, private noise.
//!
//! `cargo run --release --example recurrent -- NEURONS THREADS SECONDS [PATH=VALUE …]`
//! `cargo run --release --example recurrent -- NEURONS THREADS SECONDS limit`
//!
//! Prints one number. With `limit`, it is the passes a second of plain loops that read the weights, row after row, and
//! multiply them with one vector: no noise, no neurons, no meeting of the threads. A step cannot do less, so this is
//! the machine's limit where the weights fit no cache.

#[path = "support/told.rs"]
mod told;

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use told::{advance, argument};
use trifactor::engine::cpu::buffer::Buffer;
use trifactor::error::Error;
use trifactor::run::Session;
use trifactor::run::session::SessionOptions;
use trifactor::{circuit, cli};

/// Steps between two looks at the clock, and before the first.
const CHUNK: u64 = 128;

fn main() -> ExitCode {
    cli::ended(measure())
}

fn measure() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [neurons, threads, seconds, rest @ ..] = &args[..] else {
        return Err(told::usage("recurrent NEURONS THREADS SECONDS [limit | PATH=VALUE …]"));
    };
    let (neurons, threads) = (argument("NEURONS", neurons)?, argument("THREADS", threads)?);
    let time = told::seconds(seconds)?;
    let speed = match rest {
        [word] if word == "limit" => limit(neurons, threads, time),
        sets => steps(neurons, threads, time, sets)?,
    };
    println!("{speed:.1}");
    Ok(())
}

/// r ← (1 − α) r + α tanh(W r + b + ξ), with the weights of a chaotic circuit (g = 1.5).
fn text(neurons: usize) -> String {
    format!(
        r#"Circuit(
    dt: "1 ms",
    task: pulse(inputs: 1, on: "1 ms", duration: "100 s"),
    populations: {{
        "pulse": input,
        "recurrent": rate(
            size: {neurons}, activation: tanh, tau: "20 ms", form: activity, scheme: euler, bias: 0.1, noise: 0.05,
        ),
    }},
    projections: [
        (from: "recurrent", to: "recurrent", delay: 1, weights: normal(std: 1.5, per_input: true), plastic: false),
    ],
    run: run(replicas: 1, updates: 1),
)"#
    )
}

fn steps(neurons: usize, threads: usize, time: Duration, sets: &[String]) -> Result<f64, Error> {
    let loaded = circuit::load_text(&text(neurons), Path::new("recurrent.ron"), sets)?;
    let mut session = Session::open(&loaded, &SessionOptions { threads, ..SessionOptions::default() })?;
    advance(&mut session, CHUNK)?;
    let (begun, mut steps) = (Instant::now(), 0);
    while begun.elapsed() < time {
        advance(&mut session, CHUNK)?;
        steps += CHUNK;
    }
    Ok(steps as f64 / begun.elapsed().as_secs_f64())
}

/// Every thread reads its share of the rows over and over.
fn limit(neurons: usize, threads: usize, time: Duration) -> f64 {
    let (weights, x) = (Buffer::from(&vec![0.01; neurons * neurons][..]), Buffer::from(&vec![0.5; neurons][..]));
    let rows = |part: usize| neurons * part / threads..neurons * (part + 1) / threads;
    let passes = |part: usize| {
        let weights = &weights[rows(part).start * neurons..rows(part).end * neurons];
        let mut y = vec![0.0; rows(part).len()];
        products(weights, &x, &mut y);
        let (begun, mut passes) = (Instant::now(), 0);
        while begun.elapsed() < time {
            products(black_box(weights), &x, black_box(&mut y));
            passes += 1;
        }
        f64::from(passes) / begun.elapsed().as_secs_f64()
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (1..threads).map(|part| scope.spawn(move || passes(part))).collect();
        let own = passes(0);
        workers.into_iter().fold(own, |sum, worker| sum + worker.join().expect("it has nothing to fail at"))
            / threads as f64
    })
}

/// y = W x, four rows at a time: more streams do not make it faster.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn wide_products(weights: &[f32], x: &[f32], y: &mut [f32]) {
    use std::arch::x86_64::{_mm512_fmadd_ps, _mm512_loadu_ps, _mm512_reduce_add_ps, _mm512_setzero_ps};
    const ROWS: usize = 4;
    for (rows, y) in weights.chunks_exact(ROWS * x.len()).zip(y.as_chunks_mut::<ROWS>().0) {
        let mut sums = [_mm512_setzero_ps(); ROWS];
        for (k, x16) in x.as_chunks::<16>().0.iter().enumerate() {
            // SAFETY: all sixteen numbers are there.
            let x16 = unsafe { _mm512_loadu_ps(x16.as_ptr()) };
            for (r, sum) in sums.iter_mut().enumerate() {
                // SAFETY: 16 k + 16 ≤ x.len(), the length of each of the rows.
                let w = unsafe { _mm512_loadu_ps(rows.as_ptr().add(r * x.len() + 16 * k)) };
                *sum = _mm512_fmadd_ps(w, x16, *sum);
            }
        }
        *y = sums.map(|sum| _mm512_reduce_add_ps(sum));
    }
}

fn products(weights: &[f32], x: &[f32], y: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: AVX-512 was found.
        return unsafe { wide_products(weights, x, y) };
    }
    eprintln!("the limit is measured with AVX-512, which is not here");
    std::process::exit(1)
}

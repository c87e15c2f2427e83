//! Samples a second of the learning step alone: no evaluation, nothing written down.
//!
//! `cargo run --release --example throughput -- CREDIT THREADS UPDATES [CIRCUIT] [PATH=VALUE …]`
//!
//! Prints one number. `CREDIT` is what a circuit file says, such as `backprop` or
//! `manifold_noise(manifold: pca(rank: 32))`, or `-` for the file's own.

#[path = "support/told.rs"]
mod told;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use told::argument;
use trifactor::error::Error;
use trifactor::run::Session;
use trifactor::run::session::SessionOptions;
use trifactor::{circuit, cli};

/// Updates before the clock starts: caches are warm, trackings and an epoch's permutation have been seen.
const WARM: u64 = 50;

fn main() -> ExitCode {
    cli::ended(measure())
}

fn measure() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [credit, threads, updates, rest @ ..] = &args[..] else {
        return Err(told::usage("throughput CREDIT THREADS UPDATES [CIRCUIT] [PATH=VALUE …]"));
    };
    let (threads, updates) = (argument("THREADS", threads)?, argument("UPDATES", updates)?);
    let path = rest.first().map_or("circuits/fashion_mlp.ron", String::as_str);
    let mut sets = rest.get(1..).unwrap_or_default().to_vec();
    if credit != "-" {
        sets.insert(0, format!("credit={credit}"));
    }
    let loaded = circuit::load_file(Path::new(path), &sets)?;
    let mut session = Session::open(&loaded, &SessionOptions { threads, ..SessionOptions::default() })?;
    advance(&mut session, WARM)?;
    let start = Instant::now();
    advance(&mut session, updates)?;
    let samples = updates * session.plan().learn.replicas as u64;
    println!("{:.1}", samples as f64 / start.elapsed().as_secs_f64());
    Ok(())
}

fn advance(session: &mut Session, updates: u64) -> Result<(), Error> {
    let mut left = updates;
    while left > 0 {
        left -= session.advance(left)?;
    }
    Ok(())
}

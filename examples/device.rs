//! Speed on any device, of what the GPU engine is for.
//!
//! `cargo run --release --example device -- DEVICE recurrent NEURONS REPLICAS SECONDS`: steps a second of a recurrent rate
//! circuit with dense weights and private noise, nothing plastic.
//!
//! `cargo run --release --example device -- DEVICE nmnc NEURONS REPLICAS SECONDS`: samples a second of manifold noise
//! correlation in a circuit of 64 inputs, one hidden population and 10 outputs, in a fixed subspace of 16 dimensions.
//!
//! `DEVICE` is what `--device` takes. Prints one number.

#[path = "support/told.rs"]
mod told;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use told::argument;
use trifactor::error::Error;
use trifactor::run::Session;
use trifactor::run::session::SessionOptions;
use trifactor::{circuit, cli};

const USAGE: &str = "device DEVICE recurrent|nmnc NEURONS REPLICAS SECONDS";

fn main() -> ExitCode {
    cli::ended(measure())
}

fn measure() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [device, what, neurons, replicas, seconds] = &args[..] else {
        return Err(told::usage(USAGE));
    };
    let (neurons, replicas): (usize, usize) = (argument("NEURONS", neurons)?, argument("REPLICAS", replicas)?);
    let time = told::seconds(seconds)?;
    let (text, per_step) = match what.as_str() {
        "recurrent" => (recurrent(neurons, replicas), 1),
        "nmnc" => (nmnc(neurons, replicas), replicas),
        other => {
            return Err(Error::input(format!("`{other}` is neither recurrent nor nmnc"), format!("usage: {USAGE}")));
        }
    };
    let loaded = circuit::load_text(&text, Path::new("device.ron"), &[])?;
    let options = SessionOptions { device: argument("DEVICE", device)?, ..SessionOptions::default() };
    let mut session = Session::open(&loaded, &options)?;
    // The trials that stand in the buffers are as good as any: what is timed is the device.
    let mut advance = |steps: u64| told::advance(&mut session, steps);
    let mut chunk = 1;
    advance(chunk)?;
    // Chunks that take a tenth of a second: looking at the clock, and at the device, costs nothing beside them.
    loop {
        let begun = Instant::now();
        advance(chunk)?;
        if begun.elapsed() > Duration::from_millis(100) {
            break;
        }
        chunk *= 2;
    }
    let (begun, mut steps) = (Instant::now(), 0);
    while begun.elapsed() < time {
        advance(chunk)?;
        steps += chunk;
    }
    println!("{:.1}", (steps * per_step as u64) as f64 / begun.elapsed().as_secs_f64());
    Ok(())
}

/// r ← (1 − α) r + α tanh(W r + b + ξ), with the weights of a chaotic circuit (g = 1.5).
fn recurrent(neurons: usize, replicas: usize) -> String {
    // Trials so long that their ends do not count; their inputs lie on the device, for all replicas.
    let seconds = 10_000 / replicas + 1;
    format!(
        r#"Circuit(
    dt: "1 ms",
    task: pulse(inputs: 1, on: "1 ms", duration: "{seconds} s"),
    populations: {{
        "pulse": input,
        "recurrent": rate(
            size: {neurons}, activation: tanh, tau: "20 ms", form: activity, scheme: euler, bias: 0.1, noise: 0.05,
        ),
    }},
    projections: [
        (from: "recurrent", to: "recurrent", delay: 1, weights: normal(std: 1.5, per_input: true), plastic: false),
    ],
    run: run(replicas: {replicas}, updates: 1),
)"#
    )
}

fn nmnc(neurons: usize, replicas: usize) -> String {
    format!(
        r#"Circuit(
    task: teacher(inputs: 64, outputs: 10),
    populations: {{
        "x": input,
        "h": rate(size: {neurons}, activation: tanh),
        "y": rate(size: 10, activation: identity),
    }},
    projections: [(from: "x", to: "h"), (from: "h", to: "y")],
    credit: manifold_noise(manifold: random(rank: 16), noise: (antithetic: false, per_sample: 1)),
    plasticity: (optimizer: sgd(rate: 0.001)),
    run: run(replicas: {replicas}, updates: 1000000),
)"#
    )
}

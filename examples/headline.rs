//! The headline figure: how well learned feedback knows the exact Jacobian after K perturbations, for noise in all
//! directions, inside the manifold of the activity, and inside a random subspace of the same rank.
//!
//! A circuit learns handwritten digits and is frozen. Then feedback weights are learned from nothing with K draws, many
//! times; marks are medians over seeds, dotted lines the law of [`trifactor::analysis::law`]. It is for one fixed
//! Jacobian, while that of a nonlinear circuit differs from trial to trial.
//!
//! ```sh
//! cargo run --release --example headline [FILE.svg]
//! ```

use std::path::Path;
use std::process::ExitCode;
use trifactor::analysis::law;
use trifactor::credit::Draws;
use trifactor::error::Error;
use trifactor::plan::BufferId;
use trifactor::report::chart::{self, Axis, Chart, Series, Style};
use trifactor::run::Session;
use trifactor::run::document::CreditQuality;
use trifactor::run::session::SessionOptions;
use trifactor::{circuit, cli};

const CIRCUIT: &str = r#"Circuit(
    task: digits,
    populations: {
        "pixels": input,
        "h1": rate(size: 256, activation: tanh),
        "h2": rate(size: 64, activation: tanh),
        "digit": rate(size: 10, activation: identity),
    },
    projections: [
        (from: "pixels", to: "h1", weights: xavier(gain: 0.5)),
        (from: "h1", to: "h2", weights: xavier(gain: 0.5)),
        (from: "h2", to: "digit", weights: xavier(gain: 0.5)),
    ],
    plasticity: plasticity(optimizer: momentum(rate: 0.05, beta: 0.9)),
    run: run(replicas: 32, epochs: 10.0, credit_trials: 256),
)"#;

const RANK: usize = 16;
const SEEDS: std::ops::RangeInclusive<u64> = 1..=5;
/// Populations take turns, so that in a run of one update the first is perturbed alone: no cross-talk.
const NOISE: &str = "sigma: 0.02, turns: round_robin";

/// Where the noise lies.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Manifold,
    Anywhere,
    RandomSubspace,
}

const KINDS: [(&str, Place, Draws); 4] = [
    ("manifold, orthogonal", Place::Manifold, Draws::Orthogonal),
    ("manifold", Place::Manifold, Draws::Gaussian),
    ("all directions", Place::Anywhere, Draws::Gaussian),
    ("random subspace", Place::RandomSubspace, Draws::Gaussian),
];

fn source(place: Place, draws: Draws) -> String {
    let draws = if draws == Draws::Orthogonal { "orthogonal" } else { "gaussian" };
    let parts = format!("noise: noise({NOISE}, draws: {draws}), feedback: running_mean");
    match place {
        Place::Anywhere => format!("credit=vanilla_noise({parts})"),
        // A subspace that stays: random, until the trained circuit's own is written over it.
        _ => format!("credit=manifold_noise({parts}, manifold: random(rank: {RANK}))"),
    }
}

fn main() -> ExitCode {
    cli::ended(draw())
}

fn draw() -> Result<(), Error> {
    let file = std::env::args().nth(1).unwrap_or("headline.svg".into());
    let charts = [256, 1024].map(panel).into_iter().collect::<Result<Vec<Chart>, Error>>()?;
    std::fs::write(&file, chart::multi(&charts, 2)).map_err(|e| Error::creating(Path::new(&file), "write", &e))?;
    println!("{file}");
    Ok(())
}

fn panel(neurons: usize) -> Result<Chart, Error> {
    let trained = SEEDS.map(|seed| train(neurons, seed)).collect::<Result<Vec<Session>, Error>>()?;
    let mut series = Vec::new();
    for (colour, (name, place, distribution)) in KINDS.into_iter().enumerate() {
        let (mut points, mut captured) = (Vec::new(), Vec::new());
        for draws in (0..=12).map(|power| 1 << power) {
            let found = trained.iter().map(|from| estimate(from, place, distribution, draws));
            let found = found.collect::<Result<Vec<CreditQuality>, Error>>()?;
            points.push((draws as f64, median(found.iter().filter_map(|q| q.cos_jacobian).collect())));
            captured.extend(found.iter().filter_map(|q| q.captured));
        }
        let (f, d) = (median(captured), if place == Place::Anywhere { neurons } else { RANK } as f64);
        println!("n = {neurons}, {name}: captured f = {f:.3}, after 64 draws {:.3}", points[6].1);
        let law = (0..=240).map(|i| 2f64.powf(f64::from(i) / 20.0));
        let law = law.map(|k| (k, law::cosine(distribution, f, d, k))).collect();
        let colour = Some(colour);
        series.push(Series { points: law, style: Style::Dashed, colour, ..Series::default() });
        series.push(Series { name: name.into(), points, style: Style::Points, colour, ..Series::default() });
    }
    Ok(Chart {
        title: format!("{neurons} neurons, manifold of rank {RANK}; dotted: the law"),
        x: Axis::log("perturbations K"),
        y: Axis::linear("cosine: learned feedback, exact Jacobian"),
        series,
        ..Chart::default()
    })
}

fn open(sets: &[String]) -> Result<Session, Error> {
    Session::open(&circuit::load_text(CIRCUIT, Path::new("headline.ron"), sets)?, &SessionOptions::default())
}

/// A circuit that has learned, with the manifold of its activity.
fn train(neurons: usize, seed: u64) -> Result<Session, Error> {
    let credit = format!("credit=manifold_noise(manifold: pca(rank: {RANK}))");
    let mut session = open(&[credit, format!("populations.h1.size={neurons}"), format!("seed={seed}")])?;
    while session.update() < session.updates() {
        session.advance(session.updates() - session.update())?;
    }
    Ok(session)
}

/// The quality of the feedback that a frozen copy of `trained` learns from `draws` perturbations.
fn estimate(trained: &Session, place: Place, distribution: Draws, draws: usize) -> Result<CreditQuality, Error> {
    let mut session = open(&[
        format!("populations.h1.size={}", trained.circuit().size("h1")),
        format!("seed={}", trained.circuit().seed),
        source(place, distribution),
        "plasticity.optimizer=sgd(rate: 0.0)".into(),
        "run.epochs=None".into(),
        "run.updates=1".into(),
        format!("run.replicas={draws}"),
    ])?;
    let parameters = |session: &Session| -> Vec<BufferId> {
        let populations = session.plan().populations.iter();
        let bases = populations.clone().filter_map(|p| p.basis).filter(|_| place == Place::Manifold);
        session.plan().weights.iter().copied().chain(populations.filter_map(|p| p.bias)).chain(bases).collect()
    };
    for (from, to) in parameters(trained).into_iter().zip(parameters(&session)) {
        let mut values = vec![0.0; trained.plan().buffer(from).len()];
        trained.engine().read(from, 0, &mut values);
        session.engine_mut().write(to, 0, &values);
    }
    session.advance(1)?;
    Ok(session.credit_quality()?.remove("h1").unwrap_or_default())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[middle],
        _ => (values[middle - 1] + values[middle]) / 2.0,
    }
}

//! A run and a comparison, made by hand: every part of a page has something to show.

use std::collections::BTreeMap;
use std::path::Path;
use trifactor::analysis::power_law::PowerLaw;
use trifactor::circuit::load_text;
use trifactor::report::page::comparison::{Compared, Run};
use trifactor::report::page::recorded::Recorded;
use trifactor::run::document::analysis::{
    Dimension, GrideScale, Heatmap, PopulationAnalysis, ProjectionAnalysis, SimilarityDocument, SimilarityRow,
    SubspaceAlignment, Trajectory,
};
use trifactor::run::document::robustness::{Robustness, RobustnessRow};
use trifactor::run::document::scale::{FeedbackPoint, ScaleDocument, ScaleRow};
use trifactor::run::document::{
    AnalysisDocument, CompareDocument, CompareRow, CreditQuality, ManifoldQuality, Measured, MetricsRow, RunDocument,
    Tested,
};
use trifactor::run::folder::Metrics;

/// A name that would break a page that trusts it.
pub const HOSTILE: &str = "<script>alert('x')</script> & \"friends\"";

pub const CIRCUIT: &str = r#"Circuit(
    name: "digits by hand",
    about: about(claim: "A claim with <b>tags</b> & signs.", source: "nowhere", expect: "something"),
    task: digits,
    populations: {
        "pixels": input,
        "h1": rate(size: 128),
        "a_population_with_a_very_long_name": rate(size: 64),
        "digit": rate(size: 10, activation: identity),
    },
    projections: [
        (from: "pixels", to: "h1"),
        (from: "h1", to: "a_population_with_a_very_long_name"),
        (from: "a_population_with_a_very_long_name", to: "digit"),
    ],
    credit: manifold_noise(manifold: pca(rank: 8)),
)
"#;

const HIDDEN: [(&str, usize); 2] = [("h1", 128), ("a_population_with_a_very_long_name", 64)];

/// A number in [0, 1) that looks like chance.
fn chance(seed: usize) -> f64 {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 11) as f64 / (1_u64 << 53) as f64
}

pub fn run() -> Recorded {
    Recorded {
        circuit: Some(load_text(CIRCUIT, Path::new("circuit.ron"), &[]).unwrap()),
        text: CIRCUIT.into(),
        rows: rows(7),
        damaged: None,
        summary: Some(summary("manifold_noise", 7, &rows(7))),
        analysis: Some(analysis()),
        probes: vec![("h1_activity.npy".into(), vec![20, 1, 4, 128])],
    }
}

/// The same run with a name that is an attack.
pub fn hostile() -> Recorded {
    let mut run = run();
    let rename = |text: &mut String| *text = HOSTILE.into();
    let summary = run.summary.as_mut().unwrap();
    [&mut summary.circuit, &mut summary.engine, &mut summary.task, &mut summary.credit].into_iter().for_each(rename);
    run.text = format!("// {HOSTILE}\n{CIRCUIT}");
    let analysis = run.analysis.as_mut().unwrap();
    let h1 = analysis.populations.shift_remove("h1").unwrap();
    analysis.populations.insert(HOSTILE.into(), h1);
    analysis.projections[0].from = HOSTILE.into();
    let row = &mut analysis.similarity.as_mut().unwrap().rows[0];
    (row.population, row.reference) = (HOSTILE.into(), HOSTILE.into());
    let population = analysis.populations.values_mut().next().unwrap();
    population.trajectories[0].label = Some(HOSTILE.into());
    for row in &mut run.rows {
        let quality = row.credit_quality.remove("h1").unwrap();
        row.credit_quality.insert(HOSTILE.into(), quality);
    }
    run
}

pub fn rows(seed: usize) -> Vec<MetricsRow> {
    (0..=20).map(|k| row(k, seed)).collect()
}

fn row(k: usize, seed: usize) -> MetricsRow {
    let (t, jitter) = (k as f64 / 20.0, 0.02 * chance(100 * seed + k));
    let learned = 1.0 - (-4.0 * t).exp();
    let quality = |n: usize| CreditQuality {
        cos_activation: Some(0.75 * learned + jitter),
        cos_weight: Some(0.85 * learned + jitter),
        cos_jacobian: (k > 0).then_some(0.8 * learned + jitter),
        captured: Some(0.1 + 0.6 * learned),
        rank: Some(8),
        k_eff: Some(120.0),
        predicted_cos: Some(0.8 * learned),
        norm_ratio: Some(1.1),
        sign_agreement: Some(0.8),
        captured_chance: Some(8.0 / n as f64),
        captured_null: Some(8.0 / n as f64 + jitter),
        crossover: Some(129.0 / (121.0 + n as f64)),
        projected_step: Some(0.9),
        neurons: n,
    };
    let manifold = |n: usize| ManifoldQuality {
        participation_ratio: Some(n as f64 / 10.0 * (1.5 - t)),
        participation_ratio_both: Some(n as f64 / 9.0 * (1.5 - t)),
        k95: Some(n / 3),
        twonn: Some(6.0 + t + jitter),
        drift: (k > 0).then_some(20.0 * (1.0 - t)),
        samples: 500,
        duplicates: 0,
    };
    MetricsRow {
        update: 50 * k as u64,
        epoch: Some(t),
        samples: 1600 * k as u64,
        train: Measured {
            loss: (k > 0).then_some(2.3 - 2.2 * learned + jitter),
            score: (k > 0).then_some(0.97 * learned),
        },
        test: Tested {
            loss: Some(2.3 - 2.1 * learned + jitter),
            score: Some(0.1 + 0.85 * learned + jitter),
            trials: 500,
            interval: Some((0.08 + 0.85 * learned + jitter, 0.12 + 0.85 * learned + jitter)),
            kinds: Vec::new(),
        },
        credit_quality: HIDDEN.iter().map(|&(name, n)| (name.into(), quality(n))).collect(),
        manifold: HIDDEN.iter().map(|&(name, n)| (name.into(), manifold(n))).collect(),
        wall_s: t,
    }
}

fn summary(credit: &str, seed: u64, rows: &[MetricsRow]) -> RunDocument {
    let last = rows.last().unwrap();
    RunDocument {
        circuit: "digits by hand".into(),
        task: "digits".into(),
        credit: credit.into(),
        seed,
        device: "cpu".into(),
        engine: "cpu, 2 threads, AVX2 (auto: no GPU)".into(),
        threads: 2,
        sizes: BTreeMap::from([("pixels".into(), 64), ("h1".into(), 128), ("digit".into(), 10)]),
        steps: last.update,
        samples: last.samples,
        perturbations: BTreeMap::from([("h1".into(), 32_000)]),
        wall_s: 1.25,
        samples_per_s: Some(25_600.0),
        train: last.train,
        test: last.test.clone(),
        chance: Some(0.1),
        credit_quality: last.credit_quality.clone(),
        diverged: None,
        interrupted: false,
        out: Some("runs/by-hand".into()),
        version: "0.1.0".into(),
        legs: Vec::new(),
    }
}

fn analysis() -> AnalysisDocument {
    let all = [("pixels", 64), HIDDEN[0], HIDDEN[1], ("digit", 10)];
    let projections = [("pixels", "h1"), ("h1", HIDDEN[1].0), (HIDDEN[1].0, "digit")];
    AnalysisDocument {
        update: 1000,
        trials: 500,
        // Inputs are left out; the last population moves through time.
        populations: all[1..].iter().map(|&(name, n)| (name.into(), population(n, name == "digit"))).collect(),
        projections: projections.iter().map(|(from, to)| projection(from, to)).collect(),
        robustness: Some(robustness()),
        similarity: Some(similarity()),
    }
}

fn population(n: usize, moving: bool) -> PopulationAnalysis {
    let shares: Vec<f64> = (0..n.min(256)).map(|k| 0.8_f64.powi(k as i32)).collect();
    let sum: f64 = shares.iter().sum();
    let gride = (1..8).map(|k| GrideScale {
        neighbour: 1 << k,
        dimension: 7.0 + k as f64 / 3.0,
        error: 0.4,
        distance: k as f64,
    });
    let angles = |start: f64| (0..8).map(|k| start + (85.0 - start) * k as f64 / 7.0).collect();
    let steps = if moving { 30 } else { 1 };
    let point = |trial: usize, step: usize| {
        let (class, t) = ((trial % 10) as f64, step as f64 / 10.0);
        let noise = |axis| chance(1000 * trial + 10 * step + axis) - 0.5;
        [3.0 * (class + t).cos() + noise(0), 3.0 * (class + t).sin() + noise(1), noise(2)]
    };
    let trajectory = |trial: usize| Trajectory {
        label: Some((trial % 10).to_string()),
        points: (0..steps).map(|step| point(trial, step).map(|x| x as f32)).collect(),
    };
    let signed = if moving { 0.5 } else { 0.0 };
    PopulationAnalysis {
        neurons: n,
        samples: 500,
        spectrum: shares.iter().map(|share| share / sum).collect(),
        dimension: Dimension {
            participation_ratio: Some(8.1),
            participation_ratio_rows: Some(8.3),
            participation_ratio_columns: Some(8.6),
            participation_ratio_both: Some(8.9),
            k90: Some(11),
            k95: Some(14),
            twonn: Some(7.2),
            twonn_ml: Some(7.1),
            twonn_censored: None,
            gride: gride.collect(),
            levina_bickel: Some(7.7),
            duplicates: 26,
            missing: [("twonn_censored".to_string(), "it was not asked for".to_string())].into(),
        },
        alignment: (!moving).then(|| SubspaceAlignment {
            rank: 8,
            captured: (1..=8).map(|k| 0.75 * (1.0 - 0.6_f64.powi(k))).collect(),
            chance: 8.0 / n as f64,
            null: 8.0 / n as f64 + 0.01,
            angles: angles(12.0),
            null_angles: angles(70.0),
        }),
        activity: Heatmap {
            row: if moving { "step" } else { "trial" }.into(),
            cols: n,
            values: (0..60 * n).map(|i| (chance(i) - signed).max(-1.0) as f32).collect(),
        },
        trajectories: (0..200).map(trajectory).collect(),
    }
}

fn projection(from: &str, to: &str) -> ProjectionAnalysis {
    let bell = |bin: i32| (1000.0 * (-f64::from(bin - 20).powi(2) / 50.0).exp()) as u64;
    let histogram: Vec<u64> = (0..41).map(bell).collect();
    let synapses = histogram.iter().sum::<u64>() as usize;
    ProjectionAnalysis {
        from: from.into(),
        to: to.into(),
        synapses,
        rms: 0.043,
        least: Some(-0.15),
        greatest: Some(0.2),
        range: (-0.2, 0.2),
        histogram,
    }
}

fn similarity() -> SimilarityDocument {
    let row = |population: &str, reference: &str, r: f64| SimilarityRow {
        population: population.into(),
        reference: reference.into(),
        pearson: Some(r),
        spearman: Some(r - 0.02),
        rho_a: Some(r - 0.02),
        tau_a: Some(0.7 * r),
        interval: Some((r - 0.06, r + 0.05)),
        ceiling: (reference == "human IT").then_some((0.44, 0.58)),
        cka: None,
        predictivity: None,
    };
    let rows = ["human IT", "macaque IT"].iter().flat_map(|reference| {
        [("pixels", 0.05), ("h1", 0.21), (HIDDEN[1].0, 0.34), ("digit", -0.04)].map(|(name, r)| row(name, reference, r))
    });
    let order = (1..=92).map(|k| format!("{k}.png")).collect();
    SimilarityDocument { stimuli: 92, source: "kriegeskorte92".into(), order, rows: rows.collect() }
}

/// Two sources at four ranks.
pub fn varied() -> Compared {
    let mut compared = comparison();
    let ranks = ["1", "4", "16", "64"];
    let row = |i: usize, rank: &str| {
        let mut row = compared.document.rows[i].clone();
        row.credit = format!("{}, rank={rank}", row.source);
        row.varied = BTreeMap::from([("rank".into(), rank.into())]);
        row
    };
    let rows: Vec<CompareRow> = (0..2).flat_map(|i| ranks.map(|rank| row(i, rank))).collect();
    let runs = (0..2).flat_map(|i| ranks.map(|_| compared.runs[i].clone())).collect();
    compared.document.rows = rows;
    compared.runs = runs;
    compared
}

pub fn comparison() -> Compared {
    compared(&["manifold_noise", "vanilla_noise", "backprop"])
}

/// Every credit source there is.
pub fn everything() -> Compared {
    compared(&[
        "backprop",
        "feedback_alignment",
        "direct_feedback",
        "vanilla_noise",
        "manifold_noise",
        "node_perturbation",
        "weight_perturbation",
        "reward_modulated",
        "kernl",
        "frozen",
        "random_subspace",
    ])
}

fn compared(sources: &[&str]) -> Compared {
    let seeds = [1_u64, 2, 3, 4];
    let runs = |i: usize, source: &str| -> Vec<Run> {
        let run = |seed: &u64| {
            let rows = rows(10 * i + *seed as usize);
            let summary = Some(summary(source, *seed, &rows));
            Run {
                folder: format!("{source}-seed{seed}"),
                seed: Some(*seed),
                metrics: Metrics { rows, damaged: Vec::new() },
                summary,
            }
        };
        seeds.iter().map(run).collect()
    };
    let row = |i: usize, source: &str| {
        let scores: Vec<Option<f64>> =
            seeds.iter().map(|seed| Some(0.9 - 0.05 * i as f64 + 0.01 * *seed as f64)).collect();
        CompareRow {
            credit: source.into(),
            source: source.into(),
            ran: String::new(),
            varied: BTreeMap::new(),
            seeds: seeds.to_vec(),
            median: Some(0.925 - 0.05 * i as f64),
            q25: Some(0.9175 - 0.05 * i as f64),
            q75: Some(0.9325 - 0.05 * i as f64),
            scores,
            kinds: Vec::new(),
            diverged: 0,
            perturbations: BTreeMap::new(),
            wall_s: 5.0,
            credit_quality: rows(i).pop().unwrap().credit_quality,
            trials_to_criterion: Some(vec![Some(3200), None, Some(4800), Some(3200)]),
            out: seeds.iter().map(|seed| format!("elsewhere/{source}-seed{seed}")).collect(),
        }
    };
    Compared {
        document: CompareDocument {
            rows: sources.iter().enumerate().map(|(i, source)| row(i, source)).collect(),
            ..CompareDocument::default()
        },
        runs: sources.iter().enumerate().map(|(i, source)| runs(i, source)).collect(),
        circuit: Some(load_text(CIRCUIT, Path::new("circuit.ron"), &[]).unwrap()),
    }
}

fn robustness() -> Robustness {
    let row = |kind: &str, level: f64| RobustnessRow {
        kind: kind.into(),
        level,
        score: Some(0.1 + 0.86 / (1.0 + level * level)),
        loss: Some(0.2 + level),
        diverged: 0,
    };
    let rows = [0.1, 0.5, 2.0].iter().flat_map(|level| [row("inputs", *level), row("weights", *level)]).collect();
    Robustness { trials: 500, clean: Some(0.96), rows, half_inputs: Some(1.02), half_weights: None }
}

/// Manifold noise does not depend on size, vanilla noise does.
fn feedback(size: usize, credit: &str) -> Vec<FeedbackPoint> {
    let (f, d) = if credit == "manifold_noise" { (0.8, 16.0) } else { (1.0, size as f64) };
    let point = |k: u64| {
        let cosine = (f / (1.0 + (d + 1.0) / k as f64)).sqrt();
        FeedbackPoint { perturbations: k, cos_jacobian: cosine, cos_activation: Some(0.9 * cosine) }
    };
    [1, 2, 3, 4, 6, 8, 12, 16, 24, 32].map(point).to_vec()
}

/// What growing finds: three sizes, two credit sources, three seeds; one run diverged.
pub fn scale() -> ScaleDocument {
    grown(&[64, 256, 1024])
}

/// The same at these sizes. The fit is that of three.
pub fn grown(sizes: &[usize]) -> ScaleDocument {
    let dimension = |size: usize, seed: u64| Dimension {
        participation_ratio: Some((size as f64).powf(0.3) + seed as f64 / 9.0),
        twonn: Some(6.0 + seed as f64 / 5.0),
        k95: Some(size / 8),
        ..Dimension::default()
    };
    let row = |size: usize, credit: &str, seed: u64| ScaleRow {
        size,
        credit: credit.into(),
        seed,
        score: (size < 1024 || seed > 1).then_some(0.9 + seed as f64 / 100.0),
        dimension: [("h1".to_string(), dimension(size, seed))].into(),
        feedback_curve: feedback(size, credit),
        perturbations_to_cos: [("0.5".to_string(), Some(size as u64)), ("0.7".to_string(), None)].into(),
        step_us: Some(size as f64 / 10.0),
        ..ScaleRow::default()
    };
    let all = sizes.iter().flat_map(|size| ["manifold_noise", "vanilla_noise"].map(|credit| (*size, credit)));
    let rows = all.flat_map(|(size, credit)| (1..4).map(move |seed| row(size, credit, seed))).collect();
    let law = PowerLaw { exponent: 0.3, interval: (0.25, 0.35), factor: 1.0, points: 9 };
    let fits = [("manifold_noise".to_string(), [("participation ratio".to_string(), law)].into())];
    let fits = fits.into_iter().filter(|_| sizes.len() > 2).collect();
    ScaleDocument { axis: vec!["h1".into()], rows, fits, unfinished: 0, chance: Some(0.1), ..ScaleDocument::default() }
}

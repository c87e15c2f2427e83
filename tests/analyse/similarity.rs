//! Similarity to responses that are made here, and to recorded ones.

use crate::common::{load, open};
use crate::linear::{HIDDEN, INPUTS, a, session};
use std::path::{Path, PathBuf};
use trifactor::analysis::similarity::rank::{pearson, spearman};
use trifactor::record::npy::Stream;
use trifactor::run::document::analysis::SimilarityRow;
use trifactor::run::similarity::Material;

const STIMULI: usize = 50;

/// Writes an array: items of this shape, one after the other.
fn put(path: PathBuf, shape: &[usize], values: &[f32]) {
    let mut stream = Stream::open(&path, shape, 0).unwrap();
    values.chunks(shape.iter().product::<usize>()).for_each(|item| stream.append(item).unwrap());
    stream.flush().unwrap();
}

/// Numbers that look random, the same every time.
fn noise(count: usize, seed: u64) -> Vec<f32> {
    let mut values = vec![0.0; count];
    trifactor::rng::Stream::new(seed, "test").fill_normal(0, 0, &mut values);
    values
}

/// 1 − r of every pair of rows, as a square matrix.
fn distances(rows: &[Vec<f64>]) -> Vec<f32> {
    let distance = |x: &[f64], y: &[f64]| if x == y { 0.0 } else { 1.0 - pearson(x, y).unwrap() };
    rows.iter().flat_map(|x| rows.iter().map(move |y| distance(x, y) as f32)).collect()
}

fn row<'a>(rows: &'a [SimilarityRow], population: &str, reference: &str) -> &'a SimilarityRow {
    let found = rows.iter().find(|row| row.population == population && row.reference == reference);
    found.unwrap_or_else(|| panic!("{population}, {reference}: {rows:?}"))
}

#[test]
fn a_population_is_like_itself_and_like_what_is_made_of_it_and_not_like_noise() {
    let place = tempfile::tempdir().unwrap();
    let mut session = session("run: run(updates: 5)");
    let stimuli = noise(STIMULI * INPUTS, 1);
    let a = a(&session);
    let hidden = |x: &[f32]| -> Vec<f64> {
        a.chunks(INPUTS).map(|row| row.iter().zip(x).map(|(w, x)| w * f64::from(*x)).sum()).collect()
    };
    let known: Vec<Vec<f64>> = stimuli.chunks(INPUTS).map(hidden).collect();
    put(place.path().join("stimuli.npy"), &[INPUTS], &stimuli);
    let own = distances(&known);
    put(place.path().join("rdm_itself.npy"), &[STIMULI], &own);
    put(place.path().join("rdm_noise.npy"), &[], &noise(STIMULI * (STIMULI - 1) / 2, 2));
    // Three subjects with two sessions each, which cancel: the subjects agree with the population and with each other.
    let sessions: Vec<f32> = (0..3_u64)
        .flat_map(|subject| {
            let off = noise(own.len(), 10 + subject);
            let place = |k: usize| (k / STIMULI, k % STIMULI);
            let off =
                (0..own.len()).map(place).map(|(i, j)| if i == j { 0.0 } else { off[i.min(j) * STIMULI + i.max(j)] });
            let off: Vec<f32> = off.collect();
            let with = |sign: f32| own.iter().zip(&off).map(move |(d, e)| d + sign * e).collect::<Vec<_>>();
            [with(1.0), with(-1.0)].concat()
        })
        .collect();
    put(place.path().join("rdm_subjects.npy"), &[2, STIMULI, STIMULI], &sessions);
    // Neurons that are sums of the population's, recorded without noise four times.
    let mix = noise(5 * HIDDEN, 3);
    let neurons = known.iter().flat_map(|h| {
        mix.chunks(HIDDEN).map(|w| w.iter().zip(h).map(|(w, h)| w * *h as f32).sum::<f32>()).collect::<Vec<_>>()
    });
    let neurons: Vec<f32> = neurons.collect();
    put(place.path().join("responses_mixed.npy"), &[STIMULI, 5], &neurons.repeat(4));
    put(place.path().join("responses_other.npy"), &[7], &noise(STIMULI * 7, 4));

    let shape = session.circuit().task.shape(1.0);
    let material = Material::open(place.path(), &shape).unwrap_or_else(|error| panic!("{error}"));
    let document = session.similarity(&material).unwrap();
    assert_eq!((document.stimuli, document.rows.len()), (STIMULI, 3 * 5));
    let found = |reference| row(&document.rows, "h", reference);

    let itself = found("itself");
    for (what, x) in
        [("Pearson", itself.pearson), ("Spearman", itself.spearman), ("ρa", itself.rho_a), ("τa", itself.tau_a)]
    {
        assert!((x.unwrap() - 1.0).abs() < 1e-3, "{what}: {x:?}");
    }
    let (low, high) = itself.interval.unwrap();
    assert!(low > 0.999 && high <= 1.0, "{low} … {high}");
    assert_eq!((itself.ceiling, itself.cka, itself.predictivity), (None, None, None));

    // 1,225 pairs, of which the stimuli's common parts make fewer: 0.2 is beyond five standard deviations.
    let noise = found("noise");
    assert!(noise.pearson.unwrap().abs() < 0.2, "{noise:?}");
    let (low, high) = noise.interval.unwrap();
    let r = noise.pearson.unwrap();
    assert!(low < r && r < high && high - low < 0.4, "{low} … {r} … {high}");

    let subjects = found("subjects");
    assert!(
        subjects.pearson.unwrap() > 0.999 && subjects.ceiling.unwrap().0 > 0.999,
        "sessions are averaged: {subjects:?}"
    );

    let mixed = found("mixed");
    assert!(mixed.predictivity.unwrap() > 0.99, "{mixed:?}");
    assert!(mixed.cka.unwrap() > 0.3);
    let other = found("other");
    assert!(other.cka.unwrap().abs() < 0.2 && other.predictivity.unwrap() < 0.2, "{other:?}");
    assert!(row(&document.rows, "pixels", "mixed").predictivity.unwrap() > 0.99, "h is linear in the stimuli");
}

#[test]
fn images_come_in_the_order_of_their_numbers_which_is_told() {
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir(place.path().join("images")).unwrap();
    let mut names = Vec::new();
    let mut known: Vec<Vec<f64>> = Vec::new();
    for k in 1..=12 {
        names.push(format!("face{k}.png"));
        let pixels: Vec<u8> = noise(64, k).iter().map(|x| (128.0 + 40.0 * x).clamp(0.0, 255.0) as u8).collect();
        known.push(pixels.iter().map(|&x| f64::from(x)).collect());
        let image = image::GrayImage::from_raw(8, 8, pixels).unwrap();
        image.save(place.path().join("images").join(&names[k as usize - 1])).unwrap();
    }
    for k in [10, 2] {
        let name = format!("rdm_{k}.npy");
        put(place.path().join(name), &[12], &distances(&known));
    }
    let mut session = open(&load("digits_mlp.ron", &[]), 1);
    let material = Material::open(place.path(), &session.circuit().task.shape(1.0)).unwrap_or_else(|e| panic!("{e}"));
    let document = session.similarity(&material).unwrap();
    assert_eq!(document.order, names);
    for reference in ["2", "10"] {
        let found = row(&document.rows, "pixels", reference);
        assert!(found.pearson.unwrap() > 0.9999 && found.tau_a.unwrap() > 0.99, "{found:?}");
    }
    let references: Vec<&str> = document.rows.iter().take(2).map(|row| row.reference.as_str()).collect();
    assert_eq!(references, ["2", "10"]);
    let said = trifactor::report::analysis::order(&document).unwrap();
    assert!(
        said.starts_with("stimuli in this order: face1.png, face2.png, face3.png, face4.png, …, face11.png"),
        "{said}"
    );
}

/// The 92 images of Kriegeskorte et al. 2008, where they are.
fn kriegeskorte(test: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("TRIFACTOR_SHARED").map_or(beside, PathBuf::from);
    let folder = shared.join("data/kriegeskorte92");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {test}: the 92 images are not here ($TRIFACTOR_SHARED/data/kriegeskorte92)");
        return None;
    }
    Some(folder)
}

#[test]
fn ninety_two_images_are_shown_to_a_circuit_and_references_have_their_published_values() {
    let Some(folder) = kriegeskorte("similarity to recorded responses") else { return };
    let mut session = open(&load("digits_mlp.ron", &[]), 1);
    let shape = session.circuit().task.shape(1.0);
    let material = Material::open(&folder, &shape).unwrap_or_else(|error| panic!("{error}"));
    let reference = |name: &str| material.references.iter().find(|r| r.name == name).unwrap();
    let (macaque, human) = (reference("macaque_it"), reference("human_it"));
    assert!((pearson(&macaque.rdm, &human.rdm).unwrap() - 0.4912).abs() < 1e-4);
    assert!((spearman(&macaque.rdm, &human.rdm).unwrap() - 0.4389).abs() < 1e-4);
    let (lower, upper) = reference("human_it_subjects_sessions").ceiling.unwrap();
    assert!((lower - 0.3944).abs() < 1e-4 && (upper - 0.6804).abs() < 1e-4, "{lower} … {upper}");

    let document = session.similarity(&material).unwrap();
    assert_eq!((document.stimuli, document.source.as_str()), (92, "kriegeskorte92"));
    assert_eq!(document.rows.len(), 4 * 3, "pixels and three populations, three references");
    for row in &document.rows {
        let (low, high) = row.interval.unwrap();
        assert!(low < row.pearson.unwrap() && row.pearson.unwrap() < high, "{row:?}");
        assert!(row.pearson.unwrap().abs() < 0.5, "8 × 8 pixels do not make an IT: {row:?}");
    }
    // Grey pixels at 35 × 35 have 0.1347; 8 × 8 hold the coarse part of that.
    let pixels = row(&document.rows, "pixels", "macaque_it").pearson.unwrap();
    assert!((0.05..0.2).contains(&pixels), "{pixels}");
}

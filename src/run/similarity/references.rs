//! Responses of others to the same stimuli: dissimilarities, or recorded neurons.

use super::symmetric::symmetric;
use crate::analysis::rows::Rows;
use crate::analysis::similarity::ceiling::{ceiling, pool};
use crate::analysis::similarity::predictivity::reliability;
use crate::analysis::similarity::rank::Comparison;
use crate::analysis::similarity::rdm;
use crate::circuit::weights::array::{Array, ArrayError, read};
use crate::error::Error;
use crate::natural;
use std::path::{Path, PathBuf};

/// What populations are compared with.
pub struct Reference {
    /// Its file's name, without what all share.
    pub name: String,
    /// Dissimilarities: the upper triangle of stimuli × stimuli, row by row.
    pub rdm: Vec<f64>,
    /// Lower and upper noise ceiling of Pearson's correlation, where there are several subjects.
    pub ceiling: Option<(f64, f64)>,
    /// Stimuli × neurons, the mean over repetitions.
    pub responses: Option<Rows>,
    /// Reliability of that mean, where there are repetitions.
    pub reliability: Option<f64>,
}

/// All references of a folder, sorted by name.
pub fn open(folder: &Path, stimuli: usize) -> Result<Vec<Reference>, Error> {
    let entries = std::fs::read_dir(folder).map_err(|e| Error::reading(folder, &e))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    natural::sort(&mut files);
    let mut found = Vec::new();
    for path in files {
        let end = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = |start: &str| Some(stem.strip_prefix(start)?.trim_start_matches(['_', '-']).to_string());
        let name = |start: &str| name(start).map(|name| if name.is_empty() { stem.clone() } else { name });
        match (name("rdm"), name("responses"), end.as_str()) {
            (Some(name), _, "npy" | "npz") => {
                let reference = dissimilarities(&path, name, stimuli)?;
                found.push((path, reference));
            }
            (_, Some(name), "npy" | "npz") => {
                let reference = recorded(&path, name, stimuli)?;
                found.push((path, reference));
            }
            _ => {}
        }
    }
    tell_apart(&mut found);
    let found: Vec<Reference> = found.into_iter().map(|(_, reference)| reference).collect();
    if found.is_empty() {
        let message = format!("{} holds neither rdm*.npy nor responses*.npy", folder.display());
        return Err(Error::input(message, "put there what the circuit is to be compared with"));
    }
    Ok(found)
}

/// References go by their names in tables: those of `rdm_a.npy` and `responses_a.npy` keep the start of the file's, and
/// those of `rdm_a.npy` and `rdm_a.npz` its end besides.
fn tell_apart(found: &mut [(PathBuf, Reference)]) {
    for full in [Path::file_stem, Path::file_name] {
        let names: Vec<String> = found.iter().map(|(_, reference)| reference.name.clone()).collect();
        for (path, reference) in found.iter_mut() {
            if names.iter().filter(|name| **name == reference.name).count() > 1 {
                reference.name = full(path).unwrap_or_default().to_string_lossy().into_owned();
            }
        }
    }
}

/// The upper triangle, a square matrix, or matrices by subject (and session: those are averaged).
fn dissimilarities(path: &Path, name: String, stimuli: usize) -> Result<Reference, Error> {
    let Array { shape, values } = array(path, "rdm")?;
    let refused = || {
        let message = format!("{} holds an array of shape {shape:?}", path.display());
        let pairs = stimuli * (stimuli - 1) / 2;
        let help = format!(
            "for {stimuli} stimuli it must be [{pairs}] (the upper triangle), [{stimuli}, {stimuli}], or subjects × … × \
             {stimuli} × {stimuli}"
        );
        Error::input(message, help)
    };
    if shape.len() > 1 && shape.ends_with(&[stimuli, stimuli]) {
        symmetric(path, &shape, &values)?;
    }
    let (rdm, ceiling) = match shape[..] {
        [pairs] if rdm::stimuli(pairs) == Some(stimuli) => (values, None),
        [rows, columns] if (rows, columns) == (stimuli, stimuli) => (rdm::upper(&Rows::new(values, stimuli)), None),
        [subjects, .., rows, columns] if (rows, columns) == (stimuli, stimuli) && !values.is_empty() => {
            let subjects: Vec<Vec<f64>> =
                values.chunks(values.len() / subjects).map(|one| mean(one, stimuli)).collect();
            let ceiling = ceiling(&subjects, Comparison::Pearson).map(|ceiling| (ceiling.lower, ceiling.upper));
            (pool(subjects.iter(), Comparison::Pearson), ceiling)
        }
        _ => return Err(refused()),
    };
    Ok(Reference { name, rdm, ceiling, responses: None, reliability: None })
}

/// The mean of the upper triangles of some square matrices.
fn mean(matrices: &[f64], n: usize) -> Vec<f64> {
    let count = (matrices.len() / (n * n)) as f64;
    let mut sum = vec![0.0; n * (n - 1) / 2];
    for square in matrices.chunks(n * n) {
        let upper = rdm::upper(&Rows::new(square.to_vec(), n));
        sum.iter_mut().zip(upper).for_each(|(sum, x)| *sum += x / count);
    }
    sum
}

/// Stimuli × neurons, or repetitions × stimuli × neurons.
fn recorded(path: &Path, name: String, stimuli: usize) -> Result<Reference, Error> {
    let Array { shape, values } = array(path, "responses")?;
    let neurons = shape.last().copied().unwrap_or(0);
    let repetitions: Vec<Rows> = match shape[..] {
        [rows, (1..)] | [(1..), rows, (1..)] if rows == stimuli => {
            values.chunks(rows * neurons).map(|one| Rows::new(one.to_vec(), neurons)).collect()
        }
        _ => {
            let message = format!("{} holds an array of shape {shape:?}", path.display());
            let help = format!("it must be {stimuli} stimuli × neurons, or repetitions × {stimuli} × neurons");
            return Err(Error::input(message, help));
        }
    };
    let mut mean = vec![0.0; stimuli * neurons];
    for one in &repetitions {
        mean.iter_mut().zip(one.data()).for_each(|(mean, x)| *mean += x / repetitions.len() as f64);
    }
    let responses = Rows::new(mean, neurons);
    let rdm = rdm::correlation(&responses);
    // It belongs to the data: the same for every run.
    let reliability = match repetitions.len() {
        1 => Some(1.0),
        _ => reliability(&repetitions, 0).filter(|c| *c > 0.0),
    };
    Ok(Reference { name, rdm, ceiling: None, responses: Some(responses), reliability })
}

/// The array of a file: the only one, or the one called `name`. Its numbers are finite.
pub fn array(path: &Path, name: &str) -> Result<Array, Error> {
    let get = |name| read::<ArrayError>(path, name, |_| Ok(()));
    let found = match get(None) {
        Err(ArrayError::NoSuchArray { exist, .. }) if exist.iter().any(|other| other == name) => get(Some(name)),
        other => other,
    };
    let found = found.map_err(|error| match error {
        ArrayError::NoSuchArray { exist, .. } if !exist.is_empty() => {
            let message = format!("{} holds several arrays: {}", path.display(), exist.join(", "));
            Error::input(message, format!("call the one that is meant `{name}`"))
        }
        ArrayError::Type(held) => {
            Error::input(format!("{} holds numbers of type {held}", path.display()), "save them as float32 or float64")
        }
        error => Error::input(format!("{} {error}", path.display()), "see docs/measuring.md for what the folder holds"),
    })?;
    match found.values.iter().position(|x| !x.is_finite()) {
        None => Ok(found),
        Some(at) => {
            let message = format!("{} holds {} at element {at}", path.display(), found.values[at]);
            Err(Error::input(message, "leave out stimuli or neurons that were not measured"))
        }
    }
}

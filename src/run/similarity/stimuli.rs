//! Stimuli from a folder, made to fit a circuit's input.

use super::image;
use super::references::array;
use crate::analysis::rows::Rows;
use crate::error::Error;
use crate::natural;
use crate::task::TaskShape;
use std::path::{Path, PathBuf};

/// Stimuli × inputs of the circuit.
pub struct Stimuli {
    values: Vec<f32>,
    inputs: usize,
    names: Vec<String>,
}

impl Stimuli {
    /// The images of `images/`, sorted by name as people count (`2.png` before `10.png`), or the rows of `stimuli.npy` or `stimuli.npz`.
    pub fn open(folder: &Path, shape: &TaskShape) -> Result<Stimuli, Error> {
        if shape.steps > 1 && !shape.held {
            let message = "the circuit's input changes from step to step: a stimulus does not say how";
            return Err(Error::input(message, "similarity needs a circuit whose input is held through the trial"));
        }
        let inputs = shape.input_len();
        let images = folder.join("images");
        if images.is_dir() {
            let files = image_files(&images)?;
            let size = image_size(&shape.inputs)?;
            let mut values = Vec::new();
            for file in &files {
                values.extend(image::read(file, size)?);
            }
            let name = |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Ok(Stimuli { values, inputs, names: files.iter().map(name).collect() });
        }
        let Some(path) = ["stimuli.npy", "stimuli.npz"].map(|name| folder.join(name)).into_iter().find(|p| p.is_file())
        else {
            let message = format!("{} holds neither images/ nor stimuli.npy nor stimuli.npz", folder.display());
            return Err(Error::input(message, "put there what the circuit is to be shown"));
        };
        let found = array(&path, "stimuli")?;
        let features: usize = found.shape.iter().skip(1).product();
        if found.shape.len() < 2 || features != inputs {
            let message = format!("{} holds an array of shape {:?}", path.display(), found.shape);
            return Err(Error::input(message, format!("this circuit takes stimuli × {inputs} numbers")));
        }
        several(&path, found.shape[0])?;
        Ok(Stimuli { values: found.values.iter().map(|&x| x as f32).collect(), inputs, names: Vec::new() })
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.values.len() / self.inputs
    }

    /// The names of images, in order; none where stimuli are rows of an array.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// One stimulus.
    pub fn one(&self, k: usize) -> &[f32] {
        &self.values[k * self.inputs..][..self.inputs]
    }

    /// All of them, in double precision.
    pub fn rows(&self) -> Rows {
        Rows::of(&self.values, self.inputs)
    }
}

fn image_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = std::fs::read_dir(folder).map_err(|e| Error::reading(folder, &e))?;
    let is_image = |path: &PathBuf| {
        let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
        end.is_some_and(|end| ["png", "jpg", "jpeg"].contains(&end.as_str()))
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_image).collect();
    natural::sort(&mut files);
    several(folder, files.len())?;
    Ok(files)
}

/// Fewer stimuli than four have no dissimilarities worth comparing.
fn several(path: &Path, count: usize) -> Result<(), Error> {
    let message = || format!("{} holds {count} stimuli", path.display());
    if count < 4 { Err(Error::input(message(), "similarity needs at least 4")) } else { Ok(()) }
}

/// Channels, height and width of an image that the circuit takes.
fn image_size(inputs: &[usize]) -> Result<[usize; 3], Error> {
    match *inputs {
        [channels @ (1 | 3), height, width] => Ok([channels, height, width]),
        _ => {
            let message = format!("the circuit's input is {inputs:?} numbers, not an image");
            let help = "similarity with images/ needs a circuit with an image task; others take stimuli.npy";
            Err(Error::input(message, help))
        }
    }
}

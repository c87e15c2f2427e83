//! Weights from a file.

use super::WeightsError;
use super::array::{self, Array, ArrayError};
use crate::record;
use std::path::Path;

record! {
    /// Weights from a .npz, .npy or .safetensors file, float32 or float64, [post × pre].
    pub struct FromFile = "from_file" {
        /// The file; a relative path starts at the circuit file's folder.
        path: String;
        /// The array in it; None: the only one.
        name: Option<String> = None;
    }
}

impl FromFile {
    /// The weights [post × pre]; a relative path starts at `folder`.
    pub fn read(&self, post: usize, pre: usize, folder: &Path) -> Result<Vec<f32>, WeightsError> {
        let path = folder.join(&self.path);
        let name = self.name.as_deref().filter(|name| !name.is_empty());
        let shown = || name.unwrap_or_default().to_string();
        // A column of weights, such as biases, may come without its second axis.
        let accept = |shape: &[usize]| match shape {
            [rows, columns] if (*rows, *columns) == (post, pre) => Ok(()),
            [rows] if (*rows, 1) == (post, pre) => Ok(()),
            _ => Err(Refusal::Shape(shape.to_vec())),
        };
        let Array { values, .. } = array::read(&path, name, accept).map_err(|refusal| match refusal {
            Refusal::File(error) => WeightsError::File { path: path.clone(), error },
            Refusal::Shape(found) => {
                WeightsError::Shape { path: path.clone(), name: shown(), expected: [post, pre], found }
            }
        })?;
        match values.iter().position(|&value| !(value as f32).is_finite()) {
            None => Ok(values.into_iter().map(|value| value as f32).collect()),
            Some(at) => Err(WeightsError::NotFinite {
                path: path.clone(),
                name: shown(),
                index: (at / pre, at % pre),
                value: values[at],
            }),
        }
    }
}

enum Refusal {
    File(ArrayError),
    Shape(Vec<usize>),
}

impl From<ArrayError> for Refusal {
    fn from(error: ArrayError) -> Self {
        Refusal::File(error)
    }
}

#[cfg(test)]
mod tests;

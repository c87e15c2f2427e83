//! Weights from a file.

use super::array::{self, Array, ArrayError};
use super::{Shape, WeightsError, synapses};
use crate::circuit::connectivity::Csr;
use crate::record;
use std::path::Path;

record! {
    /// Weights from a .npz, .npy or .safetensors file, float32 or float64, [post × pre]. Where not all synapses exist:
    /// the same with 0 wherever there is none, or one number per synapse, row by row; where the file says which synapse
    /// each is of (`synapses.X` beside `weights.X`, `NAME_synapses`, or `synapses`: pairs of post and pre), those must be the
    /// projection's, in any order.
    pub struct FromFile = "from_file" {
        /// The file; a relative path starts at the circuit file's folder.
        path: String;
        /// The array in it; None: the only one.
        name: Option<String> = None;
    }
}

impl FromFile {
    /// The weights; a relative path starts at `folder`.
    ///
    /// Where not all synapses exist, the file holds either the matrix [post × pre], with 0 wherever there is none, or one
    /// number per synapse, as a checkpoint does. A list goes by the synapses that the file names; where it names none, by
    /// the projection's order.
    pub fn read(&self, shape: Shape, folder: &Path) -> Result<Vec<f32>, WeightsError> {
        let path = folder.join(&self.path);
        let name = self.name.as_deref().filter(|name| !name.is_empty());
        let shown = || name.unwrap_or_default().to_string();
        let (post, pre) = (shape.post, shape.pre);
        let listed = shape.sparse.map(Csr::len);
        // A column of weights, such as biases, may come without its second axis.
        let accept = |found: &[usize]| match found {
            [rows, columns] if (*rows, *columns) == (post, pre) => Ok(()),
            [rows] if (*rows, 1) == (post, pre) => Ok(()),
            [rows] | [rows, 1] if Some(*rows) == listed => Ok(()),
            _ => Err(Refusal::Shape(found.to_vec())),
        };
        let of_file = |error| WeightsError::File { path: path.clone(), error };
        let Array { values, shape: found } = array::read(&path, name, accept).map_err(|refusal| match refusal {
            Refusal::File(error) => of_file(error),
            // Of another number of synapses: how they differ says more.
            Refusal::Shape(found) => match (shape.sparse, &found[..]) {
                (Some(csr), &[rows] | &[rows, 1]) => match self.places(csr, rows, &path) {
                    Err(differ @ WeightsError::Synapses { .. }) => differ,
                    _ => {
                        WeightsError::Shape { path: path.clone(), name: shown(), expected: [post, pre], listed, found }
                    }
                },
                _ => WeightsError::Shape { path: path.clone(), name: shown(), expected: [post, pre], listed, found },
            },
        })?;
        if let Some(at) = values.iter().position(|&value| !(value as f32).is_finite()) {
            let columns = found.get(1).copied().unwrap_or(1);
            let (index, value) = ((at / columns, at % columns), values[at]);
            return Err(WeightsError::NotFinite { path, name: shown(), index, value });
        }
        let weights = match shape.sparse {
            Some(csr) if found[..] == [post, pre] => pick(csr, pre, &values).map_err(|at| {
                let index = (at / pre, at % pre);
                WeightsError::NoSynapse { path: path.clone(), name: shown(), index, value: values[at] }
            })?,
            Some(csr) => match self.places(csr, values.len(), &path)? {
                Some(places) => {
                    let mut weights = vec![0.0; csr.len()];
                    places.into_iter().zip(&values).for_each(|(place, value)| weights[place] = *value as f32);
                    weights
                }
                None => values.into_iter().map(|value| value as f32).collect(),
            },
            None => values.into_iter().map(|value| value as f32).collect(),
        };
        for post in 0..shape.dale.map_or(0, |_| post) {
            for (synapse, value) in shape.row(post).map(|synapse| (synapse, f64::from(weights[synapse]))) {
                let pre = shape.pre_of(synapse);
                if shape.dale.is_some_and(|dale| !dale.allows(pre, value)) {
                    return Err(WeightsError::Sign { path, name: shown(), index: (post, pre), value });
                }
            }
        }
        Ok(weights)
    }

    /// Where each of `weights` weights goes, if the file says which synapse it is of.
    fn places(&self, csr: &Csr, weights: usize, path: &Path) -> Result<Option<Vec<usize>>, WeightsError> {
        let name = self.name.as_deref().filter(|name| !name.is_empty());
        let of_file = |error| WeightsError::File { path: path.to_path_buf(), error };
        let said = synapses::said(path, name).map_err(of_file)?;
        let shown = name.unwrap_or_default().to_string();
        let Some(listed) = said.synapses else {
            return match said.checkpoint {
                true => Err(WeightsError::Unlisted { path: path.to_path_buf(), name: shown }),
                false => Ok(None),
            };
        };
        match listed.places(csr, weights).map_err(of_file)? {
            Ok(places) => Ok(Some(places)),
            Err(differ) => {
                Err(WeightsError::Synapses { path: path.to_path_buf(), name: shown, differ, seed: said.seed })
            }
        }
    }
}

/// The values of the synapses that exist, or the place of one that is not 0 where there is none.
fn pick(csr: &Csr, pre: usize, matrix: &[f64]) -> Result<Vec<f32>, usize> {
    let mut weights = Vec::with_capacity(csr.len());
    let mut next = 0;
    for (i, j) in csr.iter() {
        let cell = i * pre + j;
        if let Some(off) = matrix[next..cell].iter().position(|value| *value != 0.0) {
            return Err(next + off);
        }
        weights.push(matrix[cell] as f32);
        next = cell + 1;
    }
    match matrix[next..].iter().position(|value| *value != 0.0) {
        Some(off) => Err(next + off),
        None => Ok(weights),
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
mod damage;
#[cfg(test)]
mod tests;

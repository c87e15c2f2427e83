//! Whether a matrix holds dissimilarities.

use crate::error::Error;
use std::path::Path;

/// Differences up to this share of the largest dissimilarity pass for rounding: about a thousand roundings of float32, as
/// sums over many neurons in another order can have them.
const ROUNDED: f64 = 1e-4;

/// Refuses squares (the last two axes of `shape`) that are not symmetric with zeros on the diagonal: only one triangle is
/// looked at.
pub fn symmetric(path: &Path, shape: &[usize], values: &[f64]) -> Result<(), Error> {
    let (outer, n) = (&shape[..shape.len() - 2], shape[shape.len() - 1]);
    for (k, square) in values.chunks(n * n).enumerate() {
        let tolerance = ROUNDED * square.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
        let differs = |i: usize, j: usize| {
            let (own, other) = (square[i * n + j], if i == j { 0.0 } else { square[j * n + i] });
            (own - other).abs() > tolerance
        };
        let Some((i, j)) = (0..n).flat_map(|i| (i..n).map(move |j| (i, j))).find(|&(i, j)| differs(i, j)) else {
            continue;
        };
        // What was stored as float32 is shown with no more digits than that has.
        let held = |i: usize, j: usize| {
            let mut rest = k;
            let mut at: Vec<usize> = [i, j].into();
            for length in outer.iter().rev() {
                at.insert(0, rest % length);
                rest /= length;
            }
            format!("{} at {at:?}", square[i * n + j] as f32)
        };
        let shown = path.display();
        return Err(match i == j {
            true => {
                let message = format!("{shown} holds {}: no stimulus differs from itself", held(i, i));
                Error::input(message, "dissimilarities are zero on the diagonal: 1 − r, not r")
            }
            false => {
                let message = format!("{shown} is not symmetric: it holds {}, and {}", held(i, j), held(j, i));
                Error::input(message, "give dissimilarities between pairs of stimuli: the mean of both, say")
            }
        });
    }
    Ok(())
}

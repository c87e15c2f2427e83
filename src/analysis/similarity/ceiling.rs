//! How well the best possible model could do, given how much subjects differ.

use super::rank::{Comparison, centred, ranks};

/// Bounds on the mean agreement of the true model with subjects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ceiling {
    /// With the pooled others, leaving each subject out in turn: what a model can be asked to reach.
    pub lower: f64,
    /// With the pool that has the subject in it: no model does better.
    pub upper: f64,
}

/// The noise ceiling of two or more subjects' dissimilarities; `None` for fewer, or where a subject's do not vary. Source:
/// H. Nili et al. (2014), doi:10.1371/journal.pcbi.1003553.
pub fn ceiling(subjects: &[Vec<f64>], by: Comparison) -> Option<Ceiling> {
    if subjects.len() < 2 {
        return None;
    }
    let (mut lower, mut upper, everyone) = (0.0, 0.0, pool(subjects.iter(), by));
    for (i, subject) in subjects.iter().enumerate() {
        let others = pool(subjects.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, other)| other), by);
        lower += by.of(&others, subject)?;
        upper += by.of(&everyone, subject)?;
    }
    let count = subjects.len() as f64;
    Some(Ceiling { lower: lower / count, upper: upper / count })
}

/// The mean of subjects, each first put on the scale that the comparison disregards: z-scores, unit length, or ranks. For
/// Pearson, Spearman and the cosine nothing agrees with them better on average; for τ-a it is an approximation.
pub fn pool<'a>(subjects: impl Iterator<Item = &'a Vec<f64>>, by: Comparison) -> Vec<f64> {
    let (mut sum, mut count) = (Vec::new(), 0.0);
    for subject in subjects {
        let scaled = match by {
            Comparison::Pearson => unit(centred(subject)),
            Comparison::Cosine => unit(subject.clone()),
            Comparison::Spearman | Comparison::RhoA | Comparison::TauA => ranks(subject),
        };
        sum.resize(scaled.len(), 0.0);
        sum.iter_mut().zip(&scaled).for_each(|(sum, x)| *sum += x);
        count += 1.0;
    }
    sum.iter_mut().for_each(|x| *x /= count);
    sum
}

/// With a mean square of 1, unless it is zero.
fn unit(x: Vec<f64>) -> Vec<f64> {
    let scale = (x.iter().map(|x| x * x).sum::<f64>() / x.len().max(1) as f64).sqrt();
    if scale > 0.0 { x.iter().map(|x| x / scale).collect() } else { x }
}

//! How weights are distributed.

use crate::plan::BufferId;
use crate::run::document::analysis::ProjectionAnalysis;
use crate::run::session::Session;

/// An odd number: the middle one is around 0.
const BINS: usize = 41;

impl Session {
    pub(super) fn weight_histograms(&self) -> Vec<ProjectionAnalysis> {
        let each = self.circuit.projections.iter().zip(&self.plan.weights);
        each.map(|(projection, &id)| {
            let weights = self.all_of(id);
            // Of weights that are no numbers nothing is told.
            let finite = || weights.iter().filter(|w| w.is_finite());
            let energy: f64 = finite().map(|w| f64::from(*w).powi(2)).sum();
            let (range, histogram) = histogram(&weights);
            ProjectionAnalysis {
                from: projection.from.clone(),
                to: projection.to.clone(),
                synapses: weights.len(),
                rms: (energy / finite().count().max(1) as f64).sqrt(),
                range,
                histogram,
            }
        })
        .collect()
    }

    /// All of a buffer.
    fn all_of(&self, id: BufferId) -> Vec<f32> {
        let mut values = vec![0.0; self.plan.buffer(id).len()];
        self.engine.read(id, 0, &mut values);
        values
    }
}

/// Counts in bins of equal width from −m to m, m being the largest magnitude (1 where all are 0).
fn histogram(weights: &[f32]) -> ((f64, f64), Vec<u64>) {
    let largest = weights.iter().fold(0.0_f64, |most, w| most.max(f64::from(w.abs())));
    let end = if largest > 0.0 && largest.is_finite() { largest } else { 1.0 };
    let mut counts = vec![0; BINS];
    for w in weights.iter().filter(|w| w.is_finite()) {
        let place = (f64::from(*w) + end) / (2.0 * end) * BINS as f64;
        counts[(place as usize).min(BINS - 1)] += 1;
    }
    ((-end, end), counts)
}

#[cfg(test)]
mod tests {
    use super::{BINS, histogram};

    #[test]
    fn every_weight_is_counted_once_and_zero_in_the_middle() {
        let ((low, high), counts) = histogram(&[0.0, 0.0, -2.0, 2.0, 1.99]);
        assert_eq!((low, high), (-2.0, 2.0));
        assert_eq!((counts[BINS / 2], counts[0], counts[BINS - 1]), (2, 1, 2));
        assert_eq!(counts.iter().sum::<u64>(), 5);
        assert_eq!(histogram(&[0.0]).0, (-1.0, 1.0));
    }
}

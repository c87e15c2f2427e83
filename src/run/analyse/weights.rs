//! How weights are distributed.

use crate::analysis::alignment::energy;
use crate::plan::BufferId;
use crate::run::document::analysis::ProjectionAnalysis;
use crate::run::session::Session;

/// An odd number: the middle one is around 0.
const BINS: usize = 41;

impl Session {
    pub(super) fn weight_histograms(&self) -> Vec<ProjectionAnalysis> {
        let each = self.circuit.projections.iter().zip(&self.plan.weights);
        each.map(|(projection, &id)| {
            let mut weights = self.all_of(id);
            let synapses = weights.len();
            // Of weights that are no numbers nothing is told.
            weights.retain(|w| w.is_finite());
            let (range, histogram) = histogram(&weights);
            let end = |of: fn(f32, f32) -> f32| weights.iter().copied().reduce(of).map(f64::from);
            ProjectionAnalysis {
                from: projection.from.clone(),
                to: projection.to.clone(),
                synapses,
                rms: (energy(&weights) / weights.len().max(1) as f64).sqrt(),
                least: end(f32::min),
                greatest: end(f32::max),
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

/// Counts of finite weights in bins of equal width from −m to m, m being the largest magnitude (1 where all are 0).
fn histogram(weights: &[f32]) -> ((f64, f64), Vec<u64>) {
    // Magnitudes are in the order of their bits, and integers are compared many at a time.
    let largest = weights.iter().map(|w| w.abs().to_bits()).max().map_or(0.0, f32::from_bits);
    let end = if largest > 0.0 { f64::from(largest) } else { 1.0 };
    let (mut counts, bins_per_unit) = (vec![0; BINS], BINS as f64 / (2.0 * end));
    let mut places = [0; 256];
    for weights in weights.chunks(places.len()) {
        // Places many at a time, counts one by one.
        for (place, w) in places.iter_mut().zip(weights) {
            *place = ((f64::from(*w) + end) * bins_per_unit) as i32;
        }
        places[..weights.len()].iter().for_each(|place| counts[(*place as usize).min(BINS - 1)] += 1);
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

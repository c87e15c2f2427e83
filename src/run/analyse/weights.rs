//! How weights are distributed.

use crate::analysis::alignment::energy;
use crate::plan::BufferId;
use crate::run::document::analysis::ProjectionAnalysis;
use crate::run::session::Session;

/// An odd number: the middle one is around 0.
const BINS: usize = 41;
/// Weights that are compared side by side.
const LANES: usize = 16;

impl Session {
    pub(super) fn weight_histograms(&self) -> Vec<ProjectionAnalysis> {
        let each = self.circuit.projections.iter().zip(&self.plan.weights);
        each.map(|(projection, &id)| {
            let mut weights = self.all_of(id);
            let synapses = weights.len();
            // Of weights that are no numbers nothing is told.
            weights.retain(|w| w.is_finite());
            let ends = ends(&weights);
            let (range, histogram) = histogram(&weights, ends);
            ProjectionAnalysis {
                from: projection.from.clone(),
                to: projection.to.clone(),
                synapses,
                rms: (energy(&weights) / weights.len().max(1) as f64).sqrt(),
                least: ends.map(|(least, _)| least),
                greatest: ends.map(|(_, greatest)| greatest),
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

/// The least and the greatest of finite weights; `None` of none.
fn ends(weights: &[f32]) -> Option<(f64, f64)> {
    // Side by side: one after the other, each comparison would wait for the last.
    let (mut least, mut greatest) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
    for chunk in weights.chunks(LANES) {
        for (w, (least, greatest)) in chunk.iter().zip(least.iter_mut().zip(&mut greatest)) {
            *least = if *w < *least { *w } else { *least };
            *greatest = if *w > *greatest { *w } else { *greatest };
        }
    }
    let (least, greatest) = (least.into_iter().reduce(f32::min)?, greatest.into_iter().reduce(f32::max)?);
    (!weights.is_empty()).then(|| (f64::from(least), f64::from(greatest)))
}

/// Counts of finite weights in bins of equal width from −m to m, m being the largest magnitude (1 where all are 0).
fn histogram(weights: &[f32], ends: Option<(f64, f64)>) -> ((f64, f64), Vec<u64>) {
    let largest = ends.map_or(0.0, |(least, greatest)| greatest.max(-least));
    let end = if largest > 0.0 { largest } else { 1.0 };
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
    use super::{BINS, ends, histogram};

    fn of(weights: &[f32]) -> ((f64, f64), Vec<u64>) {
        histogram(weights, ends(weights))
    }

    #[test]
    fn ends_are_found_wherever_they_lie() {
        let weights: Vec<f32> = (0..50).map(|i| (i as f32 * 0.7).sin()).collect();
        for (least, greatest) in [(0, 49), (17, 3), (48, 16)] {
            let mut weights = weights.clone();
            (weights[least], weights[greatest]) = (-1.5, 2.5);
            assert_eq!(ends(&weights), Some((-1.5, 2.5)));
        }
        assert_eq!(ends(&[-0.5]), Some((-0.5, -0.5)));
        assert_eq!(ends(&[]), None);
    }

    #[test]
    fn every_weight_is_counted_once_and_zero_in_the_middle() {
        let ((low, high), counts) = of(&[0.0, 0.0, -2.0, 2.0, 1.99]);
        assert_eq!((low, high), (-2.0, 2.0));
        assert_eq!((counts[BINS / 2], counts[0], counts[BINS - 1]), (2, 1, 2));
        assert_eq!(counts.iter().sum::<u64>(), 5);
        assert_eq!(of(&[0.0]).0, (-1.0, 1.0));
    }
}

//! Where a curve first reaches a height.

/// Where it does, and between which places of the curve that lies.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Crossing {
    /// On a line between the two, in the logarithm of the place; `None` where the curve does not reach it.
    pub at: Option<f64>,
    /// The last place before, which is too low; `None` where the first is high enough.
    pub above: Option<f64>,
    /// The first place that is high enough; `None` where none is.
    pub upto: Option<f64>,
}

/// The first of the points (place, height), of places above 0 in ascending order, that is at least `height`, and where
/// between it and the one before the curve gets there. `None` of no points.
pub fn crossing(points: &[(f64, f64)], height: f64) -> Option<Crossing> {
    let last = points.last()?;
    let Some(i) = points.iter().position(|point| point.1 >= height) else {
        return Some(Crossing { above: Some(last.0), ..Crossing::default() });
    };
    let (upto, high) = points[i];
    let Some(&(above, low)) = i.checked_sub(1).map(|before| &points[before]) else {
        return Some(Crossing { at: Some(upto), upto: Some(upto), above: None });
    };
    let at = above * (upto / above).powf((height - low) / (high - low));
    Some(Crossing { at: Some(at), above: Some(above), upto: Some(upto) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crossing_lies_between_the_points_around_it() {
        let points = [(1.0, 0.1), (2.0, 0.4), (8.0, 0.6), (12.0, 0.5)];
        let found = crossing(&points, 0.5).unwrap();
        assert_eq!((found.above, found.upto), (Some(2.0), Some(8.0)));
        // Half of the way from 2 to 8, in octaves.
        assert!((found.at.unwrap() - 4.0).abs() < 1e-12);
    }

    #[test]
    fn what_was_reached_at_once_or_never_has_one_bound() {
        let points = [(1.0, 0.5), (2.0, 0.6)];
        assert_eq!(crossing(&points, 0.5), Some(Crossing { at: Some(1.0), above: None, upto: Some(1.0) }));
        assert_eq!(crossing(&points, 0.7), Some(Crossing { at: None, above: Some(2.0), upto: None }));
        assert_eq!(crossing(&[], 0.5), None);
    }
}

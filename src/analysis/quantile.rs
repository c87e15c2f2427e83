//! Quantiles.

/// The q-quantile, between the two nearest values; `None` of nothing.
pub fn quantile(mut values: Vec<f64>, q: f64) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let at = q * (values.len().checked_sub(1)?) as f64;
    let (low, high) = (values[at.floor() as usize], values[at.ceil() as usize]);
    Some(low + (at - at.floor()) * (high - low))
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_lie_between_the_nearest_values() {
        assert_eq!(quantile(vec![3.0, 1.0, 2.0], 0.5), Some(2.0));
        assert_eq!(quantile(vec![4.0, 1.0, 2.0, 3.0], 0.25), Some(1.75));
        assert_eq!(quantile(vec![], 0.5), None);
    }
}

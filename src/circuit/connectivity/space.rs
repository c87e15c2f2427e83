//! A circle of circumference 1.

/// The shorter way around between two of `whole` places: 0 to ½. Whole numbers, so that what is equally far in truth is so
/// in every row.
pub fn circular(a: usize, b: usize, whole: usize) -> f64 {
    let way = a.abs_diff(b) % whole;
    way.min(whole - way) as f64 / whole as f64
}

/// Those of the places 0, 1/n, … (n − 1)/n that lie within `reach` of `centre`, by number and in ascending order.
pub fn near(centre: f64, reach: f64, n: usize) -> impl Iterator<Item = usize> + use<> {
    let size = n as f64;
    // A little more than the reach, so that rounding excludes nobody; what is too far has probability 0 anyway.
    let (first, last) = (((centre - reach) * size).floor() as i64, ((centre + reach) * size).ceil() as i64);
    let whole = last - first + 1 >= n as i64;
    let count = if whole { n as i64 } else { last - first + 1 };
    let first = if whole { 0 } else { first.rem_euclid(n as i64) };
    // Past the end they begin again at 0: these come first.
    let wrapped = (first + count - n as i64).max(0);
    (0..wrapped as usize).chain(first as usize..(first + count - wrapped) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_neighbourhood_is_what_the_distance_says_and_ascends() {
        for n in [1, 2, 3, 10, 97] {
            for centre in [-0.3, 0.0, 0.01, 0.33, 0.5, 0.99] {
                for reach in [0.0, 0.004, 0.1, 0.26, 0.5, 3.0] {
                    let found: Vec<usize> = near(centre, reach, n).collect();
                    assert!(found.is_sorted_by(|a, b| a < b) && found.iter().all(|&i| i < n), "{found:?}");
                    for i in 0..n {
                        let d = (i as f64 / n as f64 - centre).rem_euclid(1.0);
                        let d = d.min(1.0 - d);
                        let (inside, beyond) = (d <= reach, d > reach + 1.6 / n as f64);
                        assert!(!inside || found.contains(&i), "{i} of {n} at {d}, {centre} ± {reach}");
                        assert!(!beyond || !found.contains(&i), "{i} of {n} at {d}, {centre} ± {reach}");
                    }
                }
            }
        }
    }
}

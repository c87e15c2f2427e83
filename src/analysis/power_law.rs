//! Exponents: y = a · x^b, a straight line in logarithms.

use serde::{Deserialize, Serialize};

/// A fitted power law.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PowerLaw {
    /// The exponent b.
    pub exponent: f64,
    /// The 95 % confidence interval of the exponent, by Student's t with n − 2 degrees of freedom.
    pub interval: (f64, f64),
    /// The factor a.
    pub factor: f64,
    /// Points n.
    pub points: usize,
}

/// The least-squares line through (ln x, ln y). Points that are not positive and finite are left out. `None` with fewer
/// than three different x, of which any two lie on a power law, and where all y are the same: what does not vary was
/// counted too coarsely, and its exponent would be 0 with an interval of no width.
pub fn fit(points: &[(f64, f64)]) -> Option<PowerLaw> {
    let usable = |(x, y): &&(f64, f64)| *x > 0.0 && *y > 0.0 && x.is_finite() && y.is_finite();
    let logs: Vec<(f64, f64)> = points.iter().filter(usable).map(|(x, y)| (x.ln(), y.ln())).collect();
    let n = logs.len();
    let mut sizes: Vec<f64> = logs.iter().map(|p| p.0).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    sizes.dedup();
    if sizes.len() < 3 || logs.iter().all(|p| p.1 == logs[0].1) {
        return None;
    }
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / n as f64;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let xx: f64 = logs.iter().map(|p| (p.0 - x).powi(2)).sum();
    if xx <= 1e-12 {
        return None;
    }
    let exponent = logs.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / xx;
    let residual: f64 = logs.iter().map(|p| (p.1 - y - exponent * (p.0 - x)).powi(2)).sum();
    let half = student_975(n - 2) * (residual / (n - 2) as f64 / xx).sqrt();
    let factor = (y - exponent * x).exp();
    Some(PowerLaw { exponent, interval: (exponent - half, exponent + half), factor, points: n })
}

/// The 97.5 % quantile of Student's t with 1 to 30 degrees of freedom.
const STUDENT: [f64; 30] = [
    12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139, 2.200985,
    2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963, 2.079614, 2.073873,
    2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272,
];

/// Beyond the table by the expansion of Fisher and Cornish, right to 10⁻⁵ there (Abramowitz and Stegun 26.7.5).
fn student_975(freedom: usize) -> f64 {
    let (z, n) = (1.959_963_985_f64, freedom as f64);
    match STUDENT.get(freedom - 1) {
        Some(quantile) => *quantile,
        None => {
            let g1 = (z.powi(3) + z) / 4.0;
            let g2 = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
            let g3 = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
            z + g1 / n + g2 / (n * n) + g3 / (n * n * n)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_power_law_is_found() {
        let points: Vec<(f64, f64)> = (1..9).map(|x| (f64::from(x), 3.0 * f64::from(x).powf(-0.75))).collect();
        let found = fit(&points).unwrap();
        assert!((found.exponent + 0.75).abs() < 1e-12 && (found.factor - 3.0).abs() < 1e-12);
        assert!(found.interval.1 - found.interval.0 < 1e-6);
        assert_eq!(fit(&[(1.0, 1.0), (2.0, f64::NAN), (3.0, 0.0), (4.0, 2.0)]), None);
        assert_eq!(fit(&[(2.0, 1.0), (2.0, 3.0), (2.0, 2.0)]), None);
    }

    #[test]
    fn two_sizes_and_what_does_not_vary_have_no_exponent() {
        assert_eq!(fit(&[(1.0, 1.0), (1.0, 1.1), (2.0, 2.0), (2.0, 2.1)]), None);
        assert_eq!(fit(&[(1.0, 7.0), (2.0, 7.0), (4.0, 7.0), (8.0, 7.0)]), None);
        assert!(fit(&[(1.0, 7.0), (2.0, 7.0), (4.0, 7.5)]).is_some());
    }

    /// y = x with residuals ±r: by hand, the standard error is √(Σr²/(n−2)/Σ(x−x̄)²).
    #[test]
    fn the_interval_is_that_of_the_textbook() {
        let r = 0.1;
        let logs = [(-1.0, -1.0 + r), (0.0, -2.0 * r), (1.0, 1.0 + r)];
        let points = logs.map(|(x, y): (f64, f64)| (x.exp(), y.exp()));
        let found = fit(&points).unwrap();
        let half = 12.706205 * (6.0 * r * r / 1.0 / 2.0_f64).sqrt();
        assert!((found.exponent - 1.0).abs() < 1e-12);
        assert!((found.interval.1 - found.exponent - half).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn quantiles_go_on_beyond_the_table() {
        assert!((student_975(31) - 2.039513).abs() < 1e-5 && (student_975(120) - 1.979930).abs() < 1e-5);
    }
}

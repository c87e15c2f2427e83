//! e = ∂L/∂y in double precision, for what is measured: of a classifier that is nearly certain, softmax(y) − t is the
//! difference of two numbers near 1, of which single precision leaves noise.

/// softmax(y) − t, also where it is far smaller than the rounding of 1: where t asks for an answer, 1 − softmax(y) is the sum
/// of the others.
pub fn cross_entropy(y: &[f32], t: &[f32]) -> Vec<f64> {
    let top = y.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let terms: Vec<f64> = y.iter().map(|y| (f64::from(*y) - f64::from(top)).exp()).collect();
    let total: f64 = terms.iter().sum();
    let error = |(k, t): (usize, &f32)| {
        let t = f64::from(*t);
        let others = || -> f64 { terms[..k].iter().chain(&terms[k + 1..]).sum() };
        let asked = if t == 0.0 { 0.0 } else { t * others() };
        (terms[k] * (1.0 - t) - asked) / total
    };
    t.iter().enumerate().map(error).collect()
}

/// y − t.
pub fn squared(y: &[f32], t: &[f32]) -> Vec<f64> {
    y.iter().zip(t).map(|(y, t)| f64::from(*y) - f64::from(*t)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_a_certain_classifier_have_all_their_digits() {
        // e of (0, −a, −b) for the first class: −(e⁻ᵃ + e⁻ᵇ)/S, e⁻ᵃ/S, e⁻ᵇ/S with S = 1 + e⁻ᵃ + e⁻ᵇ.
        for (a, b) in [(2.0_f32, 3.0_f32), (18.0, 19.5), (40.0, 41.0), (300.0, 301.0)] {
            let [x, y] = [a, b].map(|x| (-f64::from(x)).exp());
            let expected = [-(x + y), x, y].map(|e| e / (1.0 + x + y));
            for (found, expected) in cross_entropy(&[0.0, -a, -b], &[1.0, 0.0, 0.0]).iter().zip(expected) {
                assert!((found / expected - 1.0).abs() < 1e-14, "{found:e} {expected:e}");
            }
        }
    }

    #[test]
    fn errors_are_softmax_less_target_for_every_target() {
        let (y, t) = ([0.3_f32, -1.2, 2.0], [0.2_f32, 0.5, 0.3]);
        let terms = y.map(|y| f64::from(y).exp());
        let total: f64 = terms.iter().sum();
        for (k, found) in cross_entropy(&y, &t).iter().enumerate() {
            assert!((found - (terms[k] / total - f64::from(t[k]))).abs() < 1e-15);
        }
    }
}

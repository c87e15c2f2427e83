use super::*;
use crate::rng::host_rng;

fn draw(weights: impl Into<InitialWeights>, post: usize, pre: usize) -> Vec<f32> {
    try_draw(weights, post, pre).unwrap()
}

fn try_draw(weights: impl Into<InitialWeights>, post: usize, pre: usize) -> Result<Vec<f32>, WeightsError> {
    weights.into().draw(Shape::dense(post, pre), &mut host_rng(3, "weights"), Path::new(""))
}

/// Mean and variance.
fn moments(weights: &[f32]) -> (f64, f64) {
    let count = weights.len() as f64;
    let mean = weights.iter().map(|&w| f64::from(w)).sum::<f64>() / count;
    let variance = weights.iter().map(|&w| (f64::from(w) - mean).powi(2)).sum::<f64>() / count;
    (mean, variance)
}

#[test]
fn every_model_draws_the_mean_and_variance_of_its_definition() {
    let (post, pre) = (300, 200);
    let (narrow, wide) = (pre as f64, (pre + post) as f64);
    let cases: [(InitialWeights, f64, f64); 7] = [
        (Constant { value: -0.5 }.into(), -0.5, 0.0),
        (Uniform { low: -1.0, high: 3.0 }.into(), 1.0, 16.0 / 12.0),
        (Normal { std: 1.5, mean: 0.0, per_input: true }.into(), 0.0, 2.25 / narrow),
        (Normal { std: 0.5, mean: 2.0, per_input: false }.into(), 2.0, 0.25),
        (Xavier { gain: 2.0 }.into(), 0.0, 4.0 * 2.0 / wide),
        (He { gain: 0.5 }.into(), 0.0, 0.25 * 2.0 / narrow),
        (Orthogonal { gain: 3.0 }.into(), 0.0, 9.0 / 300.0),
    ];
    for (weights, mean, variance) in cases {
        let name = weights.name();
        let drawn = draw(weights, post, pre);
        assert_eq!(drawn.len(), post * pre, "{name}");
        let found = moments(&drawn);
        // 60,000 draws: five standard errors of the mean, and of a normal's variance.
        assert!((found.0 - mean).abs() <= 5.0 * (variance / 6e4).sqrt(), "{name}: {found:?}");
        assert!((found.1 - variance).abs() <= 5.0 * variance * (2.0_f64 / 6e4).sqrt(), "{name}: {found:?}");
    }
}

#[test]
fn uniform_weights_fill_their_range_and_do_not_leave_it() {
    let limit = (6.0_f32 / 70.0).sqrt();
    for (drawn, low, high) in [
        (draw(Uniform { low: 0.25, high: 0.75 }, 50, 50), 0.25, 0.75),
        (draw(Xavier { gain: 1.0 }, 50, 20), -limit, limit),
    ] {
        let least = drawn.iter().copied().fold(f32::INFINITY, f32::min);
        let greatest = drawn.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let margin = 0.02 * (high - low);
        assert!(least >= low && least < low + margin, "{least}");
        assert!(greatest <= high && greatest > high - margin, "{greatest}");
    }
}

#[test]
fn orthogonal_weights_have_orthonormal_rows_or_columns_whichever_are_fewer() {
    for (post, pre) in [(40, 40), (64, 9), (9, 64), (1, 5), (5, 1)] {
        let drawn = draw(Orthogonal { gain: 2.0 }, post, pre);
        let entry =
            |line: usize, k: usize| f64::from(if post >= pre { drawn[k * pre + line] } else { drawn[line * pre + k] });
        for a in 0..post.min(pre) {
            for b in 0..=a {
                let product: f64 = (0..post.max(pre)).map(|k| entry(a, k) * entry(b, k)).sum();
                let expected = if a == b { 4.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-5, "{post} × {pre}, {a} and {b}: {product}");
            }
        }
    }
}

#[test]
fn orthogonal_weights_are_uniform_over_all_directions() {
    // Without the sign correction the first entry of Householder's Q is never positive. Uniform: mean 0, variance 1/3.
    let mut rng = host_rng(9, "haar");
    let model = InitialWeights::from(Orthogonal { gain: 1.0 });
    let first: Vec<f32> =
        (0..4000).map(|_| model.draw(Shape::dense(3, 3), &mut rng, Path::new("")).unwrap()[0]).collect();
    let (mean, variance) = moments(&first);
    assert!(mean.abs() < 0.05, "{mean}");
    assert!((variance - 1.0 / 3.0).abs() < 0.03, "{variance}");
}

#[test]
fn weights_depend_on_the_generator_alone() {
    for weights in [InitialWeights::from(Orthogonal { gain: 1.0 }), Xavier { gain: 1.0 }.into()] {
        let base = draw(weights.clone(), 30, 20);
        assert_eq!(base, draw(weights.clone(), 30, 20));
        let other = weights.draw(Shape::dense(30, 20), &mut host_rng(4, "weights"), Path::new("")).unwrap();
        assert_ne!(base, other);
    }
}

#[test]
fn parameters_that_make_no_weights_are_refused() {
    let text = try_draw(Uniform { low: 0.5, high: 0.5 }, 2, 2).unwrap_err().to_string();
    assert!(text.starts_with("low: 0.5 is not below high: 0.5; "), "{text}");
    let text = try_draw(Constant { value: 1e300 }, 2, 2).unwrap_err().to_string();
    assert!(text.starts_with("constant: makes weights beyond the range of float32"), "{text}");
}

#[test]
fn a_matrix_beyond_memory_is_an_error_and_an_empty_one_is_not() {
    for (post, pre) in [(usize::MAX, 2), (1 << 40, 1 << 22)] {
        let error = try_draw(Constant { value: 0.0 }, post, pre).unwrap_err();
        assert!(matches!(error, WeightsError::TooLarge { .. }), "{error}");
    }
    for weights in [InitialWeights::from(Orthogonal { gain: 1.0 }), He { gain: 1.0 }.into()] {
        assert!(draw(weights.clone(), 0, 4).is_empty());
        assert!(draw(weights, 4, 0).is_empty());
    }
}

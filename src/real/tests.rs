use super::*;
use crate::simd::vectorize;

/// Distance from the exact value in units in the last place of the exact value.
fn ulps(got: f32, exact: f64) -> f64 {
    let nearest = exact as f32;
    if got == nearest || (got.is_nan() && exact.is_nan()) {
        return 0.0;
    }
    if !nearest.is_finite() || !got.is_finite() {
        return f64::INFINITY;
    }
    let unit = (nearest.abs().next_up() - nearest.abs()) as f64;
    (got as f64 - exact).abs() / unit
}

/// Every 251st bit pattern: all exponents and signs, infinities, NaNs and subnormals.
fn everywhere() -> impl Iterator<Item = f32> {
    (0..=u32::MAX / 251).map(|i| f32::from_bits(i * 251)).chain([0.0, -0.0, f32::INFINITY, -f32::INFINITY, f32::NAN])
}

fn worst(f: impl Fn(f32) -> f32, exact: impl Fn(f64) -> f64, inside: impl Fn(f32) -> bool) -> (f64, f32) {
    let mut worst = (0.0, 0.0);
    for x in everywhere().filter(|&x| inside(x)) {
        let error = ulps(f(x), exact(x as f64));
        if error > worst.0 {
            worst = (error, x);
        }
    }
    worst
}

fn softplus(x: f64) -> f64 {
    (-x.abs()).exp().ln_1p() + if x < 0.0 { 0.0 } else { x }
}

fn sigmoid(x: f64) -> f64 {
    if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) }
}

#[test]
fn single_precision_functions_are_within_four_ulps_everywhere() {
    type Case = (&'static str, fn(f32) -> f32, fn(f64) -> f64);
    let cases: [Case; 5] = [
        ("exp", Real::exp, f64::exp),
        ("ln", Real::ln, f64::ln),
        ("tanh", Real::tanh, f64::tanh),
        ("sigmoid", Real::sigmoid, sigmoid),
        ("softplus", Real::softplus, softplus),
    ];
    for (name, f, exact) in cases {
        let (error, at) = worst(f, exact, |_| true);
        println!("{name}: {error:.2} ulp at {at:e}");
        assert!(error <= 4.0, "{name}: {error} ulp at {at:e}");
    }
}

#[test]
fn sine_and_cosine_of_any_number_of_turns_are_within_one_ulp_of_one() {
    for x in everywhere().filter(|x| x.is_finite()) {
        let (s, c) = Real::sin_cos_2pi(x);
        let (es, ec) = Real::sin_cos_2pi(x as f64);
        assert!((s as f64 - es).abs() < 1.2e-7 && (c as f64 - ec).abs() < 1.2e-7, "{x:e}: {s} {es} {c} {ec}");
    }
    assert!(Real::sin_cos_2pi(f32::INFINITY).0.is_nan() && Real::sin_cos_2pi(f32::NAN).1.is_nan());
}

#[test]
fn sine_is_relatively_exact_near_zero() {
    let (error, at) = worst(|x| Real::sin_cos_2pi(x).0, |x| Real::sin_cos_2pi(x).0, |x| x.abs() < 0.125);
    assert!(error <= 3.0, "{error} ulp at {at:e}");
}

#[test]
fn clamps_pass_nan_on() {
    assert!(f32::NAN.at_least(0.0).is_nan() && f32::NAN.at_most(0.0).is_nan());
    assert_eq!((2.0.at_least(3.0), 2.0.at_most(1.0)), (3.0, 1.0));
}

#[test]
fn an_element_has_the_same_bits_in_every_position_and_length() {
    let x: Vec<f32> = (0..200).map(|i| (i as f32 - 100.0) * 0.11).collect();
    let apply = |x: &[f32]| -> Vec<u32> {
        let mut y = x.to_vec();
        vectorize(
            #[inline(always)]
            || {
                y.iter_mut().for_each(|y| {
                    *y = Real::tanh(*y) + Real::softplus(*y) * Real::sin_cos_2pi(*y).0 + Real::ln(Real::exp(*y))
                })
            },
        );
        y.iter().map(|y| y.to_bits()).collect()
    };
    let whole = apply(&x);
    for start in 0..40 {
        for len in [0, 1, 7, 15, 16, 17, 31, 65, 100] {
            assert_eq!(apply(&x[start..start + len]), whole[start..start + len]);
        }
    }
}

use super::*;

const N: usize = 1 << 16;

fn mean(x: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = x.fold((0.0, 0.0), |(s, n), x| (s + x, n + 1.0));
    sum / n
}

fn normals(seed: u64, purpose: &str, trial: u64, step: u32) -> Vec<f32> {
    let mut out = vec![f32::NAN; N];
    Stream::new(seed, purpose).fill_normal(trial, step, &mut out);
    out
}

fn correlation(a: &[f32], b: &[f32]) -> f64 {
    mean(a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)))
}

#[test]
fn normals_have_the_moments_of_the_normal_distribution() {
    let x = normals(1, "moments", 0, 0);
    let moment = |k| mean(x.iter().map(|x| f64::from(*x).powi(k)));
    let root = (N as f64).sqrt();
    // Five standard deviations of each sample moment.
    assert!(moment(1).abs() < 5.0 / root, "{}", moment(1));
    assert!((moment(2) - 1.0).abs() < 5.0 * 2_f64.sqrt() / root, "{}", moment(2));
    assert!(moment(3).abs() < 5.0 * 15_f64.sqrt() / root, "{}", moment(3));
    assert!((moment(4) - 3.0).abs() < 5.0 * 96_f64.sqrt() / root, "{}", moment(4));
    assert!(x.iter().all(|x| x.abs() < 6.77));
}

#[test]
fn normals_follow_the_normal_distribution_function() {
    let mut x = normals(2, "distribution", 0, 0);
    x.sort_by(f32::total_cmp);
    // Kolmogorov-Smirnov at known quantiles of the standard normal.
    for (z, p) in [(-2.326_347_9, 0.01), (-1.281_551_6, 0.1), (-0.674_489_75, 0.25), (0.0, 0.5), (1.644_853_6, 0.95)] {
        let below = x.partition_point(|x| *x < z) as f64 / N as f64;
        assert!((below - p).abs() < 2.0 / (N as f64).sqrt(), "{z}: {below}");
    }
}

#[test]
fn purposes_seeds_trials_steps_and_children_are_uncorrelated() {
    let x = normals(1, "a", 0, 0);
    let mut child = vec![0.0; N];
    Stream::new(1, "a").child(0).fill_normal(0, 0, &mut child);
    let others = [
        normals(1, "b", 0, 0),
        normals(2, "a", 0, 0),
        normals(1, "a", 1, 0),
        normals(1, "a", 1 << 32, 0),
        normals(1, "a", 0, 1),
        child,
    ];
    for (i, other) in others.iter().enumerate() {
        assert!(correlation(&x, other).abs() < 5.0 / (N as f64).sqrt(), "{i}");
    }
    for lag in 1..9 {
        assert!(correlation(&x, &x[lag..]).abs() < 5.0 / (N as f64).sqrt(), "neurons {lag} apart");
    }
}

#[test]
fn a_number_does_not_depend_on_where_the_request_starts_or_ends() {
    let stream = Stream::new(7, "ranges");
    let mut whole = vec![0.0; 700];
    stream.fill_normal(3, 4, &mut whole);
    for first in [0, 1, 2, 3, 4, 5, 63, 64, 66, 129, 256] {
        for len in [0, 1, 2, 3, 4, 5, 31, 63, 64, 65, 130, 257] {
            let mut part = vec![f32::NAN; len];
            stream.fill_normal_from(3, 4, first, &mut part);
            assert_eq!(part, whole[first..first + len], "{first} {len}");
        }
    }
}

#[test]
fn numbers_come_from_the_documented_words() {
    let stream = Stream::new(11, "words");
    let (trial, step) = ((5 << 32) + 9, 13);
    let (mut normal, mut sign, mut uniform) = ([0.0; 200], [0.0; 200], [0.0; 200]);
    stream.fill_normal(trial, step, &mut normal);
    stream.fill_rademacher(trial, step, &mut sign);
    stream.fill_uniform(trial, step, &mut uniform);
    for i in 0..200 {
        let words = philox::block([i as u32 / 4, step, 9, 5], stream.key);
        let x = words[i % 4];
        assert_eq!(sign[i], if x >> 31 == 1 { -1.0 } else { 1.0 });
        assert_eq!(uniform[i], (x >> 8) as f32 / 16_777_216.0);
        let u = |x: u32| f64::from((x as f32).mul_add(2_f32.powi(-32), 2_f32.powi(-33)));
        let radius = (-2.0 * u(words[i % 4 / 2 * 2]).ln()).sqrt();
        let angle = std::f64::consts::TAU * u(words[i % 4 / 2 * 2 + 1]);
        let exact = radius * if i % 2 == 0 { angle.cos() } else { angle.sin() };
        assert!((f64::from(normal[i]) - exact).abs() < 4e-7 * radius.max(0.1), "{i}: {} {exact}", normal[i]);
    }
}

#[test]
fn golden_values_do_not_change() {
    let stream = Stream::new(42, "perturbation");
    let mut out = [0.0; 5];
    stream.fill_normal(1, 2, &mut out);
    assert_eq!(stream.key, [0x6312_bedf, 0xee5f_5670]);
    assert_eq!(stream.child(1).key, [0x44d3_218e, 0x3863_e2e3]);
    assert_eq!(out, [0.63681114, 0.32658848, -0.58874714, -0.26664272, 0.93456]);
    let mut host = host_rng(42, "weights");
    assert_eq!(uniform(&mut host), 0.9672722433645695);
    assert!((normal(&mut host) - -0.6031083274857076).abs() < 1e-14);
    assert_eq!(permutation(&mut host, 8), [6, 0, 1, 4, 7, 3, 5, 2]);
}

#[test]
fn host_numbers_have_their_distribution() {
    let mut rng = host_rng(3, "host");
    let x: Vec<f64> = (0..N).map(|_| normal(&mut rng)).collect();
    let root = (N as f64).sqrt();
    assert!(mean(x.iter().copied()).abs() < 5.0 / root);
    assert!((mean(x.iter().map(|x| x * x)) - 1.0).abs() < 7.1 / root);
    let u = mean((0..N).map(|_| uniform(&mut rng)));
    assert!((u - 0.5).abs() < 1.5 / root);
}

#[test]
fn every_permutation_is_equally_likely() {
    let mut rng = host_rng(4, "order");
    let mut counts = std::collections::HashMap::new();
    for _ in 0..24_000 {
        *counts.entry(permutation(&mut rng, 4)).or_insert(0_i32) += 1;
    }
    // χ² with 23 degrees of freedom: 1000 expected each, the 99.9 % quantile is 49.7.
    let chi: f64 = counts.values().map(|c| f64::from(c - 1000).powi(2) / 1000.0).sum();
    assert!(counts.len() == 24 && chi < 49.7, "{} {chi}", counts.len());
}

#[test]
fn below_zero_or_one_choice_is_zero() {
    let mut rng = host_rng(5, "below");
    assert_eq!((below(&mut rng, 0), below(&mut rng, 1)), (0, 0));
}

#[test]
fn noise_is_added_as_it_is_drawn() {
    let stream = Stream::new(6, "noise");
    for n in [0, 1, 63, 64, 65, 300] {
        let (mut drawn, mut added) = (vec![0.0; n], vec![0.5; n]);
        stream.fill_normal(7, 8, &mut drawn);
        let scale: Vec<f32> = (0..n).map(|i| 0.1 * i as f32).collect();
        stream.add_normal(7, 8, &scale, &mut added);
        let expected = drawn.iter().zip(&scale).map(|(z, s)| s.mul_add(*z, 0.5));
        assert!(expected.eq(added));
    }
}

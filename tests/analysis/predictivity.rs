//! Linear predictivity. Reference: scikit-learn 1.9.1, `PLSRegression(scale=False)` and `RidgeCV`, given the same numbers.

use crate::close::{about, close, deviation, mean, sums_to};
use crate::cloud::{gaussian, plain, product, rng};
use trifactor::analysis::rows::Rows;
use trifactor::analysis::similarity::predictivity::{
    COMPONENTS, Mapping, normalised, pls, predictivity, reliability, ridge, splits,
};

fn plus(a: &Rows, b: &Rows, weight: f64) -> Rows {
    Rows::new(a.data().iter().zip(b.data()).map(|(a, b)| a + weight * b).collect(), a.cols())
}

/// Features, responses, other features: 60 × 12, 60 × 5, 20 × 12.
fn tall() -> [Rows; 3] {
    let x = plain(21, 60, 12);
    let y = plus(&product(&x, &plain(22, 12, 5)), &plain(23, 60, 5), 0.5);
    [x, y, plain(24, 20, 12)]
}

/// More features than stimuli: 30 × 50, 30 × 6, 10 × 50.
fn wide() -> [Rows; 3] {
    let x = plain(25, 30, 50);
    let y = plus(&product(&x, &plain(26, 50, 6)), &plain(27, 30, 6), 1.0);
    [x, y, plain(28, 10, 50)]
}

#[test]
fn pls_predicts_what_scikit_learn_predicts() {
    // With the looseness of the reference's iteration (tol 1e-6), which is seen in the fifth digit: a tight one gives
    // 4.21458 for the first.
    let [x, y, other] = tall();
    let found = pls(&x, &y, 4).predict(&other);
    sums_to(found.data(), [4.214566151456222, 3.5611779644163732, 17669.674634951843], 1e-11);
    let [x, y, other] = wide();
    let found = pls(&x, &y, 8).predict(&other);
    sums_to(found.data(), [15.140421044476536, 12.350259640897187, 23705.225381899025], 1e-10);
    let [x, y, other] = tall();
    let found = pls(&x, &Rows::new(y.column(0), 1), 3).predict(&other);
    sums_to(found.data(), [4.229580218387817, 2.844424402457974, 662.4877778278601], 1e-11);
}

#[test]
fn ridge_chooses_and_predicts_what_scikit_learn_does() {
    // Penalties 10^-3, 10^-2.5, … 10^3; the reference's score is minus the leave-one-out error.
    let penalties: Vec<f64> = (-6..=6).map(|e| 10_f64.powf(f64::from(e) / 2.0)).collect();
    let [x, y, other] = tall();
    let found = ridge(&x, &y, &penalties);
    close(found.penalty, 0.03162277660168379, 1e-12);
    close(found.error, 0.02621184114457802, 1e-12);
    let sums = [4.232967170066468, 3.5881438431517725, 17595.701071572374];
    sums_to(found.model.predict(&other).data(), sums, 1e-11);
    let [x, y, other] = wide();
    let found = ridge(&x, &y, &penalties);
    close(found.penalty, 1.0, 1e-12);
    close(found.error, 0.6581315114107892, 1e-12);
    let sums = [14.983904296733265, 12.550192956383771, 23644.83716379946];
    sums_to(found.model.predict(&other).data(), sums, 1e-11);
}

#[test]
fn the_leave_one_out_error_is_that_of_leaving_one_out() {
    let [x, y, _] = wide();
    let left_out = |i: usize| {
        let rest: Vec<usize> = (0..30).filter(|j| *j != i).collect();
        let model = ridge(&x.select(&rest), &y.select(&rest), &[0.7]).model;
        let predicted = model.predict(&x.select(&[i]));
        predicted.data().iter().zip(y.row(i)).map(|(a, b)| (a - b).powi(2)).sum::<f64>()
    };
    close(ridge(&x, &y, &[0.7]).error, (0..30).map(left_out).sum::<f64>() / 180.0, 1e-11);
}

#[test]
fn regressions_are_the_same_in_compact_coordinates() {
    let [x, y, other] = wide();
    let both = Rows::new([x.data(), other.data()].concat(), 50).compact();
    assert_eq!((both.rows(), both.cols()), (40, 40));
    let (small, rest) = (both.select(&(0..30).collect::<Vec<_>>()), both.select(&(30..40).collect::<Vec<_>>()));
    for mapping in [Mapping::Pls(8), Mapping::Ridge(vec![0.1, 1.0])] {
        let (a, b) = (mapping.fit(&x, &y).predict(&other), mapping.fit(&small, &y).predict(&rest));
        a.data().iter().zip(b.data()).for_each(|(a, b)| close(*a, *b, 1e-10));
    }
}

#[test]
fn what_is_linear_is_predicted_entirely_and_what_is_shuffled_not_at_all() {
    let mut rng = rng(1);
    let x = product(&gaussian(200, 20, &mut rng), &gaussian(20, 300, &mut rng));
    let y = product(&x, &gaussian(300, 15, &mut rng));
    for mapping in [Mapping::Pls(COMPONENTS), Mapping::Ridge(vec![1e-9, 1e-3])] {
        close(predictivity(&x, &y, None, &mapping, 1).unwrap().r, 1.0, 1e-5);
    }
    let order = trifactor::rng::permutation(&mut rng, 200);
    let found = predictivity(&x.select(&order), &y, None, &Mapping::Pls(COMPONENTS), 1).unwrap();
    // Ten splits of twenty stimuli: r has an error of 1/√20 a split and neuron, which neurons share in part.
    assert!(found.r.abs() < 0.2, "{}", found.r);
    assert_eq!((found.splits.len(), found.neurons.len()), (10, 15));
}

/// 500 stimuli, ten latents, features of them with some noise, ten repetitions with four times the signal's variance.
fn synthetic(seed: u64, noise: f64) -> (Rows, Vec<Rows>) {
    let mut rng = rng(seed);
    let latents = gaussian(500, 10, &mut rng);
    let features = product(&latents, &gaussian(10, 100, &mut rng));
    let features = plus(&features, &gaussian(500, 100, &mut rng), noise);
    let map = gaussian(10, 50, &mut rng);
    let norms: Vec<f64> = (0..50).map(|j| map.column(j).iter().map(|x| x * x).sum::<f64>().sqrt()).collect();
    let signal =
        product(&latents, &Rows::new(map.data().iter().enumerate().map(|(i, x)| x / norms[i % 50]).collect(), 50));
    let repetitions = (0..10).map(|_| plus(&signal, &gaussian(500, 50, &mut rng), 2.0)).collect();
    (features, repetitions)
}

#[test]
fn normalised_predictivity_is_explained_of_explainable_variance() {
    let of = |seed, noise| {
        let (features, repetitions) = synthetic(seed, noise);
        let sum = repetitions.iter().skip(1).fold(repetitions[0].clone(), |sum, r| plus(&sum, r, 1.0));
        let average = Rows::new(sum.data().iter().map(|x| x / 10.0).collect(), 50);
        let found = predictivity(&features, &average, None, &Mapping::Pls(COMPONENTS), seed).unwrap();
        assert!(found.neurons.iter().all(|r| r.is_some_and(|r| r > 0.7)));
        (found.r, reliability(&repetitions, seed).unwrap())
    };
    // The signal's variance is 1, the noise of ten repetitions has 0.4: c = 1/1.4. Fitting ten latents to 450 stimuli costs
    // 10/450 of the noise, so r² = c / (1 + 0.4 · 10/450). A median of skewed r lies a little above.
    let (r, c): (Vec<f64>, Vec<f64>) = (0..8).map(|seed| of(seed, 0.0)).unzip();
    about(&c, 1.0 / 1.4, 4.0, 0.0);
    about(&r, (1.0 / 1.4 / (1.0 + 4.0 / 450.0_f64)).sqrt(), 4.0, 0.001);
    // Golden, of one draw: r .830, c .715, r²/c .964, and (r/c)² 1.349, which explains more than there is. Noise of the
    // features gives all 25 components something to fit.
    let (r, c): (Vec<f64>, Vec<f64>) = (0..8).map(|seed| of(seed, 0.1)).unzip();
    let each = |f: fn(f64, f64) -> f64| r.iter().zip(&c).map(|(r, c)| f(*r, *c)).collect::<Vec<f64>>();
    for (values, golden) in
        [(&r, 0.830), (&c, 0.715), (&each(normalised), 0.964), (&each(|r, c| (r / c).powi(2)), 1.349)]
    {
        about(values, golden, 4.0, deviation(values));
    }
}

#[test]
fn splits_hold_out_every_label_in_proportion() {
    let labels: Vec<usize> = (0..103).map(|i| if i < 50 { 7 } else { i % 3 }).collect();
    let all = splits(103, Some(&labels), 10, 0.1, 5);
    let mut tested = vec![0; 103];
    for split in &all {
        assert_eq!((split.test.len(), split.train.len()), (11, 92));
        let mut both = [&split.test[..], &split.train].concat();
        both.sort_unstable();
        assert!(both.into_iter().eq(0..103));
        for label in [0, 1, 2, 7] {
            let of = |list: &[usize]| list.iter().filter(|i| labels[**i] == label).count() as f64;
            let due = 11.0 / 103.0 * labels.iter().filter(|l| **l == label).count() as f64;
            assert!((of(&split.test) - due).abs() < 1.0);
        }
        split.test.iter().for_each(|i| tested[*i] += 1);
    }
    assert_eq!(all, splits(103, Some(&labels), 10, 0.1, 5));
    assert_ne!(all, splits(103, Some(&labels), 10, 0.1, 6));
    // A stimulus is held out once in ten splits on average: 35 % never are, none always.
    assert!(tested.iter().filter(|n| **n == 0).count() < 60 && tested.iter().all(|n| *n < 7));
    let plain = splits(50, None, 3, 0.1, 1);
    assert!(plain.iter().all(|s| s.test.len() == 5 && s.test.is_sorted()) && plain[0] != plain[1]);
}

#[test]
fn neurons_that_do_not_vary_are_left_out() {
    let [x, y, _] = tall();
    let silent = Rows::new((0..60).flat_map(|i| [y.row(i)[0], 2.5]).collect(), 2);
    let found = predictivity(&x, &silent, None, &Mapping::Pls(4), 1).unwrap();
    assert!(found.neurons[0].is_some() && found.neurons[1].is_none());
    close(found.r, mean(&found.splits), 1e-14);
    assert_eq!(predictivity(&x, &Rows::new(vec![1.0; 60], 1), None, &Mapping::Pls(4), 1), None);
    assert_eq!(reliability(std::slice::from_ref(&x), 1), None);
    // Nor is what is not finite predicted, or a reason to stop.
    let holes = Rows::new(x.data().iter().enumerate().map(|(i, v)| if i == 100 { f64::NAN } else { *v }).collect(), 12);
    for mapping in [Mapping::Pls(4), Mapping::Ridge(vec![1.0])] {
        assert_eq!(predictivity(&holes, &y, None, &mapping, 1).and_then(|p| p.splits.first().copied()), None);
    }
}

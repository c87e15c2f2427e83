//! Representational similarity. Reference: rsatoolbox 0.3.2, given the same numbers.

use crate::close::{about, all_close, close, mean, sums_to};
use crate::cloud::{gaussian, map, plain, product, rng};
use trifactor::analysis::rows::Rows;
use trifactor::analysis::similarity::ceiling::{ceiling, pool};
use trifactor::analysis::similarity::rank::{Comparison, ranks};
use trifactor::analysis::similarity::rdm;

const ALL: [Comparison; 5] = Comparison::ALL;

fn plus(a: &Rows, b: &Rows, weight: f64) -> Rows {
    Rows::new(a.data().iter().zip(b.data()).map(|(a, b)| a + weight * b).collect(), a.cols())
}

fn repetitions() -> Vec<Rows> {
    (9..12).map(|seed| plus(&plain(8, 12, 20), &plain(seed, 12, 20), 1.0)).collect()
}

#[test]
fn distances_are_those_of_rsatoolbox() {
    let x = plain(8, 12, 20);
    sums_to(&rdm::correlation(&x), [1.5125556787205623, 1.081965455698073, 2251.9348983474715], 1e-12);
    sums_to(&rdm::euclidean(&x), [0.25158488724642947, 0.1572361830088062, 383.9389163732729], 1e-12);
    let found = rdm::crossvalidated(&repetitions(), None).unwrap();
    sums_to(&found, [0.19328350486075319, 0.17478603159745235, 337.5362398585639], 1e-12);
    let a = plain(12, 20, 20);
    let identity = Rows::new((0..400).map(|i| f64::from(u8::from(i % 21 == 0))).collect(), 20);
    let precision = plus(&identity, &Rows::of_mat(a.gram().as_ref()), 1.0 / 20.0);
    let found = rdm::crossvalidated(&repetitions(), Some(&precision)).unwrap();
    sums_to(&found, [0.197060441436813, 0.19023602021513283, 550.7055325837833], 1e-12);
    assert_eq!(rdm::crossvalidated(&repetitions()[..1], None), None);
}

#[test]
fn comparisons_are_those_of_rsatoolbox_with_many_ties() {
    let tens = |x: Rows| x.data().iter().map(|x| (10.0 * x).floor()).collect::<Vec<f64>>();
    let a = tens(plain(13, 1, 66));
    let half = plus(&plain(13, 1, 66), &plain(14, 1, 66), 1.0);
    let b = tens(map(&half, |row| row.iter().map(|x| 0.5 * x).collect()));
    let found = ALL.map(|by| by.of(&a, &b).unwrap());
    let expected = [0.714113358675127, 0.7152437263156527, 0.7025675816720593, 0.5128205128205128, 0.929687723587351];
    all_close(&found, &expected, 1e-12);
}

#[test]
fn ceilings_are_those_of_rsatoolbox() {
    let subjects: Vec<Vec<f64>> =
        (16..21).map(|seed| plus(&plain(15, 1, 66), &plain(seed, 1, 66), 0.5).data().to_vec()).collect();
    let expected = [
        [0.8309729021366378, 0.8937464352539404],
        [0.8269295168271661, 0.8915866436882828],
        [0.8268364471349546, 0.8914935810458198],
        [0.6175291375291374, 0.7048018648018648],
        [0.976952472124422, 0.9852833893098698],
    ];
    for (by, expected) in ALL.into_iter().zip(expected) {
        let found = ceiling(&subjects, by).unwrap();
        all_close(&[found.lower, found.upper], &expected, 1e-12);
    }
    assert_eq!(ceiling(&subjects[..1], Comparison::Pearson), None);
}

#[test]
fn no_model_beats_the_upper_bound() {
    let subjects: Vec<Vec<f64>> = (0..4).map(|seed| gaussian(1, 45, &mut rng(seed)).data().to_vec()).collect();
    let agreement =
        |model: &[f64], by: Comparison| mean(&subjects.iter().map(|s| by.of(model, s).unwrap()).collect::<Vec<_>>());
    for by in [Comparison::Pearson, Comparison::Spearman, Comparison::Cosine] {
        let best = pool(subjects.iter(), by);
        let upper = ceiling(&subjects, by).unwrap().upper;
        close(agreement(&best, by), upper, 1e-13);
        for seed in 10..40 {
            let noise = gaussian(1, 45, &mut rng(seed));
            let other: Vec<f64> = best.iter().zip(noise.data()).map(|(a, b)| a + 0.3 * b).collect();
            assert!(agreement(&other, by) < upper);
        }
    }
}

#[test]
fn tau_is_the_count_of_pairs() {
    // More ties than pairs that differ, in both lists; and nothing else than ties.
    close(Comparison::TauA.of(&[0.0, 0.0, 0.0, 0.0, 1.0], &[0.0, 0.0, 0.0, 0.0, 1.0]).unwrap(), 0.4, 1e-14);
    assert_eq!(Comparison::TauA.of(&[1.0; 5], &[0.0, 0.0, 1.0, 2.0, 3.0]), None);
    let sign = |x: f64| {
        if x > 0.0 {
            1.0
        } else if x < 0.0 {
            -1.0
        } else {
            0.0
        }
    };
    for (n, levels) in [(2, 3.0), (7, 3.0), (40, 5.0), (41, 1e9)] {
        let list = |seed| plain(seed, 1, n).data().iter().map(|x| (levels * x).floor()).collect::<Vec<f64>>();
        let (a, b) = (list(51), list(52));
        let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
        let sum: f64 = pairs.map(|(i, j)| sign(a[i] - a[j]) * sign(b[i] - b[j])).sum();
        if let Some(tau) = Comparison::TauA.of(&a, &b) {
            close(tau, sum / (n * (n - 1) / 2) as f64, 1e-14);
        }
    }
}

#[test]
fn rho_a_is_spearman_with_ties_broken_by_chance() {
    let list =
        |seed: u64, levels: f64| plain(seed, 1, 30).data().iter().map(|x| (levels * x).floor()).collect::<Vec<f64>>();
    let (a, b) = (list(53, 3.0), list(53, 7.0));
    let broken = |seed| {
        let mut rng = rng(seed);
        let jitter =
            |x: &[f64], rng: &mut _| -> Vec<f64> { x.iter().map(|x| x + 0.5 * trifactor::rng::uniform(rng)).collect() };
        let (a, b) = (jitter(&a, &mut rng), jitter(&b, &mut rng));
        Comparison::Spearman.of(&a, &b).unwrap()
    };
    let expected = Comparison::RhoA.of(&a, &b).unwrap();
    about(&(0..2000).map(broken).collect::<Vec<f64>>(), expected, 4.0, 0.0);
    assert!(Comparison::Spearman.of(&a, &b).unwrap() > expected + 0.01);
}

#[test]
fn comparisons_say_none_of_lists_without_direction() {
    for by in ALL {
        assert_eq!(by.of(&[0.0; 3], &[1.0, 2.0, 3.0]), None);
        close(by.of(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]).unwrap(), 1.0, 1e-14);
    }
    // 0.1 three times has a mean that is not 0.1.
    assert_eq!(Comparison::Pearson.of(&[0.1; 3], &[1.0, 2.0, 4.0]), None);
    close(Comparison::Pearson.of(&[1.0, 2.0, 3.0], &[-1.0, -2.0, -3.0]).unwrap(), -1.0, 1e-14);
    assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
}

#[test]
fn numbers_that_rounding_alone_sets_apart_are_tied_in_every_statistic_of_ranks() {
    // Patterns of four stimuli that are equal or opposite: 1 − r is 0 or 2, whatever their scale and offset. With these, of 6
    // pairs, 2 are 0 and 4 are 2, up to rounding.
    let waves = plain(71, 1, 37);
    let scaled = |scale: f64, offset: f64| waves.data().iter().map(|x| scale * x + offset).collect::<Vec<f64>>();
    let rows = [scaled(1.0, 0.0), scaled(0.3, 0.7), scaled(-1.7, 0.1), scaled(-0.11, -3.0)];
    let found = rdm::correlation(&Rows::new(rows.concat(), 37));
    let exact = [0.0, 2.0, 2.0, 2.0, 2.0, 0.0];
    all_close(&found, &exact, 1e-14);
    assert!(found.iter().zip(&exact).any(|(a, b)| a != b), "rounding is there: {found:?}");
    let model = [1.0, 4.0, 3.0, 6.0, 5.0, 2.0];
    // Of 15 pairs 8 are concordant, 7 tied. Ranks 1.5 and 4.5 beside 1 … 6: ρ = 12 / √(12 · 17.5).
    let of = |by: Comparison, x: &[f64]| by.of(x, &model).unwrap();
    close(of(Comparison::TauA, &exact), 8.0 / 15.0, 1e-15);
    close(of(Comparison::Spearman, &exact), 12.0 / (12.0 * 17.5_f64).sqrt(), 1e-15);
    close(of(Comparison::RhoA, &exact), 12.0 / 17.5, 1e-15);
    for by in [Comparison::TauA, Comparison::Spearman, Comparison::RhoA] {
        assert_eq!(of(by, &found), of(by, &exact), "{}", by.name());
        assert_eq!(by.of(&model, &found), by.of(&model, &exact), "{}", by.name());
        assert_eq!(pool([found.clone()].iter(), by), pool([exact.to_vec()].iter(), by));
    }
    assert_eq!(ranks(&found), [1.5, 4.5, 4.5, 4.5, 4.5, 1.5]);
    // What does not vary but for rounding has no correlation, of ranks or not.
    let flat = [0.3, 0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2, 0.3];
    assert!(flat[0] != flat[1]);
    for by in [Comparison::TauA, Comparison::Spearman, Comparison::RhoA, Comparison::Pearson] {
        assert_eq!((by.of(&flat, &model), by.of(&model, &flat)), (None, None), "{}", by.name());
    }
    // What single precision sets apart is apart.
    let next = f64::from(1.0_f32 + f32::EPSILON);
    assert_eq!(ranks(&[next, 1.0, 2.0]), [2.0, 1.0, 3.0]);
}

#[test]
fn crossvalidated_distances_are_not_raised_by_noise() {
    // Stimuli at a known distance, in three noisy repetitions: the plain distance of means is raised by 2 σ²/3.
    let (channels, noise) = (20, 0.8);
    let pattern = plain(61, 5, channels);
    let truth = rdm::euclidean(&pattern);
    let of = |seed| {
        let mut rng = rng(seed);
        let all: Vec<Rows> = (0..3).map(|_| plus(&pattern, &gaussian(5, channels, &mut rng), noise)).collect();
        let sum = plus(&plus(&all[0], &all[1], 1.0), &all[2], 1.0);
        let averaged = map(&sum, |row| row.iter().map(|x| x / 3.0).collect());
        (rdm::crossvalidated(&all, None).unwrap()[3], rdm::euclidean(&averaged)[3])
    };
    let (crossed, raw): (Vec<f64>, Vec<f64>) = (0..800).map(of).unzip();
    about(&crossed, truth[3], 4.0, 0.0);
    about(&raw, truth[3] + 2.0 * noise * noise / 3.0, 4.0, 0.0);
}

#[test]
fn triangles_are_read_row_by_row() {
    let square = Rows::new((0..16).map(f64::from).collect(), 4);
    assert_eq!(rdm::upper(&square), [1.0, 2.0, 3.0, 6.0, 7.0, 11.0]);
    assert_eq!(rdm::place(4, 1, 3), 4);
    assert_eq!([0, 1, 3, 6, 4186].map(rdm::stimuli), [1, 2, 3, 4, 92].map(Some));
    assert_eq!([2, 5, 4185].map(rdm::stimuli), [None; 3]);
}

#[test]
fn silent_patterns_correlate_with_nothing() {
    let x = Rows::new(vec![1.0, 1.0, 1.0, 0.0, 1.0, 2.0, 2.0, 1.0, 0.0], 3);
    all_close(&rdm::correlation(&x), &[1.0, 1.0, 2.0], 1e-14);
    // The mean of each pattern and its scale do not matter.
    let y = product(&plain(62, 4, 3), &plain(63, 3, 9));
    let other = map(&y, |row| row.iter().map(|v| row[0].exp() * v + row[1]).collect());
    all_close(&rdm::correlation(&other), &rdm::correlation(&y), 1e-11);
}

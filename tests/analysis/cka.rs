//! Centred kernel alignment, held to its definition over all quadruples of stimuli.

use crate::close::{about, close, deviation, mean};
use crate::cloud::{gaussian, map, plain, product, rng};
use trifactor::analysis::rows::Rows;
use trifactor::analysis::similarity::cka::{biased, unbiased};
use trifactor::analysis::subspace::random_basis;

/// The U-statistic of HSIC written out: the mean over ordered quadruples of distinct stimuli of
/// K_ij (L_ij + L_kl − 2 L_ik).
fn hsic(x: &Rows, y: &Rows) -> f64 {
    let (k, l, n) = (x.gram(), y.gram(), x.rows());
    let (mut sum, mut count) = (0.0, 0.0);
    for a in 0..n.pow(4) {
        let [i, j, q, r] = [a % n, a / n % n, a / n / n % n, a / n / n / n];
        if i != j && i != q && i != r && j != q && j != r && q != r {
            sum += k[(i, j)] * (l[(i, j)] + l[(q, r)] - 2.0 * l[(i, q)]);
            count += 1.0;
        }
    }
    sum / count
}

#[test]
fn unbiased_cka_is_the_ratio_of_u_statistics() {
    let (x, y) = (plain(41, 9, 4), plain(42, 9, 7));
    let y = Rows::new(y.data().iter().zip(product(&x, &plain(43, 4, 7)).data()).map(|(a, b)| a + b).collect(), 7);
    let expected = hsic(&x, &y) / (hsic(&x, &x) * hsic(&y, &y)).sqrt();
    close(unbiased(&x, &y).unwrap(), expected, 1e-12);
    assert!((biased(&x, &y).unwrap() - expected).abs() > 0.02, "the two differ");
}

#[test]
fn biased_cka_is_the_cosine_of_centred_kernels_however_it_is_computed() {
    let (x, y) = (plain(41, 9, 4), plain(42, 9, 7));
    let centred = |x: &Rows| x.centred().gram();
    let (k, l) = (centred(&x), centred(&y));
    let inner =
        |a: &faer::Mat<f64>, b: &faer::Mat<f64>| (0..81).map(|i| a[(i / 9, i % 9)] * b[(i / 9, i % 9)]).sum::<f64>();
    let expected = inner(&k, &l) / (inner(&k, &k) * inner(&l, &l)).sqrt();
    close(biased(&x, &y).unwrap(), expected, 1e-13);
    // The same features many times over: the kernels are only longer, and are taken the other way round.
    let many = map(&y, |row| row.repeat(3));
    close(biased(&x, &many).unwrap(), expected, 1e-13);
}

#[test]
fn unrelated_representations_have_no_unbiased_cka_but_much_biased() {
    // Golden: n × p, biased, and the deviation of unbiased over seeds.
    for (n, p, golden, spread, seeds) in [
        (50, 10, 0.171, 0.023, 40),
        (50, 100, 0.668, 0.020, 40),
        (50, 1000, 0.952, 0.034, 12),
        (500, 100, 0.166, 0.0025, 8),
    ] {
        let of = |seed| {
            let mut rng = rng(seed);
            let (x, y) = (gaussian(n, p, &mut rng), gaussian(n, p, &mut rng));
            (biased(&x, &y).unwrap(), unbiased(&x, &y).unwrap())
        };
        let (with, without): (Vec<f64>, Vec<f64>) = (0..seeds).map(of).unzip();
        about(&with, golden, 4.0, 0.001);
        println!("{n} × {p}: unbiased {:.4} ± {:.4}", mean(&without), deviation(&without));
        let error = spread / (seeds as f64).sqrt();
        assert!(mean(&without).abs() < 4.0 * error, "{n} × {p}: {}", mean(&without));
    }
}

#[test]
fn cka_sees_neither_rotation_scale_nor_shift_and_is_one_with_itself() {
    let (x, y) = (plain(44, 20, 6), plain(45, 20, 5));
    let turned = map(&product(&x, &random_basis(6, 6, 1)), |row| row.iter().map(|v| 3.0 * v + 7.0).collect());
    for cka in [biased, unbiased] {
        close(cka(&x, &x).unwrap(), 1.0, 1e-13);
        close(cka(&x, &turned).unwrap(), 1.0, 1e-11);
        close(cka(&turned, &y).unwrap(), cka(&x, &y).unwrap(), 1e-11);
        close(cka(&y, &x).unwrap(), cka(&x, &y).unwrap(), 1e-13);
        assert_eq!(cka(&x, &Rows::new(vec![2.0; 20], 1)), None);
    }
    assert_eq!(unbiased(&plain(1, 3, 4), &plain(2, 3, 4)), None);
}

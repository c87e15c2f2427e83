use super::*;
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;

const SIZES: [(usize, usize, usize); 14] = [
    (1, 1, 1),
    (1, 33, 257),
    (2, 10, 31),
    (3, 31, 3),
    (4, 64, 64),
    (5, 6, 1025),
    (6, 7, 17),
    (7, 257, 33),
    (31, 100, 65),
    (33, 3, 1),
    (64, 70, 2100),
    (129, 13, 130),
    (150, 130, 70),
    (300, 5, 900),
];

fn numbers(n: usize, seed: f32) -> Vec<f32> {
    (0..n).map(|i| ((i as f32 + 1.0) * seed).sin()).collect()
}

/// Σ_k a(k) b(k) with the sum of magnitudes, which bounds the error of any order.
fn exact(k: usize, a: impl Fn(usize) -> f32, b: impl Fn(usize) -> f32) -> (f64, f64) {
    (0..k).map(|k| f64::from(a(k)) * f64::from(b(k))).fold((0.0, 0.0), |(s, m), p| (s + p, m + p.abs()))
}

fn close(got: f32, (exact, magnitude): (f64, f64), k: usize, what: &str) {
    let bound = (magnitude + exact.abs()) * 6e-8 * (k as f64).sqrt().max(4.0) + 1e-30;
    assert!((f64::from(got) - exact).abs() <= bound, "{what}: {got} for {exact}");
}

fn bits(x: &[f32]) -> Vec<u32> {
    x.iter().map(|x| x.to_bits()).collect()
}

type Product = fn(&Pool, MatMut<'_>, Mat<'_>, Mat<'_>, Write);

/// [`combine`] with scratch of its own.
fn combined(pool: &Pool, c: MatMut<'_>, a: Mat<'_>, b: Mat<'_>, write: Write) {
    combine(pool, &mut Scratch::new(pool.threads()), c, a, b, write);
}

/// G as a matrix, with every element required to come exactly once.
fn gradient(threads: usize, r: usize, post: usize, pre: usize, delta: &[f32], x: &[f32]) -> Vec<f32> {
    let (mut g, mut count) = (vec![f32::NAN; post * pre], vec![0.0; post * pre]);
    let mut panels = Panels::new(threads, r, pre);
    panels.poison();
    let (delta, x) = (Mat::new(delta, r, post), Mat::new(x, r, pre));
    correlate(&Pool::new(threads).unwrap(), &mut panels, delta, x, [&mut g, &mut count], |i, j, piece, [g, count]| {
        assert!(i < post && j + piece.len() <= pre);
        g.copy_from_slice(piece);
        count.iter_mut().for_each(|c| *c += 1.0);
    });
    assert!(count.iter().all(|c| *c == 1.0));
    g
}

#[test]
fn products_with_strided_rows_match_double_precision() {
    let pool = Pool::new(1).unwrap();
    for (r, n, k) in SIZES {
        for write in [Write::Set, Write::Add] {
            let old = if write == Write::Set { f32::NAN } else { 0.75 };
            // Rows of C are followed by two numbers that must survive.
            let mut c = vec![old; r * (n + 2)];
            let (a, b) = (numbers(r * (k + 3), 0.37), numbers(n.max(k) * (k.max(n) + 1), 0.73));
            for (product, transposed) in [(propagate as Product, true), (combined, false)] {
                c.fill(old);
                let view = Mat::with_stride(&a, r, k, k + 3);
                let operand =
                    if transposed { Mat::with_stride(&b, n, k, k + 1) } else { Mat::with_stride(&b, k, n, n + 1) };
                product(&pool, MatMut::with_stride(&mut c[..r * (n + 2) - 2], r, n, n + 2), view, operand, write);
                for i in 0..r {
                    for j in 0..n {
                        let other = |k: usize| {
                            if transposed { operand.row(j)[k] } else { operand.row(k)[j] }
                        };
                        let (sum, magnitude) = exact(k, |k| view.row(i)[k], other);
                        let start = if write == Write::Add { 0.75 } else { 0.0 };
                        let what = format!("{r}x{n}x{k} {write:?} {transposed} [{i}, {j}]");
                        close(c[i * (n + 2) + j], (sum + start, magnitude + start), k, &what);
                    }
                    assert_eq!(bits(&c[i * (n + 2) + n..][..2]), bits(&[old; 2]));
                }
            }
        }
    }
}

#[test]
fn the_gradient_matches_double_precision_and_comes_once() {
    for (r, post, pre) in SIZES {
        let (delta, x) = (numbers(r * post, 0.37), numbers(r * pre, 0.73));
        let g = gradient(1, r, post, pre, &delta, &x);
        for (e, g) in g.into_iter().enumerate() {
            let (i, j) = (e / pre, e % pre);
            close(g, exact(r, |k| delta[k * post + i], |k| x[k * pre + j]), r, &format!("{r}x{post}x{pre} [{i}, {j}]"));
        }
    }
}

#[test]
fn an_element_has_the_same_bits_for_any_number_of_threads() {
    for (r, n, k) in [(64, 300, 200), (1, 2000, 300), (3, 1000, 1100), (257, 130, 64)] {
        let (a, b) = (numbers(r * k.max(n), 0.37), numbers(n * k, 0.73));
        let run = |threads| {
            let pool = Pool::new(threads).unwrap();
            let (mut c, mut d) = (vec![0.5; r * n], vec![0.5; r * n]);
            propagate(&pool, MatMut::new(&mut c, r, n), Mat::new(&a, r, k), Mat::new(&b, n, k), Write::Add);
            combined(&pool, MatMut::new(&mut d, r, n), Mat::new(&a, r, k), Mat::new(&b, k, n), Write::Add);
            [bits(&c), bits(&d), bits(&gradient(threads, r, n, k, &a[..r * n], &numbers(r * k, 0.51)))]
        };
        let one = run(1);
        assert!(run(2) == one && run(7) == one, "{r}x{n}x{k}");
    }
}

#[test]
fn a_replica_has_the_same_bits_alone_and_in_any_place_among_others() {
    let pool = Pool::new(1).unwrap();
    let (n, k) = (101, 1234);
    let (one, b) = (numbers(k, 0.31), numbers(n * k, 0.73));
    for product in [propagate as Product, combined] {
        let operand = |transposed: bool| {
            if transposed { Mat::new(&b, n, k) } else { Mat::new(&b, k, n) }
        };
        let operand = operand(std::ptr::fn_addr_eq(product, propagate as Product));
        let mut alone = vec![0.0; n];
        product(&pool, MatMut::new(&mut alone, 1, n), Mat::new(&one, 1, k), operand, Write::Set);
        for r in [2, 3, 4, 5, 9, 64, 140] {
            let a = one.repeat(r);
            let mut c = vec![f32::NAN; r * n];
            product(&pool, MatMut::new(&mut c, r, n), Mat::new(&a, r, k), operand, Write::Set);
            assert!(c.chunks(n).all(|row| bits(row) == bits(&alone)), "{r}");
        }
    }
}

#[test]
fn an_output_has_the_same_bits_alone_and_in_any_place_among_others() {
    let pool = Pool::new(1).unwrap();
    let (r, n, k) = (7, 150, 333);
    let (a, b) = (numbers(r * k, 0.31), numbers(n * k, 0.73));
    let (mut c, mut d) = (vec![0.0; r * n], vec![0.0; r * n]);
    let a = Mat::new(&a, r, k);
    propagate(&pool, MatMut::new(&mut c, r, n), a, Mat::new(&b, n, k), Write::Set);
    combined(&pool, MatMut::new(&mut d, r, n), a, Mat::new(&b, k, n), Write::Set);
    for range in [0..1, 3..10, 64..130, 149..150] {
        let mut part = vec![f32::NAN; r * range.len()];
        propagate(
            &pool,
            MatMut::new(&mut part, r, range.len()),
            a,
            Mat::new(&b, n, k).row_range(range.clone()),
            Write::Set,
        );
        assert!((0..r).all(|i| bits(&part[i * range.len()..][..range.len()]) == bits(&c[i * n..][range.clone()])));
        combined(
            &pool,
            MatMut::new(&mut part, r, range.len()),
            a,
            Mat::new(&b, k, n).col_range(range.clone()),
            Write::Set,
        );
        assert!((0..r).all(|i| bits(&part[i * range.len()..][..range.len()]) == bits(&d[i * n..][range.clone()])));
    }
}

#[test]
fn empty_products_write_zero_and_empty_outputs_nothing() {
    let pool = Pool::new(2).unwrap();
    for product in [propagate as Product, combined] {
        let mut c = [f32::NAN; 6];
        let none =
            if std::ptr::fn_addr_eq(product, propagate as Product) { Mat::new(&[], 3, 0) } else { Mat::new(&[], 0, 3) };
        product(&pool, MatMut::new(&mut c, 2, 3), Mat::new(&[], 2, 0), none, Write::Set);
        assert_eq!(c, [0.0; 6]);
        product(&pool, MatMut::new(&mut [], 0, 3), Mat::new(&[], 0, 0), none, Write::Set);
        product(&pool, MatMut::new(&mut [], 2, 0), Mat::new(&[], 2, 0), Mat::new(&[], 0, 0), Write::Set);
    }
    assert_eq!(gradient(2, 0, 2, 3, &[], &[]), [0.0; 6]);
    assert!(gradient(2, 4, 0, 3, &[], &[0.0; 12]).is_empty());
    assert!(gradient(2, 4, 3, 0, &[0.0; 12], &[]).is_empty());
}

#[test]
fn an_element_has_the_same_bits_on_machines_without_avx512() {
    use crate::engine::cpu::lanes::tests::{LEVEL, Level};
    let pool = Pool::new(1).unwrap();
    for (r, n, k) in SIZES {
        let (a, b) = (numbers(r * k.max(n), 0.37), numbers(n * k, 0.73));
        let run = |level| {
            LEVEL.set(level);
            let (mut c, mut d) = (vec![0.5; r * n], vec![0.5; r * n]);
            propagate(&pool, MatMut::new(&mut c, r, n), Mat::new(&a, r, k), Mat::new(&b, n, k), Write::Add);
            combined(&pool, MatMut::new(&mut d, r, n), Mat::new(&a, r, k), Mat::new(&b, k, n), Write::Add);
            let g = gradient(1, r, n, k, &a[..r * n], &numbers(r * k, 0.51));
            LEVEL.set(Level::Best);
            [bits(&c), bits(&d), bits(&g)]
        };
        let best = run(Level::Best);
        assert!(run(Level::Array) == best, "{r}x{n}x{k}");
        #[cfg(target_arch = "x86_64")]
        if pulp::x86::V3::try_new().is_some() {
            assert!(run(Level::Avx2) == best, "{r}x{n}x{k}");
        }
    }
}

#[test]
fn weights_of_half_precision_give_the_bits_of_the_same_weights_in_single_precision() {
    use crate::engine::cpu::lanes::tests::{LEVEL, Level};
    use crate::real::Half;
    for (r, n, k) in SIZES {
        let x = numbers(r * k, 0.37);
        let half: Vec<Half> = numbers(n * k, 0.73).into_iter().map(Half::of).collect();
        let single: Vec<f32> = half.iter().map(|w| w.to_f32()).collect();
        for level in [Level::Best, Level::Avx2, Level::Array] {
            for threads in [1, 3] {
                let pool = Pool::new(threads).unwrap();
                let (mut c, mut d) = (vec![0.5; r * n], vec![0.5; r * n]);
                let x = Mat::new(&x, r, k);
                // The level is that of this thread: the others use their best.
                LEVEL.set(level);
                propagate(&pool, MatMut::new(&mut c, r, n), x, Mat::new(&half, n, k), Write::Add);
                LEVEL.set(Level::Best);
                propagate(&pool, MatMut::new(&mut d, r, n), x, Mat::new(&single, n, k), Write::Add);
                assert!(bits(&c) == bits(&d), "{r}x{n}x{k}");
            }
        }
    }
}

#[test]
fn either_end_of_the_weights_first_gives_the_same_bits() {
    let pool = Pool::new(2).unwrap();
    for (r, n, k) in SIZES {
        let (x, w) = (numbers(r * k, 0.37), numbers(n * k, 0.73));
        let [down, up] = [Sweep::Down, Sweep::Up].map(|sweep| {
            let mut c = vec![0.5; r * n];
            let to = MatMut::new(&mut c, r, n);
            propagate_from(sweep, &pool, to, Mat::new(&x, r, k), Mat::new(&w, n, k), Write::Add);
            bits(&c)
        });
        assert!(up == down, "{r}x{n}x{k}");
    }
}

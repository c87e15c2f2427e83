use super::*;
use crate::circuit::connectivity::{Connectivity, Csr, Probability, Sides};
use crate::engine::cpu::gemm::Write;
use crate::engine::cpu::lanes::tests::{LEVEL, Level};
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;
use crate::rng::Stream;

/// With every instruction set; what is compared must have the same bits with all of them (worker threads keep the best).
fn at_every_level(check: impl Fn()) {
    for level in [Level::Best, Level::Avx2, Level::Array] {
        LEVEL.set(level);
        check();
    }
    LEVEL.set(Level::Best);
}

fn numbers(count: usize, purpose: &str) -> Vec<f32> {
    let mut data = vec![0.0; count];
    Stream::new(1, purpose).fill_normal(0, 0, &mut data);
    data
}

fn some(post: usize, pre: usize, p: f64) -> Csr {
    Connectivity::from(Probability { p }).draw(Sides::plain(post, pre), 1, "a_b")
}

fn scratch(neurons: usize, replicas: usize) -> Scratch {
    let room = || {
        let mut room = Buffer::zeros(turned_len(neurons, replicas));
        room.fill(f32::NAN);
        room
    };
    Scratch { first: room(), second: room() }
}

/// Post, pre, probability.
const SHAPES: [(usize, usize, f64); 5] = [(1, 1, 1.0), (33, 70, 0.2), (257, 31, 0.05), (16, 16, 1.0), (40, 300, 0.5)];

#[test]
fn gathered_sums_are_those_of_the_terms_in_any_number_of_replicas_and_threads() {
    at_every_level(|| {
        for (post, pre, p) in SHAPES {
            let csr = some(post, pre, p);
            let weights = numbers(csr.len(), "w");
            let (targets, places) = csr.transposed(pre);
            for (rows, places, m) in [(&csr, None, pre), (&targets, Some(&places[..]), post)] {
                let n = rows.rows();
                let (x, old) = (numbers(130 * m, "x"), numbers(130 * n, "c"));
                let with = |replicas: usize, first: usize, threads, write| {
                    let mut c = old[first * n..(first + replicas) * n].to_vec();
                    let terms = Terms { rows, weights: &weights, places };
                    let (out, x) = (MatMut::new(&mut c, replicas, n), Mat::new(&x[first * m..], replicas, m));
                    gather(&Pool::new(threads).unwrap(), &mut scratch(m, replicas), out, x, &terms, write);
                    c
                };
                let whole = with(130, 0, 1, Write::Set);
                let added = with(130, 0, 1, Write::Add);
                for r in 0..130 {
                    for i in 0..n {
                        let terms = rows.row(i).map(|t| {
                            let place = places.map_or(t, |places| places[t] as usize);
                            f64::from(weights[place]) * f64::from(x[r * m + rows.columns()[t] as usize])
                        });
                        let sum: f64 = terms.sum();
                        assert!(
                            (f64::from(whole[r * n + i]) - sum).abs() < 1e-5 * (1.0 + rows.row(i).len() as f64).sqrt()
                        );
                        assert_eq!(added[r * n + i], old[r * n + i] + whole[r * n + i]);
                    }
                }
                for (replicas, first) in [(1, 0), (1, 129), (3, 50), (4, 60), (5, 63), (17, 1), (64, 64), (66, 64)] {
                    let alone = with(replicas, first, 1, Write::Set);
                    assert!(alone == whole[first * n..(first + replicas) * n], "{replicas} from {first}");
                }
                for threads in [2, 5] {
                    assert!(
                        with(130, 0, threads, Write::Set) == whole && with(2, 0, threads, Write::Set) == whole[..2 * n]
                    );
                }
            }
        }
    });
}

#[test]
fn every_synapse_is_correlated_once_with_any_number_of_threads() {
    at_every_level(|| {
        for (post, pre, p) in SHAPES {
            let csr = some(post, pre, p);
            for replicas in [1, 7, 8, 16, 33] {
                let (delta, x) = (numbers(replicas * post, "d"), numbers(replicas * pre, "x"));
                let with = |threads| {
                    let (mut state, mut order) = (vec![0.5_f32; csr.len()], vec![0.0; csr.len()]);
                    let of = Correlation {
                        synapses: &csr,
                        delta: Mat::new(&delta, replicas, post),
                        x: Mat::new(&x, replicas, pre),
                    };
                    let (pool, mut scratch) = (Pool::new(threads).unwrap(), scratch(post.max(pre), replicas));
                    let states: [&mut [f32]; 3] = [&mut state, &mut order, &mut []];
                    correlate(&pool, &mut scratch, of, states, |first, g, [state, order, none]| {
                        assert!(none.is_empty());
                        state.iter_mut().zip(g).for_each(|(s, g)| *s += g);
                        order.iter_mut().enumerate().for_each(|(i, o)| *o += (first + i) as f32);
                    });
                    assert!(order.iter().enumerate().all(|(i, o)| *o == i as f32));
                    state
                };
                let one = with(1);
                for (found, (i, j)) in one.iter().zip(csr.iter()) {
                    let sum: f64 =
                        (0..replicas).map(|r| f64::from(delta[r * post + i]) * f64::from(x[r * pre + j])).sum();
                    assert!((f64::from(*found) - 0.5 - sum).abs() < 1e-5 * (replicas as f64).sqrt());
                }
                assert!(with(2) == one && with(5) == one);
            }
        }
    });
}

#[test]
fn no_synapses_at_all_are_no_trouble() {
    let csr = some(20, 20, 1e-9);
    assert!(csr.is_empty());
    for replicas in [1, 20] {
        let (x, mut c) = (numbers(replicas * 20, "x"), vec![f32::NAN; replicas * 20]);
        let (pool, mut scratch) = (Pool::new(2).unwrap(), scratch(20, replicas));
        let (x, terms) = (Mat::new(&x, replicas, 20), Terms { rows: &csr, weights: &[], places: None });
        gather(&pool, &mut scratch, MatMut::new(&mut c, replicas, 20), x, &terms, Write::Set);
        assert!(c.iter().all(|c| *c == 0.0));
        let of = Correlation { synapses: &csr, delta: x, x };
        correlate(&pool, &mut scratch, of, [&mut []], |_, _, _| panic!("there is no synapse"));
    }
}

use super::Pool;
use crate::engine::cpu::mat::{Mat, MatMut};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

fn pools() -> impl Iterator<Item = Pool> {
    [1, 2, 7].into_iter().map(|n| Pool::new(n).unwrap())
}

#[test]
fn every_row_is_visited_once_with_its_own_outputs() {
    for pool in pools() {
        for rows in [0, 1, 2, 6, 7, 8, 100] {
            let (mut a, mut b) = (vec![0; rows * 3], vec![0; rows]);
            pool.split(rows, 1, [(&mut a, 3), (&mut b, 1)], |range, [a, b]| {
                for (row, (a, b)) in range.zip(a.chunks_mut(3).zip(b)) {
                    a.iter_mut().for_each(|a| *a += row + 1);
                    *b += row + 1;
                }
            });
            assert!(a.iter().enumerate().all(|(i, a)| *a == i / 3 + 1));
            assert!(b.iter().enumerate().all(|(i, b)| *b == i + 1));
        }
    }
}

#[test]
fn columns_are_disjoint_and_covered() {
    for pool in pools() {
        let (mut data, mut scratch) = (vec![0.0; 3 * 50], vec![0; pool.threads()]);
        let c = MatMut::with_stride(&mut data, 3, 40, 50);
        pool.columns(c, 1, &mut scratch, |range, mut own, count| {
            *count += range.len();
            for i in 0..3 {
                let numbers = range.clone().map(|j| (i * 40 + j) as f32 + 1.0);
                own.row(i).iter_mut().zip(numbers).for_each(|(x, n)| *x += n);
            }
        });
        assert_eq!(scratch.iter().sum::<usize>(), 40);
        let view = Mat::with_stride(&data, 3, 40, 50);
        assert!((0..120).all(|i| view.row(i / 40)[i % 40] == i as f32 + 1.0));
        assert!(data[40..50].iter().all(|x| *x == 0.0));
    }
}

#[test]
fn fewer_rows_than_two_grains_stay_on_the_caller() {
    let caller = std::thread::current().id();
    for pool in pools() {
        let calls = AtomicUsize::new(0);
        pool.ranges(19, 10, |_, range| {
            assert_eq!((range, std::thread::current().id()), (0..19, caller));
            calls.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(calls.into_inner(), 1);
    }
}

#[test]
fn every_thread_takes_part_every_time_and_the_caller_is_number_zero() {
    let caller = std::thread::current().id();
    for pool in pools() {
        let seen: Vec<AtomicUsize> = (0..pool.threads()).map(|_| AtomicUsize::new(0)).collect();
        for _ in 0..3_000 {
            pool.run(&|part| {
                assert_eq!(part == 0, std::thread::current().id() == caller);
                seen[part].fetch_add(1, Ordering::Relaxed);
            });
        }
        assert!(seen.iter().all(|seen| seen.load(Ordering::Relaxed) == 3_000));
    }
}

#[test]
fn workers_that_went_to_sleep_are_woken() {
    for pool in pools() {
        for _ in 0..20 {
            std::thread::sleep(std::time::Duration::from_millis(3));
            let count = AtomicUsize::new(0);
            pool.run(&|_| {
                count.fetch_add(1, Ordering::Relaxed);
            });
            assert_eq!(count.into_inner(), pool.threads());
        }
    }
}

#[test]
fn a_caller_that_waits_long_is_woken() {
    for pool in pools() {
        let count = AtomicUsize::new(0);
        pool.run(&|part| {
            if part != 0 {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            count.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(count.into_inner(), pool.threads());
    }
}

#[test]
fn a_panic_in_any_part_reaches_the_caller_and_the_pool_goes_on() {
    for pool in pools() {
        for bad in 0..pool.threads() {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                pool.run(&|part| {
                    if part == bad {
                        std::panic::panic_any(bad);
                    }
                });
            }));
            assert_eq!(outcome.unwrap_err().downcast_ref(), Some(&bad));
            let mut items = vec![0; 30];
            pool.each(&mut items, |i, item| *item = i);
            assert!(items.into_iter().eq(0..30));
        }
    }
}

#[test]
fn a_nested_call_runs_where_it_is_made() {
    // The only way to reach a pool from its own part: thread-local storage.
    thread_local!(static POOL: Pool = Pool::new(3).unwrap());
    let count = AtomicUsize::new(0);
    let nested = || {
        POOL.with(|pool| {
            pool.run(&|_| {
                count.fetch_add(1, Ordering::Relaxed);
            });
        });
    };
    POOL.with(|pool| {
        pool.run(&|part| {
            if part == 0 {
                nested()
            }
        })
    });
    assert_eq!(count.into_inner(), 3);
}

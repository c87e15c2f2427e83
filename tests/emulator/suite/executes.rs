//! Kernels without a fault do what they say, in every order of their threads.

use crate::rig::{Driven, Gpu, Shape, child, sanitized_for, shape};

#[repr(C)]
struct Add {
    out: u64,
    a: u64,
    b: u64,
    n: u32,
}

#[repr(C)]
struct Sum {
    sum: u64,
    positive: u64,
    data: u64,
    n: u32,
}

#[repr(C)]
struct Together {
    total: u64,
    arrived: u64,
    seen: u64,
    rounds: u32,
}

fn numbers(n: u16) -> Vec<f32> {
    (0..n).map(|i| f32::from(i % 37) - 11.0).collect()
}

#[test]
fn a_ragged_grid_computes_every_element_and_no_other() {
    let Some(gpu) = Gpu::open() else { return };
    let data = numbers(1000);
    let add = || -> Driven<Vec<f32>> {
        let (a, b) = (gpu.upload(&data)?, gpu.upload(&data)?);
        let out = gpu.alloc(1001)?;
        gpu.launch("add", shape(8, 128), Add { out: out.address, a: a.address, b: b.address, n: 1000 })?;
        gpu.download(out)
    };
    let out = add().expect("no error");
    assert!(out[..1000].iter().zip(&data).all(|(sum, x)| *sum == 2.0 * x));
    assert!(out[1000].is_nan(), "memory begins as NaN");
}

#[test]
fn a_barrier_parts_writing_from_reading_in_every_order() {
    let test = "executes::a_barrier_parts_writing_from_reading_in_every_order";
    if crate::rig::load().is_none() {
        return;
    }
    let data = numbers(192);
    let want: Vec<f32> = data.chunks(64).flat_map(|part| part.iter().rev().copied()).collect();
    for order in ["up", "down", "1", "2"] {
        let report = child(test, &[("ORDER", order)], || {
            let gpu = Gpu::open().expect("loaded above");
            let buffer = gpu.upload(&data).expect("no error");
            gpu.launch("reverse", shape(3, 64), buffer.address).expect("no error");
            format!("{:?}", gpu.download::<f32>(buffer).expect("no error"))
        });
        assert_eq!(report.answer(), format!("{want:?}"), "{order}");
    }
}

#[test]
fn shuffles_votes_atomics_and_shared_memory_sum_a_vector() {
    let Some(gpu) = Gpu::open() else { return };
    let data = numbers(777);
    let run = || -> Driven<(f32, u32)> {
        let (x, sum, positive) = (gpu.upload(&data)?, gpu.upload(&[0.0f32])?, gpu.upload(&[0u32])?);
        let args = Sum { sum: sum.address, positive: positive.address, data: x.address, n: 777 };
        gpu.launch("sum", Shape { dynamic: 16, ..shape(7, 128) }, args)?;
        Ok((gpu.download(sum)?[0], gpu.download(positive)?[0]))
    };
    let (sum, positive) = run().expect("no error");
    // Small whole numbers: exact in any order.
    assert_eq!(sum, data.iter().sum::<f32>());
    assert_eq!(positive as usize, data.iter().filter(|x| **x > 0.0).count());
}

#[test]
fn every_shuffle_reads_the_lane_that_cuda_says() {
    let Some(gpu) = Gpu::open() else { return };
    let out = gpu.alloc(160).expect("no error");
    gpu.launch("shuffles", shape(1, 32), out.address).expect("no error");
    let out: Vec<f32> = gpu.download(out).expect("no error");
    let lanes = |f: fn(u16) -> u16| (0..32).map(|lane| f32::from(f(lane))).collect::<Vec<f32>>();
    assert_eq!(out[..32], lanes(|lane| lane / 8 * 8 + 3));
    assert_eq!(out[32..64], lanes(|lane| if lane % 16 < 2 { lane } else { lane - 2 }));
    assert_eq!(out[64..96], lanes(|lane| if lane % 16 > 13 { lane } else { lane + 2 }));
    assert_eq!(out[96..128], lanes(|lane| lane ^ 5));
    let masked = &out[128..160];
    assert!(masked[..8].iter().enumerate().all(|(lane, x)| *x == lane as f32 + 8.0));
    assert!(masked[8..16].iter().all(|x| x.is_nan()), "a lane that the mask does not name is poison: {masked:?}");
    assert!(masked[16..].iter().all(|x| *x == 0.0));
}

#[test]
fn blocks_of_a_cooperative_launch_wait_for_each_other() {
    let test = "executes::blocks_of_a_cooperative_launch_wait_for_each_other";
    if crate::rig::load().is_none() {
        return;
    }
    // AddressSanitizer has one copy of the shared arrays, so one block.
    let (blocks, rounds): (u32, u32) = (if sanitized_for("address") { 1 } else { 5 }, 4);
    for order in ["up", "down", "3"] {
        let report = child(test, &[("ORDER", order), ("SMS", "3")], || {
            let gpu = Gpu::open().expect("loaded above");
            let run = || -> Driven<Vec<u32>> {
                let (total, arrived) = (gpu.upload(&[0u32])?, gpu.upload(&[0u32])?);
                let seen = gpu.alloc((blocks * rounds) as usize)?;
                let args = Together { total: total.address, arrived: arrived.address, seen: seen.address, rounds };
                gpu.launch("together", Shape { cooperative: true, ..shape(blocks, 64) }, args)?;
                gpu.download(seen)
            };
            format!("{:?}", run().expect("no error"))
        });
        let want: Vec<u32> = (0..rounds * blocks).map(|i| (i / blocks + 1) * 3 * blocks).collect();
        assert_eq!(report.answer(), format!("{want:?}"), "{order}");
    }
}

#[test]
fn shared_memory_is_nan_at_the_start_of_every_block() {
    let Some(gpu) = Gpu::open() else { return };
    if sanitized_for("address") {
        return; // shared arrays lie between red zones there, and are not filled
    }
    for _ in 0..2 {
        let out = gpu.alloc(128).expect("no error");
        gpu.launch("fresh", Shape { dynamic: 128, ..shape(2, 32) }, out.address).expect("no error");
        let out: Vec<f32> = gpu.download(out).expect("no error");
        assert!(out.iter().all(|x| x.is_nan()), "{out:?}");
    }
}

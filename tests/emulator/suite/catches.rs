//! Planted faults are found.

use crate::rig::{Gpu, Report, Shape, child, line, load, shape};

#[repr(C)]
struct Data {
    data: u64,
    n: u32,
}

/// Runs a kernel of `faulty.cu` in a child, over 64 numbers; the answer is what they have become, or the error.
fn run(test: &str, kernel: &str, settings: &[(&str, &str)], shape: Shape, len: u16, n: u32) -> Option<Report> {
    load()?;
    Some(child(test, settings, || {
        let gpu = Gpu::open().expect("loaded above");
        let data: Vec<f32> = (0..len).map(f32::from).collect();
        let buffer = gpu.upload(&data).expect("no error");
        let launched = gpu.launch(kernel, shape, Data { data: buffer.address, n });
        line(&launched.and_then(|()| gpu.download::<f32>(buffer)))
    }))
}

#[test]
fn a_missing_barrier_before_reading_shows_as_nan_or_in_another_order() {
    let test = "catches::a_missing_barrier_before_reading_shows_as_nan_or_in_another_order";
    let want: Vec<f32> = (0..64u16).rev().map(f32::from).collect();
    for order in ["up", "down", "1"] {
        let settings = [("ORDER", order)];
        let Some(report) = run(test, "reverse_unsynchronised", &settings, shape(1, 64), 64, 0) else { return };
        assert_ne!(report.answer(), format!("{want:?}"), "{order}");
        assert!(report.answer().contains("NaN"), "{}", report.answer());
    }
}

#[test]
fn a_race_that_leaves_no_nan_differs_between_orders() {
    let test = "catches::a_race_that_leaves_no_nan_differs_between_orders";
    let mut answers = Vec::new();
    for order in ["up", "down"] {
        let settings = [("ORDER", order)];
        let Some(report) = run(test, "last_one_wins", &settings, shape(1, 64), 64, 0) else { return };
        answers.push(report.answer().to_string());
    }
    assert_ne!(answers[0], answers[1]);
}

#[test]
fn a_barrier_missing_between_rounds_differs_between_orders() {
    let test = "catches::a_barrier_missing_between_rounds_differs_between_orders";
    let want: Vec<f32> = (0..64u16).map(|i| f32::from((i + 4) % 64)).collect();
    let mut wrong = 0;
    for order in ["up", "down", "1"] {
        let settings = [("ORDER", order)];
        let Some(report) = run(test, "rotate_unsynchronised", &settings, shape(1, 64), 64, 0) else { return };
        wrong += usize::from(report.answer() != format!("{want:?}"));
    }
    assert!(wrong >= 2, "only {wrong} of 3 orders show it");
}

#[test]
fn a_write_past_the_end_is_an_illegal_address() {
    let test = "catches::a_write_past_the_end_is_an_illegal_address";
    let Some(report) = run(test, "one_past_the_end", &[], shape(1, 32), 16, 16) else { return };
    assert_eq!(report.answer(), "CUDA_ERROR_ILLEGAL_ADDRESS");
    report.says(&["kernel one_past_the_end", "thread (16, 0, 0)", "0 bytes past the end of an allocation of 64 bytes"]);
}

#[test]
fn a_write_within_the_last_16_bytes_is_found_when_the_stream_is_waited_for() {
    let test = "catches::a_write_within_the_last_16_bytes_is_found_when_the_stream_is_waited_for";
    let Some(report) = run(test, "one_past_the_end", &[], shape(1, 32), 15, 15) else { return };
    assert_eq!(report.answer(), "CUDA_ERROR_ILLEGAL_ADDRESS");
    report.says(&["a kernel wrote 0 bytes past the end of an allocation of 60 bytes"]);
}

#[test]
fn a_write_before_the_start_is_found_when_the_stream_is_waited_for() {
    let test = "catches::a_write_before_the_start_is_found_when_the_stream_is_waited_for";
    let Some(report) = run(test, "one_before_the_start", &[], shape(1, 32), 32, 0) else { return };
    assert_eq!(report.answer(), "CUDA_ERROR_ILLEGAL_ADDRESS");
    report.says(&["bytes before the start of an allocation of 128 bytes"]);
}

#[test]
fn a_write_past_dynamic_shared_memory_is_an_illegal_address() {
    let test = "catches::a_write_past_dynamic_shared_memory_is_an_illegal_address";
    let shape = Shape { dynamic: 128, ..shape(1, 32) };
    let Some(report) = run(test, "past_dynamic_shared_memory", &[], shape, 32, 2) else { return };
    assert_eq!(report.answer(), "CUDA_ERROR_ILLEGAL_ADDRESS");
    report.says(&["0 bytes past the end of dynamic shared memory, which has 128 bytes"]);
}

#[test]
fn a_barrier_that_not_all_threads_reach_is_a_deadlock() {
    let test = "catches::a_barrier_that_not_all_threads_reach_is_a_deadlock";
    let Some(report) = run(test, "divergent_barrier", &[], shape(1, 64), 64, 0) else { return };
    assert_eq!(report.answer(), "CUDA_ERROR_LAUNCH_FAILED");
    report.says(&["deadlock at faulty.cu:", "of 64 threads, 32 wait at a barrier", "32 have returned"]);
}

#[test]
fn threads_that_wait_at_different_barriers_are_told_which() {
    let test = "catches::threads_that_wait_at_different_barriers_are_told_which";
    let Some(report) = run(test, "two_barriers", &[], shape(1, 64), 64, 0) else { return };
    assert_eq!(report.answer(), "CUDA_ERROR_LAUNCH_FAILED");
    report.says(&["thread (32, 0, 0): waits at the barrier in faulty.cu:", "while others wait at the one in"]);
}

#[test]
fn a_shuffle_with_a_lane_that_has_returned_is_refused() {
    let test = "catches::a_shuffle_with_a_lane_that_has_returned_is_refused";
    let Some(report) = run(test, "lane_left_out", &[("ORDER", "down")], shape(1, 32), 32, 0) else { return };
    assert_eq!(report.answer(), "CUDA_ERROR_LAUNCH_FAILED");
    report.says(&["names lane 7, which has returned"]);
}

#[test]
fn polling_for_what_never_comes_ends() {
    let test = "catches::polling_for_what_never_comes_ends";
    let Some(report) = run(test, "waits_for_nothing", &[], shape(1, 32), 32, 0) else { return };
    assert_eq!(report.answer(), "CUDA_ERROR_LAUNCH_FAILED");
    report.says(&["livelock: 1 blocks poll for what none of them does"]);
}

#[test]
fn a_failed_assertion_names_its_line() {
    let test = "catches::a_failed_assertion_names_its_line";
    let Some(report) = run(test, "asserts", &[], shape(1, 32), 32, 9) else { return };
    assert_eq!(report.answer(), "CUDA_ERROR_ASSERT");
    report.says(&["thread (9, 0, 0): assert(threadIdx.x < p.n) at faulty.cu:"]);
}

#[test]
fn stale_ptx_is_refused() {
    let Some(gpu) = Gpu::open() else { return };
    for (kernel, result) in [
        ("stale_parameters", "CUDA_ERROR_INVALID_IMAGE"),
        ("stale_threads", "CUDA_ERROR_INVALID_IMAGE"),
        ("not_in_the_sources", "CUDA_ERROR_NOT_FOUND"),
        ("not_in_the_ptx", "CUDA_ERROR_NOT_FOUND"),
    ] {
        assert_eq!(line(&gpu.kernel(kernel).map(|_| ())), result, "{kernel}");
    }
}

#[test]
fn launches_that_a_device_would_refuse_are_refused() {
    let Some(gpu) = Gpu::open() else { return };
    let launch = |shape| line(&gpu.launch("reverse", shape, 0u64));
    assert_eq!(launch(shape(1, 96)), "CUDA_ERROR_INVALID_VALUE", "more threads than the launch bound");
    assert_eq!(launch(shape(0, 64)), "CUDA_ERROR_INVALID_VALUE", "an empty grid");
    assert_eq!(launch(Shape { dynamic: 50_000, ..shape(1, 64) }), "CUDA_ERROR_INVALID_VALUE", "too much shared memory");
    let cooperative = Shape { cooperative: true, ..shape(10_000, 64) };
    assert_eq!(launch(cooperative), "CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE");
}

//! Machines that a user may have: each gives the result that a driver gives there.

use crate::rig::{Gpu, child, line, load, module};
use cudarc::driver::result;

/// What opening a device says in some environment.
fn open(test: &str, settings: &[(&str, &str)]) -> Option<String> {
    load()?;
    let report = child(test, settings, || line(&Gpu::on_device(0).map(|gpu| gpu.context.name().expect("a name"))));
    Some(report.answer().to_string())
}

#[test]
fn a_machine_without_a_device_says_so() {
    let test = "fails::a_machine_without_a_device_says_so";
    let Some(answer) = open(test, &[("DEVICES", "0")]) else { return };
    assert_eq!(answer, "CUDA_ERROR_NO_DEVICE");
}

#[test]
fn a_driver_that_does_not_start_gives_its_own_result() {
    let test = "fails::a_driver_that_does_not_start_gives_its_own_result";
    let Some(answer) = open(test, &[("INIT", "803")]) else { return };
    assert_eq!(answer, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH");
}

#[test]
fn an_old_device_refuses_the_target() {
    let test = "fails::an_old_device_refuses_the_target";
    let Some(answer) = open(test, &[("SM", "70")]) else { return };
    assert_eq!(answer, "CUDA_ERROR_NO_BINARY_FOR_GPU");
}

#[test]
fn an_old_driver_refuses_the_ptx() {
    let test = "fails::an_old_driver_refuses_the_ptx";
    // CUDA 12.4 reads PTX up to 8.4; that of these tests is 8.5, which 12.5 and 12.6 read.
    let mut answers = Vec::new();
    for driver in ["12.4", "12.6", "11.8"] {
        let Some(answer) = open(test, &[("DRIVER", driver)]) else { return };
        answers.push(answer);
    }
    let (refused, opened) = ("CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "\"CPU emulation of sm_90\"");
    assert_eq!(answers, [refused, opened, refused]);
}

#[test]
fn a_small_device_runs_out_of_memory() {
    let test = "fails::a_small_device_runs_out_of_memory";
    if load().is_none() {
        return;
    }
    let report = child(test, &[("MEMORY", "1000")], || {
        let gpu = Gpu::open().expect("loaded above");
        let allocations: Vec<String> = [200, 60, 40].map(|len| line(&gpu.alloc(len).map(|_| "fits"))).into();
        let (free, total) = result::mem_get_info().expect("no error");
        format!("{} {free} of {total}", allocations.join(" "))
    });
    assert_eq!(report.answer(), "\"fits\" CUDA_ERROR_OUT_OF_MEMORY \"fits\" 40 of 1000");
}

#[test]
fn there_may_be_several_devices() {
    let test = "fails::there_may_be_several_devices";
    if load().is_none() {
        return;
    }
    let report = child(test, &[("DEVICES", "2")], || {
        let second = Gpu::on_device(1).expect("a second device");
        second.alloc(1000).expect("memory");
        let count = result::device::get_count().expect("no error");
        let (second_free, total) = result::mem_get_info().expect("no error");
        let _first = Gpu::on_device(0).expect("a first device");
        let (first_free, _) = result::mem_get_info().expect("no error");
        let third = line(&Gpu::on_device(2).map(|_| ()));
        format!("{count} {} {} {third}", total - second_free, total - first_free)
    });
    assert_eq!(report.answer(), "2 4000 0 CUDA_ERROR_INVALID_DEVICE");
}

#[test]
fn what_is_not_ptx_is_refused() {
    let Some(_gpu) = Gpu::open() else { return };
    for (text, result) in [
        ("", "CUDA_ERROR_INVALID_PTX"),
        (".version 8.0", "CUDA_ERROR_INVALID_PTX"),
        (".version 8.0 .target sm_90a", "()"),
        (".version 8.0 .target sm_100a", "CUDA_ERROR_NO_BINARY_FOR_GPU"),
    ] {
        assert_eq!(line(&module(text).map(|_| ())), result, "{text}");
    }
}

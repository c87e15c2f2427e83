//! Streams and graphs.

use crate::rig::{Driven, Gpu, child, line, load, shape};
use cudarc::driver::{result, sys};

const THREAD_LOCAL: sys::CUstreamCaptureMode = sys::CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;

/// Captures what `body` issues. SAFETY of all of it: the stream lives as long as the device.
fn capture(gpu: &Gpu, body: impl FnOnce() -> Driven<()>) -> Driven<sys::CUgraphExec> {
    unsafe { result::stream::begin_capture(gpu.stream, THREAD_LOCAL) }?;
    let issued = body();
    let graph = unsafe { result::stream::end_capture(gpu.stream) };
    issued?;
    let mut executable = std::ptr::null_mut();
    unsafe { sys::cuGraphInstantiateWithFlags(&raw mut executable, graph?, 0) }.result()?;
    Ok(executable)
}

#[test]
fn capturing_runs_nothing_and_every_launch_of_a_graph_runs_all() {
    let Some(gpu) = Gpu::open() else { return };
    let data: Vec<f32> = (0..64u16).map(f32::from).collect();
    let reversed: Vec<f32> = data.iter().rev().copied().collect();
    let run = || -> Driven<()> {
        let buffer = gpu.upload(&data)?;
        let other = gpu.upload(&data)?;
        let once = capture(&gpu, || gpu.launch("reverse", shape(1, 64), buffer.address))?;
        let twice = capture(&gpu, || {
            gpu.launch("reverse", shape(1, 64), other.address)?;
            gpu.launch("reverse", shape(1, 64), other.address)
        })?;
        assert_eq!(gpu.download::<f32>(buffer)?, data, "capturing runs nothing");
        for round in 0..3 {
            // SAFETY: graph and stream live.
            unsafe { result::graph::launch(once, gpu.stream) }?;
            unsafe { result::graph::launch(twice, gpu.stream) }?;
            assert_eq!(gpu.download::<f32>(buffer)?, if round % 2 == 0 { reversed.clone() } else { data.clone() });
            assert_eq!(gpu.download::<f32>(other)?, data);
        }
        Ok(())
    };
    run().expect("no error");
}

#[test]
fn memory_cannot_be_allocated_while_a_stream_is_captured() {
    let Some(gpu) = Gpu::open() else { return };
    let mut refused = None;
    let captured = capture(&gpu, || {
        refused = Some(line(&gpu.alloc(1).map(|_| ())));
        Ok(())
    });
    assert_eq!(refused.as_deref(), Some("CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"));
    assert_eq!(line(&captured), "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED");
}

#[test]
fn a_stream_cannot_be_waited_for_while_it_is_captured() {
    let Some(gpu) = Gpu::open() else { return };
    let mut refused = None;
    let captured = capture(&gpu, || {
        refused = Some(line(&gpu.wait()));
        Ok(())
    });
    assert_eq!(refused.as_deref(), Some("CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"));
    assert_eq!(line(&captured), "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED");
}

#[test]
fn the_null_stream_cannot_be_captured() {
    let Some(_gpu) = Gpu::open() else { return };
    // SAFETY: the null stream always lives.
    let refused = unsafe { result::stream::begin_capture(std::ptr::null_mut(), THREAD_LOCAL) };
    assert_eq!(line(&refused), "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED");
}

#[test]
fn a_captured_stream_cannot_wait_for_what_was_recorded_before() {
    let Some(gpu) = Gpu::open() else { return };
    let flags = sys::CUevent_flags::CU_EVENT_DISABLE_TIMING;
    let event = result::event::create(flags).expect("no error");
    // SAFETY: event and stream live.
    unsafe { result::event::record(event, gpu.stream) }.expect("no error");
    let mut refused = None;
    let captured = capture(&gpu, || {
        let flags = sys::CUevent_wait_flags::CU_EVENT_WAIT_DEFAULT;
        refused = Some(line(&unsafe { result::stream::wait_event(gpu.stream, event, flags) }));
        Ok(())
    });
    assert_eq!(refused.as_deref(), Some("CUDA_ERROR_STREAM_CAPTURE_ISOLATION"));
    assert_eq!(line(&captured), "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED");
}

#[test]
fn pinned_memory_that_is_read_too_early_is_old() {
    let test = "streams::pinned_memory_that_is_read_too_early_is_old";
    if load().is_none() {
        return;
    }
    let read = |setting| {
        let report = child(test, &[("STREAMS", setting)], || {
            let gpu = Gpu::open().expect("loaded above");
            let run = || -> Driven<(f32, f32)> {
                let buffer = gpu.upload(&[1.0f32, 2.0])?;
                // SAFETY: two floats of pinned memory; this very race is what is tested.
                let pinned = unsafe { result::malloc_host(8, 0) }?.cast::<f32>();
                unsafe { pinned.write(0.0) };
                let slice = unsafe { std::slice::from_raw_parts_mut(pinned, 2) };
                unsafe { result::memcpy_dtoh_async(slice, buffer.address, gpu.stream) }?;
                let early = unsafe { pinned.read_volatile() };
                gpu.wait()?;
                Ok((early, unsafe { pinned.read_volatile() }))
            };
            line(&run())
        });
        report.answer().to_string()
    };
    assert_eq!(read("lazy"), "(0.0, 1.0)");
    assert_eq!(read("eager"), "(1.0, 1.0)");
}

#[test]
fn a_copy_that_leaves_its_allocation_is_refused() {
    let Some(gpu) = Gpu::open() else { return };
    let buffer = gpu.alloc(4).expect("no error");
    // SAFETY: refused before anything is copied.
    let refused = unsafe { result::memcpy_htod_async(buffer.address, &[0.0f32; 5], gpu.stream) };
    assert_eq!(line(&refused), "CUDA_ERROR_INVALID_VALUE");
}

#[test]
fn events_order_two_streams() {
    let Some(gpu) = Gpu::open() else { return };
    let data: Vec<f32> = (0..64u16).map(f32::from).collect();
    let run = || -> Driven<Vec<f32>> {
        let buffer = gpu.upload(&data)?;
        gpu.launch("reverse", shape(1, 64), buffer.address)?;
        let other = Gpu::on_device(0)?;
        let event = result::event::create(sys::CUevent_flags::CU_EVENT_DISABLE_TIMING)?;
        // SAFETY: event and streams live.
        unsafe { result::event::record(event, gpu.stream) }?;
        let flags = sys::CUevent_wait_flags::CU_EVENT_WAIT_DEFAULT;
        unsafe { result::stream::wait_event(other.stream, event, flags) }?;
        other.download(buffer)
    };
    assert_eq!(run().expect("no error"), data.iter().rev().copied().collect::<Vec<f32>>());
}

//! A run goes on where it stands, on another device.

use crate::device;
use trifactor::plan::{BufferId, Role};
use trifactor::run::session::SessionOptions;
use trifactor::run::{Device, Session};

const TEXT: &str = "Circuit(task: digits(), populations: {\"in\": input(), \"h\": rate(size: 33, tau: \"5 ms\"),
    \"out\": rate(size: 10, activation: identity)},
    projections: [(from: \"in\", to: \"h\"), (from: \"h\", to: \"out\")],
    credit: manifold_noise(manifold: pca(rank: 5)), plasticity: (optimizer: adam(rate: 0.01)),
    run: (replicas: 8, updates: 60))";

fn open(device: Device) -> Session {
    let loaded = crate::session::load(TEXT);
    Session::open(&loaded, &SessionOptions { device, threads: 1, ..SessionOptions::default() }).expect("a device")
}

fn advance(session: &mut Session, to: u64) {
    while session.update() < to {
        session.advance(to - session.update()).expect("finite");
    }
}

#[test]
fn a_run_that_moves_to_the_gpu_and_back_is_the_run_that_stayed() {
    if !device::is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    let mut stayed = open(Device::Cpu);
    advance(&mut stayed, 60);

    let mut moving = open(Device::Cpu);
    advance(&mut moving, 20);
    moving.save(&first).expect("written");
    let mut moving = open(Device::Cuda(0));
    moving.restore(&first).expect("read");
    advance(&mut moving, 40);
    moving.save(&second).expect("written");
    let mut moving = open(Device::Cpu);
    moving.restore(&second).expect("read");
    advance(&mut moving, 60);

    let kept = |b: &trifactor::plan::Buffer| matches!(b.role, Role::Parameter | Role::Memory);
    let mut compared = 0;
    for (i, buffer) in stayed.plan().buffers.iter().enumerate().filter(|(_, b)| kept(b)) {
        let read = |session: &Session| {
            let mut values = vec![0.0; buffer.len()];
            session.engine().read(BufferId(i), 0, &mut values);
            values
        };
        let (x, y) = (read(&moving), read(&stayed));
        let norm = |x: &[f32]| x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
        let apart: Vec<f32> = x.iter().zip(&y).map(|(x, y)| x - y).collect();
        // Sums are taken in another order there; what divides by small second moments shows it most.
        assert!(norm(&apart) <= 2e-3 * norm(&y), "{}: {} of {}", buffer.name, norm(&apart), norm(&y));
        compared += 1;
    }
    assert!(compared > 8, "{compared} buffers");
}

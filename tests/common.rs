//! What several test files need.
#![allow(dead_code)] // each test file uses its own part

use std::path::{Path, PathBuf};
use trifactor::circuit::{Loaded, load_file};
use trifactor::plan::{BufferId, Role};
use trifactor::run::session::SessionOptions;
use trifactor::run::{Device, Session};

/// A shipped circuit's file.
pub fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("circuits").join(name)
}

/// A shipped circuit with overrides.
pub fn load(name: &str, sets: &[&str]) -> Loaded {
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    load_file(&shipped(name), &sets).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// A session on the CPU.
pub fn open(loaded: &Loaded, threads: usize) -> Session {
    let options = SessionOptions { device: Device::Cpu, threads, ..SessionOptions::default() };
    Session::open(loaded, &options).unwrap_or_else(|error| panic!("{error}"))
}

/// Advances to `update`, at most `piece` updates at a time.
pub fn advance_to(session: &mut Session, update: u64, piece: u64) {
    while session.update() < update {
        let count = piece.min(update - session.update());
        session.advance(count).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// The bits of everything that a checkpoint holds.
pub fn bits(session: &Session) -> Vec<u32> {
    let saved = |id: &BufferId| matches!(session.plan().buffer(*id).role, Role::Parameter | Role::Memory);
    let ids: Vec<BufferId> = (0..session.plan().buffers.len()).map(BufferId).filter(saved).collect();
    ids.into_iter()
        .flat_map(|id| {
            let mut values = vec![0.0; session.plan().buffer(id).len()];
            session.engine().read(id, 0, &mut values);
            values.into_iter().map(f32::to_bits).collect::<Vec<_>>()
        })
        .collect()
}

/// True where Fashion-MNIST can be found; says loudly when a test is skipped for want of it.
pub fn has_fashion_mnist(test: &str) -> bool {
    let there = Path::new("/usr/share/datasets/fashion-mnist").is_dir() || std::env::var_os("TRIFACTOR_DATA").is_some();
    if !there {
        eprintln!("SKIPPED: {test}: Fashion-MNIST is not here (apt-get install dataset-fashion-mnist)");
    }
    there
}

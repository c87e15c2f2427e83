//! The emulated CUDA driver, held to what a GPU does, and to finding the faults that it is there to find.
//!
//! The kernels are small ones of its own (`tests/emulator/kernels`), driven through cudarc as the engine does.

#![cfg(target_os = "linux")]

#[path = "emulator/suite/catches.rs"]
mod catches;
#[path = "emulator/suite/cublas.rs"]
mod cublas;
#[path = "support/emulator.rs"]
mod emulator;
#[path = "emulator/suite/executes.rs"]
mod executes;
#[path = "emulator/suite/fails.rs"]
mod fails;
#[path = "emulator/suite/rig.rs"]
mod rig;
#[path = "emulator/suite/sanitized.rs"]
mod sanitized;
#[path = "emulator/suite/streams.rs"]
mod streams;

/// For `tests/emulator/emulate.sh`: builds the driver of `kernels/` and says where it lies.
#[test]
#[ignore = "builds what only a command line needs"]
fn where_it_lies() {
    println!("\nthe emulated driver: {}", emulator::build("kernels").expect("a C++ compiler").display());
}

//! The compilers, as pip has them: exact releases, without the packages they name (those would mix releases).

use crate::sources::NVRTC;
use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

/// Packages that are of one release: ptxas reads what NVRTC writes.
const PACKAGES: [&str; 2] = ["nvidia-cuda-nvrtc-cu12", "nvidia-cuda-nvcc-cu12"];

/// Where the packages are installed: out of the way, and `cargo clean` takes them along.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/cuda")
}

/// What to do when a compiler is missing.
pub const ADVICE: &str = "run `cargo run --example kernels -- fetch`, which has pip install it in target/cuda";

/// Installs the packages, unless they are there.
pub fn fetch() -> Result<(), Box<dyn Error>> {
    let folder = folder();
    let marker = |package: &str| format!("{}-{NVRTC}.dist-info", package.replace('-', "_"));
    if PACKAGES.iter().all(|package| folder.join(marker(package)).is_dir()) {
        println!("{} has {} {NVRTC}", folder.display(), PACKAGES.join(" and "));
        return Ok(());
    }
    // Both at once: `--upgrade` replaces whole folders, and they share one.
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--no-deps", "--upgrade", "--disable-pip-version-check", "--quiet", "--target"]);
    pip.env("PIP_ROOT_USER_ACTION", "ignore").arg(&folder).args(PACKAGES.map(|package| format!("{package}=={NVRTC}")));
    println!("{pip:?}");
    let status = pip.status().map_err(|error| format!("python3 with pip is needed: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("pip fails ({status}): see above").into()) }
}

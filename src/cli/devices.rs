//! `trifactor devices`: what can run circuits on this machine.

use super::{print, to_json};
use crate::engine::cpu::instructions;
use crate::engine::cuda::cublas;
use crate::engine::cuda::device::{self, Device};
use crate::error::Error;
use crate::plan::memory::human;
use crate::report::table::table;
use crate::run::device::cores;
use clap::Args;
use serde::Serialize;

/// Arguments of `devices`.
#[derive(Debug, Args)]
pub struct DevicesArgs {
    /// One JSON document on standard output
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Row {
    /// As `--device` takes it.
    device: String,
    name: String,
    memory_bytes: Option<u64>,
    compute_capability: Option<String>,
    /// Why it cannot be used.
    unusable: Option<String>,
}

#[derive(Serialize)]
struct Devices {
    devices: Vec<Row>,
    /// Why there is no GPU.
    no_gpu: Option<String>,
    /// The version of cuBLAS, where there is a GPU and cuBLAS is found.
    cublas: Option<String>,
}

/// Lists the CPU and every GPU, usable or not; a machine without a GPU is no error.
pub fn devices(args: &DevicesArgs) -> Result<(), Error> {
    let cpu = match cores() {
        1 => format!("1 core, {}", instructions()),
        cores => format!("{cores} cores, {}", instructions()),
    };
    let cpu = Row { device: "cpu".into(), name: cpu, memory_bytes: None, compute_capability: None, unusable: None };
    let (gpus, no_gpu) = match device::devices() {
        Ok(gpus) => (gpus, None),
        Err(failure) => (Vec::new(), Some(failure.why())),
    };
    let cublas = if gpus.is_empty() { None } else { cublas::version().ok() };
    let devices = Devices { devices: [cpu].into_iter().chain(gpus.iter().map(row)).collect(), no_gpu, cublas };
    print(&if args.json { to_json(&devices)? } else { text(&devices) })
}

fn row(gpu: &Device) -> Row {
    Row {
        device: format!("cuda:{}", gpu.ordinal),
        name: gpu.name.clone(),
        memory_bytes: Some(gpu.memory),
        compute_capability: Some(format!("{}.{}", gpu.capability.0, gpu.capability.1)),
        unusable: gpu.usable().err().map(|failure| failure.why()),
    }
}

fn text(devices: &Devices) -> String {
    let none = || "–".to_string();
    let cells = |row: &Row| {
        let memory = row.memory_bytes.map_or_else(none, human);
        let capability = row.compute_capability.clone().unwrap_or_else(none);
        vec![
            row.device.clone(),
            row.name.clone(),
            memory,
            capability,
            row.unusable.clone().unwrap_or_else(|| "yes".into()),
        ]
    };
    let rows: Vec<_> = devices.devices.iter().map(cells).collect();
    let mut out = table(&["--device", "name", "memory", "capability", "usable"], &rows);
    out += "\n\n";
    out += &match (&devices.no_gpu, &devices.cublas) {
        (Some(why), _) => format!("no GPU: {why}"),
        (None, Some(version)) => format!("large products on GPUs: cuBLAS {version}"),
        (None, None) => "large products on GPUs: own kernels (libcublas is not found)".into(),
    };
    out
}

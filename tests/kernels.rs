//! The committed PTX belongs to the sources of the kernels. Needs no compiler for kernels; `examples/kernels` has one.

#[path = "support/kernel_sources.rs"]
mod kernel_sources;

use kernel_sources::{Entry, Kernels, NEWEST_PTX, entries};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn committed() -> Kernels {
    let kernels = Kernels::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("kernels")).expect("a folder of kernels");
    assert!(!kernels.sources.is_empty(), "there are kernels");
    kernels
}

/// (source, PTX) of every committed kernel.
fn committed_ptx() -> Vec<(String, String)> {
    let kernels = committed();
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    kernels.sources.iter().map(|source| (source.file_name(), read(&kernels.ptx_path(source)))).collect()
}

#[test]
fn every_kernel_has_ptx_made_of_its_present_source() {
    let faults = committed().faults().expect("readable files");
    assert!(faults.is_empty(), "{}\n\ncargo run --example kernels -- write", faults.join("\n"));
}

#[test]
fn ptx_is_for_all_gpus_since_ampere_and_drivers_since_570() {
    for (source, ptx) in committed_ptx() {
        let value = |directive: &str| {
            let mut values = ptx.lines().filter_map(|line| line.strip_prefix(directive));
            values.next().unwrap_or_else(|| panic!("{source}: no {directive}")).trim().to_string()
        };
        assert_eq!(value(".target "), "sm_80", "{source}");
        let version = value(".version ");
        let (major, minor) = version.split_once('.').expect("a version has two parts");
        let version: (u32, u32) = (major.parse().expect("a number"), minor.parse().expect("a number"));
        assert!(version <= NEWEST_PTX, "{source}: PTX {version:?}");
    }
}

/// What the launch relies on: it passes one struct, and as many threads as the kernel was compiled for.
#[test]
fn every_kernel_takes_one_struct_and_states_its_threads() {
    for (source, ptx) in committed_ptx() {
        let entries = entries(&ptx);
        assert!(!entries.is_empty(), "{source} has a kernel");
        for Entry { name, parameters, threads } in entries {
            assert!(matches!(parameters[..], [1..=4096]), "{source}: {name} takes {parameters:?} bytes");
            assert!(threads.is_some(), "{source}: {name} states no threads: is it declared with KERNEL?");
        }
    }
}

/// A folder with two kernels, a header and PTX that says it was made of them.
fn planted() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    put("shared.cuh", "#pragma once\n");
    put("one.cu", "#include \"shared.cuh\"\nint one;\n");
    put("two.cu", "#include \"shared.cuh\"\nint two;\n");
    fs::create_dir(folder.path().join("ptx")).expect("a folder");
    let kernels = Kernels::read(folder.path()).expect("readable files");
    for source in &kernels.sources {
        fs::write(kernels.ptx_path(source), kernels.first_line(source) + "\n.version 8.7\n").expect("a file");
    }
    folder
}

/// What is wrong after `change` was done to the planted folder.
fn faults_after(change: impl FnOnce(&Path)) -> Vec<String> {
    let folder = planted();
    change(folder.path());
    Kernels::read(folder.path()).and_then(|kernels| kernels.faults()).expect("readable files")
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a file");
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replacen(from, to, 1)).expect("a file");
}

#[test]
fn stale_ptx_is_caught() {
    assert_eq!(faults_after(|_| ()), Vec::<String>::new(), "nothing is wrong before");

    let faults = faults_after(|folder| edit(&folder.join("two.cu"), "int two", "int too"));
    assert!(matches!(&faults[..], [one] if one.contains("two.ptx is stale")), "{faults:?}");

    let faults = faults_after(|folder| edit(&folder.join("shared.cuh"), "once", "once "));
    assert!(matches!(&faults[..], [one, two] if one.contains("one.ptx") && two.contains("two.ptx")), "{faults:?}");

    let faults = faults_after(|folder| fs::write(folder.join("new.cuh"), "").expect("a file"));
    assert_eq!(faults.len(), 2, "a new header may stand before another: {faults:?}");

    let faults = faults_after(|folder| edit(&folder.join("ptx/one.ptx"), "c++17", "c++20"));
    assert!(matches!(&faults[..], [one] if one.contains("one.ptx was made otherwise")), "{faults:?}");
}

#[test]
fn missing_and_superfluous_ptx_is_caught() {
    let faults = faults_after(|folder| fs::remove_file(folder.join("ptx/one.ptx")).expect("a file"));
    assert!(matches!(&faults[..], [one] if one.contains("one.ptx is missing")), "{faults:?}");

    let faults = faults_after(|folder| fs::remove_file(folder.join("one.cu")).expect("a file"));
    assert!(matches!(&faults[..], [one] if one.contains("one.ptx is superfluous")), "{faults:?}");
}

#[test]
fn line_ends_of_a_checkout_do_not_make_ptx_stale() {
    let faults = faults_after(|folder| edit(&folder.join("two.cu"), "\nint two;\n", "\r\nint two;\r\n"));
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn a_committed_kernel_with_one_more_byte_is_caught() {
    let kernels = committed();
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("ptx")).expect("a folder");
    let from = kernels.folder();
    for path in [from.to_path_buf(), from.join("ptx")].iter().flat_map(|part| fs::read_dir(part).expect("a folder")) {
        let path = path.expect("an entry").path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.strip_prefix(from).expect("below"))).expect("a copy");
        }
    }
    let faults = || Kernels::read(folder.path()).and_then(|kernels| kernels.faults()).expect("readable files");
    assert_eq!(faults(), Vec::<String>::new());
    let source = &kernels.sources[0];
    fs::write(folder.path().join(source.file_name()), source.text.clone() + "\n").expect("a file");
    assert_eq!(faults().len(), 1);
}

#[test]
fn entries_are_read_from_ptx() {
    let ptx = "\
.visible .entry add(
\t.param .align 8 .b8 add_param_0[24]
)
.maxntid 128, 1, 1
{
\tret;
}
.entry old(
\t.param .u64 old_param_0,
\t.param .u32 old_param_1
)
{
\tret;
}
";
    let add = Entry { name: "add".to_string(), parameters: vec![24], threads: Some(128) };
    let old = Entry { name: "old".to_string(), parameters: vec![0, 0], threads: None };
    assert_eq!(entries(ptx), [add, old]);
}

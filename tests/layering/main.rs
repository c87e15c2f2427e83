//! The house has one direction: a module uses only modules that stand before it in this list.

mod circles;
mod house;
mod planted;
mod source;
mod tokens;

use circles::circles;
use house::{Arrow, House};
use std::fs;
use std::path::{Path, PathBuf};

/// Later may use earlier.
const ORDER: &[&str] = &[
    "natural",
    "suggest",
    "units",
    "simd",
    "real",
    "rng",
    "schema",
    "error",
    "neuron",
    "plasticity",
    "manifold",
    "credit",
    "task",
    "circuit",
    "plan",
    "engine",
    "record",
    "analysis",
    "run",
    "report",
    "cli",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a readable folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

fn place(module: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == module)
}

#[test]
fn every_module_stands_in_the_order() {
    for path in sources(Path::new("src")).into_iter().filter(|path| path.parent() == Some(Path::new("src"))) {
        let name = path.file_stem().expect("a file").to_string_lossy().into_owned();
        assert!(["lib", "main"].contains(&name.as_str()) || place(&name).is_some(), "where does {name} stand?");
    }
}

/// Arrows that lead up, each as a sentence.
fn upward(house: &House) -> Vec<String> {
    let arrows = house.arrows();
    let first = |path: &source::Path| path.first().cloned().unwrap_or_default();
    let sentence = |arrow: &Arrow| {
        let (from, to) = (first(&arrow.from), first(&arrow.to));
        let wrong = place(&from)? < place(&to)?;
        wrong.then(|| format!("{}, line {}: {from} uses {to}, which stands after it", file(&arrow.from), arrow.line))
    };
    arrows.iter().filter_map(sentence).collect()
}

fn file(module: &source::Path) -> String {
    format!("src/{}.rs", module.join("/"))
}

#[test]
fn modules_use_only_what_stands_before_them() {
    let house = House::read();
    let arrows = house.arrows();
    assert!(arrows.len() > 500, "the search finds the arrows: {}", arrows.len());
    let wrong = upward(&house);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let circles = circles(&House::read().arrows());
    let arrow = |arrow: &Arrow| format!("  {}, line {} → {}", file(&arrow.from), arrow.line, file(&arrow.to));
    let told: Vec<String> =
        circles.iter().map(|circle| circle.iter().map(arrow).collect::<Vec<_>>().join("\n")).collect();
    assert!(told.is_empty(), "{} circles:\n{}", told.len(), told.join("\n\n"));
}

#[test]
fn unsafe_code_stands_only_where_threads_vectors_memory_and_the_driver_need_it() {
    for path in sources(Path::new("src")) {
        let text = fs::read_to_string(&path).expect("readable sources");
        let used =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| line.contains("unsafe "));
        let leaves = ["buffer.rs", "pool", "pool.rs", "lanes", "lanes.rs", "gemm", "mat.rs"];
        let driver =
            ["allocation.rs", "context.rs", "cublas.rs", "device.rs", "gpu.rs", "graph.rs", "launch.rs", "layout.rs"];
        let cpu = leaves.iter().any(|leaf| path.starts_with(Path::new("src/engine/cpu").join(leaf)));
        let allowed = cpu || driver.iter().any(|leaf| path == Path::new("src/engine/cuda").join(leaf));
        assert!(!used || allowed, "{} has unsafe code", path.display());
    }
}

#[test]
fn files_are_small() {
    let mut lengths: Vec<(usize, PathBuf)> = sources(Path::new("src"))
        .into_iter()
        .map(|path| (fs::read_to_string(&path).expect("readable sources").lines().count(), path))
        .collect();
    lengths.sort();
    let (median, _) = lengths[lengths.len() / 2];
    assert!(median <= 150, "the median file has {median} lines");
    let (longest, path) = lengths.last().expect("there are sources");
    assert!(*longest <= 600, "{} has {longest} lines", path.display());
}

/// A closed pipe must not end a run. `eprintln!` is the crate's own (`lib.rs`), and standard output is `cli::print`'s.
#[test]
fn what_is_printed_may_find_no_reader() {
    let allowed = ["tests.rs", "testing.rs"];
    for path in sources(Path::new("src")) {
        let text = fs::read_to_string(&path).expect("readable sources");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let panics = [" println!", " print!", " eprint!", "std::eprintln!"].iter().any(|print| code.contains(print));
        let is_test = allowed.iter().any(|name| path.ends_with(name));
        assert!(!panics || is_test, "{} prints with a macro that panics where nobody reads", path.display());
    }
}

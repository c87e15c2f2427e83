//! The house has one direction: a module uses only modules that stand before it in this list.

use std::fs;
use std::path::{Path, PathBuf};

/// Later may use earlier.
const ORDER: &[&str] = &[
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

/// `(module, used module, file)` for every `crate::…` in the sources.
fn edges() -> Vec<(String, String, PathBuf)> {
    let mut edges = Vec::new();
    for path in sources(Path::new("src")) {
        let text = fs::read_to_string(&path).expect("readable sources");
        let relative = path.strip_prefix("src").expect("below src");
        let first = relative.components().next().expect("a file").as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs").to_string();
        if ["lib", "main"].contains(&module.as_str()) {
            continue;
        }
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for used in line.split("crate::").skip(1) {
                let end = used.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(used.len());
                edges.push((module.clone(), used[..end].to_string(), path.clone()));
            }
        }
    }
    edges
}

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

#[test]
fn modules_use_only_what_stands_before_them() {
    let edges = edges();
    assert!(edges.len() > 100, "the search finds the edges: {}", edges.len());
    let macros = ["record", "choice", "keyword"];
    for (module, used, path) in edges {
        let (Some(from), Some(to)) = (place(&module), place(&used)) else {
            assert!(macros.contains(&used.as_str()), "{}: unknown module {used}", path.display());
            continue;
        };
        let is_macro = macros.contains(&used.as_str()) && module != "record";
        assert!(to <= from || is_macro, "{}: {module} uses {used}, which stands after it", path.display());
    }
}

#[test]
fn unsafe_code_stands_only_where_threads_vectors_memory_and_the_driver_need_it() {
    for path in sources(Path::new("src")) {
        let text = fs::read_to_string(&path).expect("readable sources");
        let used =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| line.contains("unsafe "));
        let leaves = ["buffer.rs", "pool", "pool.rs", "lanes", "lanes.rs", "gemm", "mat.rs"];
        let driver = ["allocation.rs", "cublas.rs", "device.rs", "gpu.rs", "graph.rs", "launch.rs", "layout.rs"];
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

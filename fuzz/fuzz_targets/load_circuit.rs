//! Any bytes as a circuit file: refused or loaded, never a panic; what loads is written back and compiled.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use trifactor::circuit::load_text;
use trifactor::plan::{self, describe, memory};

/// Compiling takes time in proportion to what is compiled; this much is enough to meet every operation.
const SMALL: u64 = 1 << 30;

fuzz_target!(|text: &str| {
    let path = Path::new("/circuits/fuzz.ron");
    let loaded = match load_text(text, path, &[]) {
        Ok(loaded) => loaded,
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            for problem in problems.list() {
                let (file, line, column) = problems.place(problem);
                assert!(!file.is_empty() && line > 0 && column > 0);
            }
            problems.render(true);
            return;
        }
    };
    let again = load_text(&loaded.resolved_text(), path, &[]).expect("a resolved circuit loads");
    assert_eq!(again.circuit, loaded.circuit);
    let plan = plan::outline(&loaded.circuit, 1);
    if memory::total(&memory::parts(&plan)) < SMALL {
        describe::describe(&plan);
    }
});

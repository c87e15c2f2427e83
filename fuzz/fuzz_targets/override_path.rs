//! Any text as an override of a circuit in order: refused or applied, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use trifactor::circuit::load_text;

const CIRCUIT: &str = include_str!("../../circuits/digits_mlp.ron");

fuzz_target!(|text: &str| {
    let sets: Vec<String> = text.split(';').map(String::from).collect();
    match load_text(CIRCUIT, Path::new("/circuits/digits_mlp.ron"), &sets) {
        Ok(loaded) => {
            let again = load_text(&loaded.resolved_text(), &loaded.path, &[]).expect("a resolved circuit loads");
            assert_eq!(again.circuit, loaded.circuit);
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            problems.render(false);
        }
    }
});

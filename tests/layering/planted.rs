//! Arrows that must not be, planted in a small house: each must be found. And what looks like one and is none.

use crate::circles::circles;
use crate::house::{Arrow, House};
use crate::{file, upward};

/// A small house that is in order, with one more file, or one in the place of another.
fn house_with(planted: &str, text: &str) -> House {
    let files = [
        ("lib.rs", "pub mod schema; pub mod task; pub mod engine; pub mod record; pub mod run;"),
        ("schema.rs", "pub mod declare; pub use crate::suggest;"),
        ("schema/declare.rs", "#[macro_export]\nmacro_rules! record { ($x:tt) => { $crate::schema::Kind }; }"),
        ("suggest.rs", "pub fn nearest() {}"),
        ("task.rs", "pub mod digits; pub use digits::Digits; pub trait Trials { fn all() -> Digits; }"),
        (
            "task/digits.rs",
            "use super::Trials; use crate::record; record! { pub struct Digits {} } impl Trials for Digits {}",
        ),
        ("engine.rs", "pub mod cpu; pub mod cuda;"),
        ("engine/cpu.rs", "pub fn step() {}"),
        ("engine/cuda.rs", "use super::cpu::step;"),
        ("record.rs", "pub mod npz;"),
        ("record/npz.rs", "pub struct Archive;"),
        ("run.rs", "pub mod session; mod measure; pub use session::Session;"),
        ("run/session.rs", "use crate::record::npz::Archive; pub struct Session; pub fn open() {}"),
        (
            "run/measure.rs",
            "use super::session::Session; use crate::task::{self, Trials}; fn f() { task::digits::g() }",
        ),
    ];
    let others = files.into_iter().filter(|(file, _)| *file != planted);
    House::of(others.chain([(planted, text)]).map(|(file, text)| (file.into(), text.into())))
}

fn told(arrows: &[Arrow]) -> Vec<String> {
    arrows.iter().map(|arrow| format!("{} → {}", file(&arrow.from), file(&arrow.to))).collect()
}

#[test]
fn a_house_in_order_has_neither_upward_arrows_nor_circles() {
    let house = house_with("task/order.rs", "pub struct Order;");
    assert!(upward(&house).is_empty(), "{:?}", upward(&house));
    assert!(circles(&house.arrows()).is_empty(), "{:?}", circles(&house.arrows()));
    let arrows = told(&house.arrows());
    for arrow in [
        "src/schema.rs → src/suggest.rs",
        "src/task/digits.rs → src/schema/declare.rs",
        "src/run/measure.rs → src/run/session.rs",
        "src/run/measure.rs → src/task/digits.rs",
    ] {
        assert!(arrows.iter().any(|found| found == arrow), "{arrow} is not among {arrows:#?}");
    }
}

#[test]
fn an_upward_arrow_is_found_in_every_form() {
    for text in [
        "use crate::record::npz;",
        "use crate::record::npz::Archive;",
        "use crate::record::{npz, npz::Archive};",
        "use crate::{schema, record::npz};",
        "use crate::{record};",
        "use crate::record; fn f() { record::npz::open() }",
        "use crate::record; record! { struct A {} } fn f() -> record::npz::Archive {}",
        "use crate::record as kept; fn f() { kept::npz::open() }",
        "use crate as house; fn f() { house::run::open() }",
        "use crate::run::*;",
        "use crate::run::Session as S;",
        "pub use crate::run::Session;",
        "pub(crate) use crate::run::session;",
        "fn f() { crate::record::npz::open() }",
        "fn f(x: &[crate::run::Session]) {}",
        "fn f() { crate\n    ::run\n    ::session::open() }",
        "fn f() { let x = 0..crate::run::LAST; }",
        "impl From<crate::run::Session> for A {}",
        "#[derive(Debug)] struct A { session: Option<crate::run::Session> }",
        "macro_rules! m { () => { $crate::run::open() }; }",
        "fn f() { crate::run::open!() }",
        "use super::super::record::npz;",
        "use super::super::run;",
        "fn f() { super::super::run::open() }",
        "use super::super; fn f() { run::open() } use super::super::run;",
        "mod inner { use super::super::super::run::Session; }",
        "mod inner { fn f() { crate::run::open() } }",
        "use self::inner::run; mod inner { pub use crate::run; }",
        "#[cfg(test)] mod tests { use crate::run::Session; }",
        "fn f() { use crate::run::Session; }",
        "fn f<'a>(c: char) { let x = ('\"', c, \"\\\"\"); crate::run::open() } // \"",
    ] {
        let house = house_with("task/order.rs", text);
        assert!(!upward(&house).is_empty(), "not found: {text}");
    }
}

#[test]
fn an_upward_arrow_by_way_of_what_another_module_hands_on_is_found() {
    let house = house_with("task.rs", "pub mod digits; pub use crate::run::Session; pub trait Trials {}");
    assert_eq!(upward(&house).len(), 1, "{:?}", upward(&house));
    let house = house_with("engine/cpu.rs", "use crate::record::npz::Archive;");
    let told = upward(&house);
    assert_eq!(told, ["src/engine/cpu.rs, line 1: engine uses record, which stands after it"]);
}

#[test]
fn macros_comments_texts_and_what_looks_down_are_no_upward_arrows() {
    for text in [
        "crate::record! { pub struct A {} }",
        "crate::record ! { pub struct A {} }",
        "use crate::record; record! { pub struct A {} }",
        "use crate::{record, schema}; record! { pub struct A {} } fn f() { schema::read() }",
        "// use crate::run::Session;\n/* crate::run::open() */\n/// [`crate::run::Session`]\nfn f() {}",
        "const A: &str = \"crate::run::open()\"; const B: &str = r#\"use crate::run;\"#;",
        "pub(in crate::task) fn f() {}",
        "fn f(run: usize, record: usize) -> usize { self.run + run * record }",
        "use std::run; use ::run::Session; fn f() { std::record::open() }",
        "use crate::suggest::nearest; use super::Trials; use super::digits::Digits;",
    ] {
        let house = house_with("task/order.rs", text);
        assert!(upward(&house).is_empty(), "{text}: {:?}", upward(&house));
    }
}

#[test]
fn a_circle_of_files_is_found_in_every_form() {
    for (planted, text) in [
        ("engine/cpu.rs", "use super::cuda::launch; pub fn step() {}"),
        ("engine/cpu.rs", "use crate::engine::cuda; pub fn step() { cuda::launch() }"),
        ("engine/cpu.rs", "use crate::engine::{cuda::{self}}; pub fn step() {}"),
        ("engine/cpu.rs", "pub fn step() { super::cuda::launch() }"),
        ("engine/cpu.rs", "use super::*; pub fn step() { cuda::launch() } use crate::engine::cuda::*;"),
        ("engine/cpu.rs", "pub use super::cuda::launch; pub fn step() {}"),
        ("run/session.rs", "use super::measure::Schedule; pub struct Session;"),
        ("run/session.rs", "pub struct Session { looked: Option<super::measure::Looked> }"),
        // By way of the file of the module, whose own code uses its part.
        ("run.rs", "pub mod session; mod measure; use measure::M; pub use session::Session; pub struct R(M);"),
        ("run.rs", "pub mod session; mod measure; pub use session::Session; pub fn r() { measure::m() }"),
    ] {
        let back = "use super::session::Session; use super::R; fn f(_: R) {}";
        let measure = ("run/measure.rs".to_string(), back.to_string());
        let house = match planted {
            "run.rs" => two(planted, text, &measure),
            _ => house_with(planted, text),
        };
        assert!(!circles(&house.arrows()).is_empty(), "not found: {text}\n{:#?}", told(&house.arrows()));
    }
}

/// [`house_with`] a second file in the place of another.
fn two(planted: &str, text: &str, second: &(String, String)) -> House {
    let first = (planted.to_string(), text.to_string());
    let rest = [("lib.rs", "pub mod run;"), ("run/session.rs", "pub struct Session;")];
    House::of(rest.map(|(file, text)| (file.into(), text.into())).into_iter().chain([first, second.clone()]))
}

#[test]
fn what_a_module_declares_and_hands_on_of_its_parts_closes_no_circle() {
    for text in [
        "pub mod cpu; pub mod cuda; pub use cpu::step; pub struct Shape;",
        "pub mod cpu; pub mod cuda; pub use cpu::Level; fn f() -> bool { Level::Best }",
        "pub mod cpu; pub mod cuda; #[cfg(test)] mod tests { use super::cpu::step; } pub struct Shape;",
    ] {
        let house = two("engine.rs", text, &("engine/cpu.rs".into(), "use super::Shape; pub fn step() {}".into()));
        assert!(circles(&house.arrows()).is_empty(), "{text}: {:?}", told(&house.arrows()));
    }
}

#[test]
fn the_arrows_of_a_circle_are_told_with_their_lines() {
    let house = house_with("engine/cpu.rs", "\n\nuse super::cuda::launch; pub fn step() {}");
    let found = circles(&house.arrows());
    let told: Vec<(String, usize)> = found.iter().flatten().map(|arrow| (file(&arrow.from), arrow.line)).collect();
    assert_eq!(told, [("src/engine/cpu.rs".into(), 3), ("src/engine/cuda.rs".into(), 1)]);
}

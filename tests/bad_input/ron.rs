//! What our parser accepts is RON: the `ron` crate is the authority.

use crate::place::GOOD;
use proptest::prelude::*;
use trifactor::schema::parse::parse;

fn is_ron(text: &str) -> Result<(), String> {
    ron::from_str::<ron::Value>(text).map(drop).map_err(|error| error.to_string())
}

/// Texts that we accept and `ron` does not.
fn accepts_too_much(text: &str) -> Option<String> {
    parse(text, 0).ok()?;
    is_ron(text).err()
}

fn shipped() -> Vec<String> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/circuits")).unwrap();
    let files =
        folder.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "ron"));
    files.map(|path| std::fs::read_to_string(path).unwrap()).chain([GOOD.to_string()]).collect()
}

#[test]
fn shipped_circuits_are_ron() {
    for text in shipped() {
        assert!(parse(&text, 0).is_ok());
        assert_eq!(is_ron(&text), Ok(()), "{text}");
    }
}

#[test]
fn every_kind_of_value_that_we_accept_is_ron() {
    let texts = [
        "0",
        "-0",
        "+1",
        "007",
        "1_000",
        "1__0",
        "1_",
        "0._9",
        "1_.0",
        "1e_1",
        "1e1_0",
        "1_e1",
        "-_1",
        "1.",
        ".5",
        "-.5",
        "+.5",
        "1e5",
        "1E-5",
        "1e+5",
        "1.5e3",
        "1e999",
        "1_0.5_0",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "99999999999999999999999999999999999999999",
        "inf",
        "-inf",
        "+inf",
        "NaN",
        "-NaN",
        "0x10",
        "0b1",
        "1e",
        "e1",
        "--1",
        "+-1",
        "1.2.3",
        "true",
        "tanh",
        "tanh()",
        "tanh ( )",
        "rate(size: 3)",
        "(a: 1)",
        "()",
        "(1, 2)",
        "Some(3)",
        "Some",
        "Some()",
        "Some(a: 1)",
        "Some(1, 2)",
        "None()",
        "None(1)",
        "None",
        "_x",
        "x1",
        "[]",
        "[1,]",
        "[,]",
        "{}",
        "{\"a\": 1}",
        "{a: 1}",
        "{\"a\": 1,}",
        "{\"a\": 1, \"a\": 2}",
        "(a: 1, a: 2)",
        r#""""#,
        r#""\n\t\r\0\\\"\'""#,
        r#""\u{3b1}""#,
        r#""\u{0003b1}""#,
        r#""\u{00003b1}""#,
        r#""\u{}""#,
        r#""\u{+41}""#,
        "\"a\\\n   b\"",
        "\"a\nb\"",
        r##"r"a\b""##,
        r##"r#"a"b"#"##,
        "r##\"a\"#b\"##",
        "\"\u{7f}\u{1}\"",
        "/* a /* b */ */ 1",
        "1 // end",
        "// begin\n1",
        "1 /* end */",
        "\u{200e}1\u{2028}",
        "\u{a0}1",
        "\u{3000}1",
        "\u{b}1\u{c}",
        "\u{85}1",
        "größe",
        "{größe: 1}",
        "(x²: 1)",
        "a.b",
        "a-b",
        "a::b",
        "r#type",
        "(type: 1)",
        "'a'",
        "b\"a\"",
    ];
    let wrong: Vec<_> = texts.iter().filter_map(|text| Some((text, accepts_too_much(text)?))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Pieces that mean something to one parser or the other.
const PIECES: [&str; 28] = [
    "(", ")", "[", "]", "{", "}", ",", ":", "\"", "\\", "/*", "*/", "//", "\n", " ", "1", "-", "+", ".", "e", "_",
    "inf", "Some(", "r#", "#", "'", "\u{a0}", "ß",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_circuit_that_we_accept_is_ron(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, prop::sample::select(&PIECES[..])), 1..4),
    ) {
        let texts = shipped();
        let mut text: Vec<char> = texts[which.index(texts.len())].chars().collect();
        for (place, removed, piece) in edits {
            let at = place.index(text.len());
            let end = (at + removed).min(text.len());
            text.splice(at..end, piece.chars());
        }
        let text: String = text.into_iter().collect();
        prop_assert_eq!(accepts_too_much(&text), None, "{}", text);
    }
}

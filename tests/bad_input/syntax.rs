//! Files that are not RON.

use crate::place::{Catalogue, GOOD, Place, edited};

#[test]
fn a_text_that_is_no_circuit_is_refused_where_it_breaks() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let cases: &[(&str, String)] = &[
        ("empty file", String::new()),
        ("only a comment", "// soon\n".into()),
        ("unclosed bracket", GOOD.trim_end().trim_end_matches(')').into()),
        ("unclosed text", edited(&[("\"digit\"),", "\"digit),")])),
        ("unclosed comment", edited(&[("task:", "/* task:")])),
        ("two values", format!("{GOOD}{GOOD}")),
        ("a map, as in JSON", "{\"task\": \"digits\"}".into()),
        ("= instead of :", edited(&[("size: 16", "size = 16")])),
        ("missing comma", edited(&[("task: digits,", "task: digits")])),
        ("missing colon", edited(&[("task: digits", "task digits")])),
        ("value without field name", edited(&[("size: 10, ", "10, ")])),
        ("quantity without quotes", edited(&[("size: 16", "size: 16, tau: 20ms")])),
        ("single quotes", edited(&[("from: \"h1\"", "from: 'h1'")])),
        ("unknown escape", edited(&[("from: \"h1\"", r#"from: "C:\data""#)])),
        ("escape without a character", edited(&[("from: \"h1\"", r#"from: "\u{110000}""#)])),
        ("name with other letters", edited(&[("task: digits", "tâche: digits")])),
        ("no-break space", edited(&[("task: digits", "task:\u{a0}digits")])),
        ("extension", format!("#![enable(implicit_some)]\n{GOOD}")),
        ("nested too deep", edited(&[("task: digits", &format!("task: {}", "[".repeat(1000)))])),
        ("two dots", edited(&[("updates: 4", "updates: 4..5")])),
    ];
    for (what, text) in cases {
        said.refused(what, place.check(text));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn a_file_that_cannot_be_read_as_text_is_refused_by_name() {
    let place = Place::new();
    let mut said = Catalogue::default();
    said.refused("missing file", place.run(&["check", "nowhere.ron"]));
    said.refused("a folder", place.run(&["check", "."]));
    said.refused("not UTF-8", place.check(b"Circuit(\n  name: \"caf\xe9\",\n)"));
    said.refused("below a file", place.run(&["check", "good.ron/circuit.ron"]));
    said.refused("endless", place.run(&["check", "/dev/zero"]));
    insta::assert_snapshot!(said.text());
}

#[test]
fn columns_count_characters_whatever_the_line_holds() {
    let place = Place::new();
    for (what, text, column) in [
        ("carriage returns", edited(&[("size: 16", "size: 0"), ("\n", "\r\n")]), 26),
        ("tabs", edited(&[("        \"h1\": rate(size: 16", "\t\"h1\":\trate(size: 0")]), 19),
        ("other letters", edited(&[("h1", "größe"), ("size: 16", "size: 0")]), 29),
    ] {
        let done = place.check(text);
        assert_eq!(done.code, Some(2), "{what}");
        assert!(done.stderr.contains(&format!("circuit.ron:5:{column}\n")), "{what}: {}", done.stderr);
    }
}

#[test]
fn marks_that_editors_leave_and_names_in_any_script_are_no_mistake() {
    let place = Place::new();
    for (what, text) in [
        ("byte order mark", format!("\u{feff}{GOOD}")),
        ("carriage returns", GOOD.replace('\n', "\r\n")),
        ("other letters", edited(&[("h1", "größe"), ("pixels", "網膜")])),
    ] {
        let done = place.check(text);
        assert_eq!(done.code, Some(0), "{what}: {}", done.stderr);
    }
}

use super::*;

fn ok(text: &str) -> Value {
    parse(text, 0).unwrap_or_else(|e| panic!("{text}: {}", e.message)).value
}

#[test]
fn every_value_remembers_its_bytes() {
    let text = "Circuit(a: 1_000, // note\n b: [tanh, \"x\"])";
    let tree = parse(text, 3).unwrap();
    let entry = tree.get("a").unwrap();
    assert_eq!(&text[entry.node.span.start..entry.node.span.end], "1_000");
    assert_eq!(entry.node.span.source, 3);
    assert_eq!(entry.node.value, Value::Number("1000".into()));
    let Value::List(items) = &tree.get("b").unwrap().node.value else { panic!("a list") };
    assert_eq!(&text[items[0].span.start..items[0].span.end], "tanh");
}

#[test]
fn words_records_and_tuples_are_told_apart() {
    assert_eq!(ok("tanh"), Value::word("tanh"));
    assert_eq!(ok("tanh()"), Value::word("tanh"));
    assert!(matches!(ok("Some(3)"), Value::Tuple { name: Some(n), .. } if n == "Some"));
    assert!(matches!(ok("{ \"a\": 1, b: 2 }"), Value::Map(m) if m.len() == 2));
    assert_eq!(ok(r##"r#"a"b"#"##), Value::Text("a\"b".into()));
    assert_eq!(ok(r#""\u{3b1}\n""#), Value::Text("α\n".into()));
    assert_eq!(ok("/* a /* nested */ comment */ -inf"), Value::Number("-inf".into()));
}

#[test]
fn broken_text_is_refused_where_it_breaks() {
    for (text, at) in [("(a: 1", 0), ("(a 1)", 3), ("[1 2]", 2), ("\"abc", 0), ("(a: 20ms)", 4), ("1 2", 2), ("", 0)] {
        let error = parse(text, 0).expect_err(text);
        assert_eq!(error.span.start, at, "{text}: {}", error.message);
    }
    assert!(parse(&"[".repeat(100_000), 0).is_err());
}

//! Tree to text: the resolved circuit file, and values inside messages.

use super::document::{Entry, Node, Value};

const WIDTH: usize = 100;

/// A whole document, broken over lines where one line would be too long.
pub fn document(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out.push('\n');
    out
}

/// A value on one line.
pub fn inline(value: &Value) -> String {
    let list = |items: &[Node]| items.iter().map(|n| inline(&n.value)).collect::<Vec<_>>().join(", ");
    let pairs = |entries: &[Entry], quote: bool| {
        let pair = |e: &Entry| format!("{}: {}", key(&e.name, quote), inline(&e.node.value));
        entries.iter().map(pair).collect::<Vec<_>>().join(", ")
    };
    match value {
        Value::Bool(b) => b.to_string(),
        Value::Number(text) => text.clone(),
        Value::Text(text) => quoted(text),
        Value::List(items) => format!("[{}]", list(items)),
        Value::Map(entries) => format!("{{{}}}", pairs(entries, true)),
        Value::Tuple { name, items } => {
            format!("{}({})", name.as_deref().unwrap_or(""), list(items))
        }
        Value::Record { name: Some(name), fields } if fields.is_empty() => name.clone(),
        Value::Record { name, fields } => format!("{}({})", name.as_deref().unwrap_or(""), pairs(fields, false)),
    }
}

fn key(name: &str, quote: bool) -> String {
    if quote { quoted(name) } else { name.into() }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}

fn block(value: &Value, indent: usize, out: &mut String) {
    let line = inline(value);
    if indent + line.chars().count() <= WIDTH && !matches!(value, Value::Map(m) if m.len() > 1) && indent > 0 {
        out.push_str(&line);
        return;
    }
    let mut lines = |open: String, close: &str, items: Vec<(String, &Value)>| {
        out.push_str(&open);
        out.push('\n');
        for (label, item) in items {
            out.push_str(&" ".repeat(indent + 4));
            out.push_str(&label);
            block(item, indent + 4, out);
            out.push_str(",\n");
        }
        out.push_str(&" ".repeat(indent));
        out.push_str(close);
    };
    let entries = |entries: &'_ [Entry], quote: bool| -> Vec<(String, Value)> {
        entries.iter().map(|e| (format!("{}: ", key(&e.name, quote)), e.node.value.clone())).collect()
    };
    match value {
        Value::List(items) if !items.is_empty() => {
            lines("[".into(), "]", items.iter().map(|n| (String::new(), &n.value)).collect());
        }
        Value::Map(map) if !map.is_empty() => {
            let map = entries(map, true);
            lines("{".into(), "}", map.iter().map(|(k, v)| (k.clone(), v)).collect());
        }
        Value::Record { name, fields } if !fields.is_empty() => {
            let fields = entries(fields, false);
            let open = format!("{}(", name.as_deref().unwrap_or(""));
            lines(open, ")", fields.iter().map(|(k, v)| (k.clone(), v)).collect());
        }
        _ => out.push_str(&line),
    }
}

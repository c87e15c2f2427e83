//! A RON document as a tree that remembers where everything stands.

/// A range of bytes in one of the texts of a [`crate::schema::Problems`]: the circuit file, or an override given on
/// the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Which text: 0 is the circuit file, k > 0 the k-th override.
    pub source: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A field of a record, or an item of a map: `name: value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The name, and where it stands.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The value.
    pub node: Node,
}

/// The kinds of value that a circuit file uses: RON without characters, byte strings and extensions.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `true`, `false`.
    Bool(bool),
    /// A number, as it was written (`1_000`, `5e-2`, `inf`), so that integers keep all their digits.
    Number(String),
    /// `"text"`, escapes resolved.
    Text(String),
    /// `[a, b]`.
    List(Vec<Node>),
    /// `{ "a": x, "b": y }` with names as keys.
    Map(Vec<Entry>),
    /// `(field: x)`, `name(field: x)` or a bare `name`.
    Record { name: Option<String>, fields: Vec<Entry> },
    /// `(a, b)` or `name(a, b)`: values without field names.
    Tuple { name: Option<String>, items: Vec<Node> },
}

impl Value {
    /// What to call such a value in a message.
    pub fn kind(&self) -> String {
        match self {
            Value::Bool(b) => format!("`{b}`"),
            Value::Number(text) => format!("the number {text}"),
            Value::Text(text) => format!("the text {text:?}"),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a map".into(),
            Value::Record { name: Some(name), .. } | Value::Tuple { name: Some(name), .. } => format!("`{name}`"),
            Value::Record { name: None, .. } => "a record without a name".into(),
            Value::Tuple { name: None, .. } => "values without field names".into(),
        }
    }

    /// A bare name.
    pub fn word(name: &str) -> Value {
        Value::Record { name: Some(name.into()), fields: Vec::new() }
    }
}

impl Node {
    /// A value made by the program, standing nowhere.
    pub fn made(value: Value) -> Node {
        Node { span: Span::default(), value }
    }

    /// The entry called `name`: a field of a record or an item of a map.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        match &self.value {
            Value::Map(entries) | Value::Record { fields: entries, .. } => entries.iter().find(|e| e.name == name),
            _ => None,
        }
    }
}

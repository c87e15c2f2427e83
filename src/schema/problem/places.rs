//! Where the value at each path was written.

use crate::schema::document::{Node, Span, Value};
use std::collections::BTreeMap;

/// From path to place.
#[derive(Debug, Clone, Default)]
pub struct Places(BTreeMap<String, Span>);

impl Places {
    /// Forgets what stood at `path` and below it, and remembers `node` there.
    pub fn replace(&mut self, path: &str, node: &Node) {
        self.0.retain(|known, _| !is_within(known, path));
        self.add(&mut path.to_string(), node);
    }

    fn add(&mut self, path: &mut String, node: &Node) {
        self.0.entry(path.clone()).or_insert(node.span);
        let mut child = |name: &str, node: &Node| {
            let length = path.len();
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
            self.add(path, node);
            path.truncate(length);
        };
        match &node.value {
            Value::Map(entries) | Value::Record { fields: entries, .. } => {
                entries.iter().for_each(|entry| child(&entry.name, &entry.node));
            }
            Value::List(items) | Value::Tuple { items, .. } => {
                items.iter().enumerate().for_each(|(i, item)| child(&i.to_string(), item));
            }
            _ => {}
        }
    }

    /// Where a value was written at just this path.
    pub fn get(&self, path: &str) -> Option<Span> {
        self.0.get(path).copied()
    }

    /// The place of `path`, or of its nearest ancestor that was written.
    pub fn nearest(&self, path: &str) -> Span {
        let ancestors = path.rmatch_indices('.').map(|(dot, _)| &path[..dot]);
        let known = std::iter::once(path).chain(ancestors).chain([""]).find_map(|path| self.0.get(path));
        known.copied().unwrap_or_default()
    }
}

fn is_within(path: &str, of: &str) -> bool {
    of.is_empty() || path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

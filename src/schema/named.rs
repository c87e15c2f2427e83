//! Things with names, in the order in which they were written: `{ "h1": …, "h2": … }`.

use super::document::{Entry, Node, Value};
use super::field::Field;
use super::problem::Problems;
use super::rule::Rule;
use std::collections::HashSet;

/// An ordered map from name to `T`.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<T>(pub Vec<(String, T)>);

impl<T> Named<T> {
    /// The one called `name`.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, item)| item)
    }

    /// The place of `name` in the order.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(n, _)| n == name)
    }

    /// The names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl<T: Field> Field for Named<T> {
    fn read(node: &Node, rule: &Rule, problems: &mut Problems) -> Option<Named<T>> {
        let entries = match &node.value {
            Value::Map(entries) => entries,
            other => {
                let message = format!("expected {}, found {}", Self::legal(rule), other.kind());
                problems.push(node.span, message, "write { \"name\": …, \"other\": … }");
                return None;
            }
        };
        let before = problems.count();
        let mut seen = HashSet::new();
        let mut items = Vec::new();
        for entry in entries {
            if !seen.insert(&entry.name) {
                problems.push(
                    entry.name_span,
                    format!("the name `{}` is given twice", entry.name),
                    "rename one of them",
                );
            }
            let legal = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
            if entry.name.is_empty() || !entry.name.chars().all(legal) {
                let help = "a name has letters, digits, `_` and `-` only: it becomes part of paths and files";
                problems.push(entry.name_span, format!("{:?} is not a name", entry.name), help);
            }
            if let Some(item) = problems.inside(&entry.name, |problems| T::read(&entry.node, rule, problems)) {
                items.push((entry.name.clone(), item));
            }
        }
        (problems.count() == before).then_some(Named(items))
    }

    fn write(&self) -> Value {
        let entry = |(name, item): &(String, T)| Entry {
            name: name.clone(),
            name_span: Default::default(),
            node: Node::made(item.write()),
        };
        Value::Map(self.0.iter().map(entry).collect())
    }

    fn legal(rule: &Rule) -> String {
        format!("{{ \"name\": {}, … }}", T::legal(rule))
    }

    fn words() -> Vec<super::WordDoc> {
        T::words()
    }
}

//! Numbers, truth values, texts, options and lists as fields.

use super::document::{Node, Value};
use super::field::Field;
use super::problem::Problems;
use super::rule::Rule;
use crate::units::Quantity;
use std::num::IntErrorKind;

const TEXT: &str = "\"text\"";

fn refuse<T>(node: &Node, problems: &mut Problems, expected: String) -> Option<T> {
    let help = match &node.value {
        Value::Record { name: Some(name), fields } if fields.is_empty() && expected == TEXT => {
            format!("write it in quotes: \"{name}\"")
        }
        _ => String::new(),
    };
    problems.push(node.span, format!("expected {expected}, found {}", node.value.kind()), help);
    None
}

fn out_of_range<T>(node: &Node, rule: &Rule, problems: &mut Problems, written: &str) -> Option<T> {
    let legal = match rule.describe().as_str() {
        "" => "finite numbers that float64 can hold".into(),
        range => range.to_string(),
    };
    problems.push(node.span, format!("{written} is out of range"), format!("legal: {legal}"));
    None
}

impl Field for f64 {
    fn read(node: &Node, rule: &Rule, problems: &mut Problems) -> Option<f64> {
        let (x, written) = match &node.value {
            Value::Number(text) => (text.parse().ok()?, text.clone()),
            Value::Text(text) => match Quantity::parse(text, rule.unit) {
                Ok(quantity) => (quantity.value, text.clone()),
                Err(error) => {
                    problems.push(node.span, error.message, error.help);
                    return None;
                }
            },
            _ => return refuse(node, problems, Self::legal(rule)),
        };
        if rule.allows(x) { Some(x) } else { out_of_range(node, rule, problems, &written) }
    }

    fn write(&self) -> Value {
        let text = format!("{self}");
        let text = if text.len() > 12 { format!("{self:e}") } else { text };
        Value::Number(if text.contains(['.', 'e', 'n', 'N']) { text } else { text + ".0" })
    }

    fn legal(rule: &Rule) -> String {
        match rule.describe().as_str() {
            "" => "a number".into(),
            range => format!("a number {range}"),
        }
    }
}

macro_rules! whole_number {
    ($type:ty) => {
        impl Field for $type {
            fn read(node: &Node, rule: &Rule, problems: &mut Problems) -> Option<$type> {
                let Value::Number(text) = &node.value else {
                    return refuse(node, problems, Self::legal(rule));
                };
                match text.trim_start_matches('+').parse::<$type>() {
                    Ok(x) if rule.allows(x as f64) => Some(x),
                    Ok(_) => out_of_range(node, rule, problems, text),
                    Err(error) if *error.kind() == IntErrorKind::PosOverflow => {
                        let legal = format!("legal: up to {}", <$type>::MAX);
                        problems.push(node.span, format!("{text} is out of range"), legal);
                        None
                    }
                    Err(_) => refuse(node, problems, Self::legal(rule)),
                }
            }

            fn write(&self) -> Value {
                Value::Number(self.to_string())
            }

            fn legal(rule: &Rule) -> String {
                format!("a whole number {}", rule.at_least(rule.min.max(0.0)).describe()).trim().into()
            }
        }
    };
}
whole_number!(usize);
whole_number!(u64);

impl Field for bool {
    fn read(node: &Node, rule: &Rule, problems: &mut Problems) -> Option<bool> {
        let Value::Bool(b) = node.value else {
            return refuse(node, problems, Self::legal(rule));
        };
        Some(b)
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }

    fn legal(_: &Rule) -> String {
        "true | false".into()
    }
}

impl Field for String {
    fn read(node: &Node, rule: &Rule, problems: &mut Problems) -> Option<String> {
        let Value::Text(text) = &node.value else {
            return refuse(node, problems, Self::legal(rule));
        };
        Some(text.clone())
    }

    fn write(&self) -> Value {
        Value::Text(self.clone())
    }

    fn legal(_: &Rule) -> String {
        TEXT.into()
    }
}

impl<T: Field> Field for Option<T> {
    fn read(node: &Node, rule: &Rule, problems: &mut Problems) -> Option<Option<T>> {
        match &node.value {
            Value::Record { name: Some(name), fields } if name == "None" && fields.is_empty() => Some(None),
            Value::Tuple { name: Some(name), items } if name == "Some" && items.len() == 1 => {
                T::read(&items[0], rule, problems).map(Some)
            }
            _ => T::read(node, rule, problems).map(Some),
        }
    }

    fn write(&self) -> Value {
        match self {
            None => Value::word("None"),
            Some(value) => value.write(),
        }
    }

    fn legal(rule: &Rule) -> String {
        format!("None | {}", T::legal(rule))
    }

    fn words() -> Vec<super::WordDoc> {
        T::words()
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(node: &Node, rule: &Rule, problems: &mut Problems) -> Option<Vec<T>> {
        let Value::List(items) = &node.value else {
            return refuse(node, problems, Self::legal(rule));
        };
        let read: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(i, item)| problems.inside(&i.to_string(), |problems| T::read(item, rule, problems)))
            .collect();
        read.into_iter().collect()
    }

    fn write(&self) -> Value {
        Value::List(self.iter().map(|item| Node::made(item.write())).collect())
    }

    fn legal(rule: &Rule) -> String {
        format!("[{}, …]", T::legal(rule))
    }

    fn words() -> Vec<super::WordDoc> {
        T::words()
    }
}

//! A membrane time constant: a time, or `instant` for a neuron without memory.

use crate::schema::{Field, Node, Problems, Rule, Value};
use crate::units::Unit;

/// How fast a neuron's state follows its input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeConstant {
    /// α = 1: the state is the input of this step.
    Instant,
    /// τ in milliseconds, greater than 0.
    Milliseconds(f64),
}

const RULE: Rule = Rule::ANY.above(0.0).unit(Unit::Millisecond);

impl Field for TimeConstant {
    fn read(node: &Node, _: &Rule, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Record { name: Some(name), fields } if name == "instant" && fields.is_empty() => {
                Some(TimeConstant::Instant)
            }
            Value::Number(_) | Value::Text(_) => f64::read(node, &RULE, problems).map(TimeConstant::Milliseconds),
            other => {
                let message = format!("expected a time constant, found {}", other.kind());
                problems.push(node.span, message, format!("legal here: {}", Self::legal(&RULE)));
                None
            }
        }
    }

    fn write(&self) -> Value {
        match self {
            TimeConstant::Instant => Value::word("instant"),
            TimeConstant::Milliseconds(tau) => tau.write(),
        }
    }

    fn legal(_: &Rule) -> String {
        format!("instant | {}", f64::legal(&RULE))
    }
}

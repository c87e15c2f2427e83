//! A membrane time constant: a time, a spread of times over the neurons, or `instant` for a neuron without memory.

use crate::rng::{self, Host};
use crate::schema::{Field, Node, Problems, Rule, Value};
use crate::units::Unit;

/// How fast a neuron's state follows its input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeConstant {
    /// α = 1: the state is the input of this step.
    Instant,
    /// τ in milliseconds, greater than 0, the same for every neuron.
    Milliseconds(f64),
    /// Each neuron's own τ, drawn once between the two (ms).
    Spread {
        /// The least.
        low: f64,
        /// The greatest.
        high: f64,
        /// Uniform in log τ rather than in τ.
        log: bool,
    },
}

const RULE: Rule = Rule::ANY.above(0.0).unit(Unit::Millisecond);

impl TimeConstant {
    /// True for a population that remembers.
    pub fn is_leaky(self) -> bool {
        self != TimeConstant::Instant
    }

    /// True where each neuron has its own.
    pub fn is_spread(self) -> bool {
        matches!(self, TimeConstant::Spread { .. })
    }

    /// The shortest τ there can be, in ms; `None` for instant neurons.
    pub fn shortest(self) -> Option<f64> {
        match self {
            TimeConstant::Instant => None,
            TimeConstant::Milliseconds(tau) => Some(tau),
            TimeConstant::Spread { low, .. } => Some(low),
        }
    }

    /// The τ of one neuron, in ms. Draws only where there is something to draw.
    pub fn draw(self, rng: &mut Host) -> Option<f64> {
        match self {
            TimeConstant::Instant => None,
            TimeConstant::Milliseconds(tau) => Some(tau),
            TimeConstant::Spread { low, high, log } => {
                let u = rng::uniform(rng);
                Some(if log { low * (high / low).powf(u) } else { low + u * (high - low) })
            }
        }
    }

    fn name(self) -> &'static str {
        match self {
            TimeConstant::Spread { log: true, .. } => "log_uniform",
            _ => "uniform",
        }
    }
}

impl Field for TimeConstant {
    fn read(node: &Node, _: &Rule, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Record { name: Some(name), fields } if name == "instant" && fields.is_empty() => {
                Some(TimeConstant::Instant)
            }
            Value::Number(_) | Value::Text(_) => f64::read(node, &RULE, problems).map(TimeConstant::Milliseconds),
            Value::Tuple { name: Some(name), items }
                if (name == "uniform" || name == "log_uniform") && items.len() == 2 =>
            {
                let low = f64::read(&items[0], &RULE, problems)?;
                let high = f64::read(&items[1], &RULE, problems)?;
                if low > high {
                    problems.push(node.span, format!("{low} ms is more than {high} ms"), "write the lower bound first");
                    return None;
                }
                Some(TimeConstant::Spread { low, high, log: name == "log_uniform" })
            }
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
            TimeConstant::Spread { low, high, .. } => Value::Tuple {
                name: Some(self.name().into()),
                items: vec![Node::made(low.write()), Node::made(high.write())],
            },
        }
    }

    fn legal(_: &Rule) -> String {
        format!("instant | {} | uniform(LOW, HIGH) | log_uniform(LOW, HIGH)", f64::legal(&RULE))
    }
}

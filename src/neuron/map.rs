//! Neurons in maps: channels × height × width, as images and convolutions have them.

use crate::schema::{Field, Node, Problems, Rule, Value};
use std::fmt;

/// Where the neurons of a population stand: neuron (c · height + y) · width + x in row y and column x of map c.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Map {
    /// Maps side by side.
    pub channels: usize,
    /// Rows of a map.
    pub height: usize,
    /// Columns of a map.
    pub width: usize,
}

/// No side is longer, so that sizes are numbers.
const SIDE: Rule = Rule::ANY.within(1.0, 65_536.0);

impl Map {
    /// Neurons.
    pub fn size(&self) -> usize {
        self.channels.saturating_mul(self.area())
    }

    /// Places of a map.
    pub fn area(&self) -> usize {
        self.height.saturating_mul(self.width)
    }
}

impl fmt::Display for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {} × {}", self.channels, self.height, self.width)
    }
}

impl Field for Map {
    fn read(node: &Node, _: &Rule, problems: &mut Problems) -> Option<Map> {
        match &node.value {
            Value::Tuple { name: None, items } if items.len() == 3 => {
                let sides: Vec<usize> =
                    items.iter().map(|side| usize::read(side, &SIDE, problems)).collect::<Option<_>>()?;
                Some(Map { channels: sides[0], height: sides[1], width: sides[2] })
            }
            other => {
                let message = format!("expected a shape, found {}", other.kind());
                problems.push(node.span, message, format!("legal here: {}", Self::legal(&SIDE)));
                None
            }
        }
    }

    fn write(&self) -> Value {
        let items = [self.channels, self.height, self.width].map(|side| Node::made(side.write()));
        Value::Tuple { name: None, items: items.to_vec() }
    }

    fn legal(_: &Rule) -> String {
        "(CHANNELS, HEIGHT, WIDTH)".into()
    }
}

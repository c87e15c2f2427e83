//! What a declaration demands of a number: its range and its unit.

use crate::units::Unit;

/// What a declaration demands of a number beyond its type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The canonical unit.
    pub unit: Unit,
    /// The least legal value.
    pub min: f64,
    /// The greatest legal value.
    pub max: f64,
    /// True when `min` itself is not legal.
    pub above_min: bool,
    /// True when `max` itself is not legal.
    pub below_max: bool,
}

impl Rule {
    /// Any finite number without a unit.
    pub const ANY: Rule =
        Rule { unit: Unit::One, min: f64::NEG_INFINITY, max: f64::INFINITY, above_min: true, below_max: true };

    /// `min ≤ x ≤ max`.
    pub const fn within(self, min: f64, max: f64) -> Rule {
        Rule { min, max, above_min: false, below_max: false, ..self }
    }

    /// `x ≥ min`.
    pub const fn at_least(self, min: f64) -> Rule {
        Rule { min, above_min: false, ..self }
    }

    /// `x > min`.
    pub const fn above(self, min: f64) -> Rule {
        Rule { min, above_min: true, ..self }
    }

    /// `x ≤ max`.
    pub const fn at_most(self, max: f64) -> Rule {
        Rule { max, below_max: false, ..self }
    }

    /// `x < max`.
    pub const fn below(self, max: f64) -> Rule {
        Rule { max, below_max: true, ..self }
    }

    /// In this unit.
    pub const fn unit(self, unit: Unit) -> Rule {
        Rule { unit, ..self }
    }

    /// True when `x` is finite and inside the range.
    pub fn allows(&self, x: f64) -> bool {
        let low = if self.above_min { x > self.min } else { x >= self.min };
        let high = if self.below_max { x < self.max } else { x <= self.max };
        x.is_finite() && low && high
    }

    /// The range in words: `> 0, ≤ 1, in ms`.
    pub fn describe(&self) -> String {
        let mut parts = Vec::new();
        if self.min.is_finite() {
            parts.push(format!("{} {}", if self.above_min { ">" } else { "≥" }, self.min));
        }
        if self.max.is_finite() {
            parts.push(format!("{} {}", if self.below_max { "<" } else { "≤" }, self.max));
        }
        if self.unit != Unit::One {
            parts.push(format!("in {}", self.unit.symbol()));
        }
        parts.join(", ")
    }
}

//! Units: every quantity of a circuit file has one canonical unit, and may be written with another of the same kind.

use crate::suggest;

/// The canonical units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A pure number.
    One,
    /// Time, in milliseconds.
    Millisecond,
    /// Rate, in hertz.
    Hertz,
    /// Voltage, in millivolts.
    Millivolt,
}

impl Unit {
    /// The symbol of the canonical unit; empty for a pure number.
    pub fn symbol(self) -> &'static str {
        match self {
            Unit::One => "",
            Unit::Millisecond => "ms",
            Unit::Hertz => "Hz",
            Unit::Millivolt => "mV",
        }
    }

    /// Every way to write such a quantity, with its size in the canonical unit: a whole number and a power of ten.
    fn symbols(self) -> &'static [(&'static str, (f64, i32))] {
        match self {
            Unit::One => &[("", (1.0, 0)), ("%", (1.0, -2))],
            Unit::Millisecond => {
                &[("ms", (1.0, 0)), ("s", (1.0, 3)), ("us", (1.0, -3)), ("µs", (1.0, -3)), ("min", (6.0, 4))]
            }
            Unit::Hertz => &[("Hz", (1.0, 0)), ("kHz", (1.0, 3))],
            Unit::Millivolt => &[("mV", (1.0, 0)), ("V", (1.0, 3)), ("uV", (1.0, -3)), ("µV", (1.0, -3))],
        }
    }
}

/// A number in its canonical unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

/// Why a text is not a quantity, and what would be.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantityError {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl Quantity {
    /// Reads `"20 ms"`, `"0.02 s"` or `"20"` as a quantity with the canonical unit `unit`.
    pub fn parse(text: &str, unit: Unit) -> Result<Quantity, QuantityError> {
        let text = text.trim();
        let split = text.rfind(|c: char| c.is_ascii_digit() || c == '.').map_or(0, |i| i + 1);
        let (number, symbol) = (text[..split].trim(), text[split..].trim());
        let Ok(x) = number.parse::<f64>() else {
            let example = format!("20 {}", unit.symbol());
            return Err(QuantityError {
                message: format!("{text:?} is not a quantity"),
                help: format!("write a number, or \"{}\"", example.trim()),
            });
        };
        if symbol.is_empty() {
            return Ok(Quantity { value: x, unit });
        }
        match unit.symbols().iter().find(|(known, _)| *known == symbol) {
            Some((_, (times, power))) => Ok(Quantity { value: times * shifted(number, *power).unwrap_or(x), unit }),
            None => Err(QuantityError {
                message: format!("{text:?} has the unit `{symbol}`"),
                help: suggest::help(symbol, unit.symbols().iter().map(|(s, _)| *s).filter(|s| !s.is_empty())),
            }),
        }
    }
}

/// A decimal number with its point moved: rounded once, so that 4.1 ms and 0.0041 s are one number.
fn shifted(number: &str, power: i32) -> Option<f64> {
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    format!("{digits}e{}", exponent.parse::<i32>().ok()?.checked_add(power)?).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_brought_to_the_canonical_unit() {
        let ms = |text| Quantity::parse(text, Unit::Millisecond).map(|q| q.value);
        assert_eq!(ms("20 ms"), Ok(20.0));
        assert_eq!(ms("0.02 s"), Ok(20.0));
        assert_eq!(ms("1e3us"), Ok(1.0));
        assert_eq!(ms("20"), Ok(20.0));
        assert_eq!(Quantity::parse("30 %", Unit::One).map(|q| q.value), Ok(0.3));
        assert_eq!(ms("0.0041 s"), Ok(4.1));
        assert_eq!(ms("700 us"), Ok(0.7));
        assert_eq!(ms("1.5 min"), Ok(90_000.0));
        assert!(ms("20 mV").unwrap_err().help.contains("`ms`"));
        assert!(ms("fast").is_err());
    }
}

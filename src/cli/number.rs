//! Whole numbers on the command line.

use std::ops::RangeInclusive;

/// A whole number; the message for anything else says which are legal.
pub fn whole(text: &str, legal: RangeInclusive<u64>) -> Result<u64, String> {
    let found = text.parse().ok().filter(|number| legal.contains(number));
    found.ok_or_else(|| format!("legal: whole numbers from {} to {}", legal.start(), legal.end()))
}

/// Any seed.
pub fn seed(text: &str) -> Result<u64, String> {
    whole(text, 0..=u64::MAX)
}

/// How many seeds.
pub fn seeds(text: &str) -> Result<u64, String> {
    whole(text, 1..=1000)
}

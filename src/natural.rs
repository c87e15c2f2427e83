//! The order in which people count names: `h1-64` comes before `h1-128`. Files are listed in it everywhere.

use std::path::PathBuf;

/// A piece of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// Digits by the number that they are: how many there are without leading zeros, then which.
    Number(usize, String),
    /// Anything else.
    Text(String),
}

/// What a name is sorted by; the name itself comes last, so that `a1` and `a01` have an order too.
pub fn key(name: &str) -> (Vec<Piece>, String) {
    let mut pieces = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let of_digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != of_digits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(match of_digits {
            true => {
                let digits = piece.trim_start_matches('0');
                Piece::Number(digits.len(), digits.into())
            }
            false => Piece::Text(piece.into()),
        });
        rest = after;
    }
    (pieces, name.into())
}

/// Sorts paths by their names.
pub fn sort(paths: &mut [PathBuf]) {
    paths.sort_by_cached_key(|path| key(&path.to_string_lossy()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_counted_not_spelled() {
        let mut names = ["a-128-seed1", "a-64-seed10", "b-7", "a-64-seed9", "a", "a-0064-seed9", "9", "é2"];
        names.sort_by_key(|name| key(name));
        assert_eq!(names, ["9", "a", "a-0064-seed9", "a-64-seed9", "a-64-seed10", "a-128-seed1", "b-7", "é2"]);
        let long = ["x99999999999999999999999999", "x100000000000000000000000000"];
        assert!(key(long[0]) < key(long[1]));
    }
}

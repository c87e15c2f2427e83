//! "Did you mean": the legal name nearest to what was written.

use std::collections::HashSet;

/// The name among `legal` that `written` was most likely meant to be: within a third of its letters (and at least one)
/// by Damerau-Levenshtein distance, case ignored, or a legal name that begins with it. `None` when nothing is near.
pub fn nearest<'a>(written: &str, legal: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let allowed = (lower.chars().count() / 3).max(1);
    legal
        .into_iter()
        .map(|name| {
            let other = name.to_lowercase();
            let distance = strsim::damerau_levenshtein(&lower, &other);
            let begins = lower.len() >= 3 && (other.starts_with(&lower) || lower.starts_with(&other));
            (if begins { distance.min(allowed) } else { distance }, name)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// As many names as a person would read.
const MOST_NAMES: usize = 30;

/// The second half of an "unknown name" message: the nearest name, and all the legal ones.
pub fn help<'a>(written: &str, legal: impl IntoIterator<Item = &'a str>) -> String {
    // Two projections may have one name: it is legal once.
    let mut seen = HashSet::new();
    let legal: Vec<&str> = legal.into_iter().filter(|name| seen.insert(*name)).collect();
    if legal.is_empty() {
        return "nothing can be named here".into();
    }
    let mut list = legal.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if legal.len() > MOST_NAMES {
        list += &format!(" and {} more", legal.len() - MOST_NAMES);
    }
    match nearest(written, legal.iter().copied()) {
        Some(name) => format!("did you mean `{name}`? legal here: {list}"),
        None => format!("legal here: {list}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{help, nearest};

    #[test]
    fn a_typing_slip_finds_its_name_and_nonsense_finds_none() {
        let legal = ["manifold_noise", "vanilla_noise", "backprop", "h2"];
        assert_eq!(nearest("manifold_nose", legal), Some("manifold_noise"));
        assert_eq!(nearest("Backprop", legal), Some("backprop"));
        assert_eq!(nearest("h3", legal), Some("h2"));
        assert_eq!(nearest("back", legal), Some("backprop"));
        assert_eq!(nearest("xylophone", legal), None);
    }

    #[test]
    fn a_name_that_stands_twice_is_listed_once() {
        assert_eq!(help("xyz", ["s", "rec", "s", "rec"]), "legal here: `s`, `rec`");
    }
}

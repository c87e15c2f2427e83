//! What must be said beside estimates of dimension: copies among the samples, and why an estimate is missing.

use crate::run::document::analysis::Dimension;

/// How tables call the estimates of a document.
const NAMES: [(&str, &str); 11] = [
    ("participation_ratio", "PR"),
    ("participation_ratio_rows", "PR corrected for samples"),
    ("participation_ratio_columns", "PR corrected for neurons"),
    ("participation_ratio_both", "PR corrected"),
    ("k90", "90 %"),
    ("k95", "95 %"),
    ("twonn", "twoNN"),
    ("twonn_ml", "twoNN ML"),
    ("twonn_censored", "twoNN censored"),
    ("gride", "GRIDE"),
    ("levina_bickel", "Levina–Bickel"),
];

/// Sentences about the estimates of a population: `what` says which.
pub fn notes(what: &str, samples: usize, d: &Dimension) -> Vec<String> {
    let mut notes = Vec::new();
    if d.duplicates > 0 {
        let are = if d.duplicates == 1 { "is a copy" } else { "are copies" };
        notes.push(format!(
            "{what}: {samples} samples, of which {} {are}; estimators of neighbours see the {} that differ",
            d.duplicates,
            samples - d.duplicates.min(samples)
        ));
    }
    let mut reasons: Vec<&String> = Vec::new();
    for (name, _) in NAMES {
        reasons.extend(d.missing.get(name).filter(|why| !reasons.contains(why)));
    }
    for why in reasons {
        let of = NAMES.iter().filter(|(name, _)| d.missing.get(*name) == Some(why)).map(|(_, shown)| *shown);
        notes.push(format!("{what}: no {}: {why}", of.collect::<Vec<_>>().join(", ")));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_reasons_are_told_once_for_all_estimators_that_they_hold_for() {
        assert!(notes("h1", 1000, &Dimension::default()).is_empty());
        let missing = [("twonn", "few"), ("levina_bickel", "few"), ("k90", "equal")];
        let missing = missing.map(|(name, why)| (name.to_string(), why.to_string())).into();
        let found = notes("h1", 1000, &Dimension { duplicates: 974, missing, ..Dimension::default() });
        let expected = [
            "h1: 1000 samples, of which 974 are copies; estimators of neighbours see the 26 that differ",
            "h1: no 90 %: equal",
            "h1: no twoNN, Levina–Bickel: few",
        ];
        assert_eq!(found, expected);
    }
}

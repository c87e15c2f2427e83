//! Circles: files each of which leads back to itself, arrow by arrow.

use crate::house::Arrow;
use crate::source::Path;
use std::collections::{BTreeMap, BTreeSet};

/// The files of each circle, with the arrows between them. What tests use draws none: they may look at all that they test.
pub fn circles(arrows: &[Arrow]) -> Vec<Vec<Arrow>> {
    let mut next: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
    let arrows = || arrows.iter().filter(|arrow| !arrow.test);
    for Arrow { from, to, .. } in arrows() {
        next.entry(from).or_default().push(to);
    }
    let reached = |start: &Path| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(file) = open.pop() {
            for to in next.get(&file).into_iter().flatten() {
                if seen.insert((*to).clone()) {
                    open.push(to);
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&Path, BTreeSet<Path>> = next.keys().map(|file| (*file, reached(file))).collect();
    let returns = |a: &Path, b: &Path| reach.get(a).is_some_and(|seen| seen.contains(b));
    let mut circles: BTreeMap<&Path, Vec<Arrow>> = BTreeMap::new();
    for arrow in arrows().filter(|arrow| returns(&arrow.to, &arrow.from)) {
        let first = reach.keys().find(|file| returns(file, &arrow.from) && returns(&arrow.from, file));
        circles.entry(first.expect("the arrow's own end at least")).or_default().push(arrow.clone());
    }
    circles.into_values().collect()
}

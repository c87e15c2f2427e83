//! Random splits of stimuli into those that a mapping is fitted to and those it is judged by.

use crate::rng::host_rng;
use crate::rng::shuffle;

/// Indices of stimuli, each in exactly one of the two lists; in ascending order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// To fit.
    pub train: Vec<usize>,
    /// To judge.
    pub test: Vec<usize>,
}

/// `count` independent splits of `n` stimuli, with `share` of them (rounded up) held out. With `labels`, one a stimulus,
/// every label gives its share: numbers held out differ from it by less than one, and who gives the remainder is drawn.
pub fn splits(n: usize, labels: Option<&[usize]>, count: usize, share: f64, seed: u64) -> Vec<Split> {
    let mut rng = host_rng(seed, "splits");
    let held = (share * n as f64).ceil() as usize;
    let mut groups: Vec<Vec<usize>> = match labels {
        None => vec![(0..n).collect()],
        Some(labels) => {
            assert_eq!(labels.len(), n, "a label for every stimulus");
            let mut distinct = labels.to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            distinct.iter().map(|label| (0..n).filter(|&i| labels[i] == *label).collect()).collect()
        }
    };
    let one = |_| {
        shuffle(&mut rng, &mut groups);
        groups.iter_mut().for_each(|group| shuffle(&mut rng, group));
        // held · size / n of each group, and what is lost to the division.
        let due = |group: &Vec<usize>| (held * group.len() / n, held * group.len() % n);
        // Stable: the shuffle decides between equal remainders.
        groups.sort_by_key(|group| std::cmp::Reverse(due(group).1));
        let rest = held - groups.iter().map(|group| due(group).0).sum::<usize>();
        let taken = |(place, group): (usize, &Vec<usize>)| group[..due(group).0 + usize::from(place < rest)].to_vec();
        let mut test: Vec<usize> = groups.iter().enumerate().flat_map(taken).collect();
        test.sort_unstable();
        Split { train: (0..n).filter(|i| test.binary_search(i).is_err()).collect(), test }
    };
    (0..count).map(one).collect()
}

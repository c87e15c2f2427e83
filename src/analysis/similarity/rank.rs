//! Comparing two lists of numbers, such as two dissimilarity matrices.
//!
//! Numbers that differ by rounding alone are equal: where two of them, one after the other in order, are no farther apart
//! than a thousand roundings (1,024 ε ≈ 2.3e-13) of the list's largest magnitude, they are tied, and a list whose numbers
//! all are does not vary. Dissimilarities such as 1 − r are sums over many channels, which come out as 0 here and as 2e-16
//! there; if they were taken as they are, rounding would decide their order.

/// Differences up to this share of a list's largest magnitude are those of rounding.
const ROUNDED: f64 = 1_024.0 * f64::EPSILON;

/// How two lists are compared. All but the cosine do not change when one is shifted; ranks do not under any growing function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Product-moment correlation.
    Pearson,
    /// Pearson correlation of ranks, ties having the mean of theirs.
    Spearman,
    /// Spearman's without its reward for predicting ties: what it is on average if ties are broken by chance. The
    /// comparison for categorical models. Source: H. Schütt et al. (2023), doi:10.7554/eLife.82566.
    RhoA,
    /// Kendall's τ-a: concordant less discordant pairs, of all pairs.
    TauA,
    /// The cosine of the angle at the origin: for distances whose zero means something.
    Cosine,
}

impl Comparison {
    /// Every one.
    pub const ALL: [Comparison; 5] =
        [Comparison::Pearson, Comparison::Spearman, Comparison::RhoA, Comparison::TauA, Comparison::Cosine];

    /// As tables have it.
    pub fn name(self) -> &'static str {
        match self {
            Comparison::Pearson => "Pearson",
            Comparison::Spearman => "Spearman",
            Comparison::RhoA => "rho-a",
            Comparison::TauA => "tau-a",
            Comparison::Cosine => "cosine",
        }
    }

    /// In [−1, 1]; `None` where a list has no direction.
    pub fn of(self, a: &[f64], b: &[f64]) -> Option<f64> {
        match self {
            Comparison::Pearson => pearson(a, b),
            Comparison::Spearman => spearman(a, b),
            Comparison::RhoA => rho_a(a, b),
            Comparison::TauA => tau_a(a, b),
            Comparison::Cosine => cosine(a, b),
        }
    }
}

/// Pearson's correlation; `None` where a list does not vary.
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    cosine(&centred(a), &centred(b))
}

/// The cosine of two lists; `None` where one is zero.
pub fn cosine(a: &[f64], b: &[f64]) -> Option<f64> {
    assert_eq!(a.len(), b.len(), "lists of the same pairs");
    let (ab, aa, bb) =
        a.iter().zip(b).fold((0.0, 0.0, 0.0), |(ab, aa, bb), (a, b)| (ab + a * b, aa + a * a, bb + b * b));
    (aa > 0.0 && bb > 0.0).then(|| (ab / (aa.sqrt() * bb.sqrt())).clamp(-1.0, 1.0))
}

/// Spearman's ρ; `None` where a list does not vary.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    pearson(&ranks(a), &ranks(b))
}

/// 12 Σ of products of centred ranks / (n³ − n); `None` where a list does not vary.
pub fn rho_a(a: &[f64], b: &[f64]) -> Option<f64> {
    assert_eq!(a.len(), b.len(), "lists of the same pairs");
    let (a, b, n) = (centred(&ranks(a)), centred(&ranks(b)), a.len() as f64);
    let varies = |x: &[f64]| x.iter().any(|x| *x != 0.0);
    (varies(&a) && varies(&b)).then(|| 12.0 * a.iter().zip(&b).map(|(a, b)| a * b).sum::<f64>() / (n * n * n - n))
}

/// Kendall's τ-a; `None` where a list does not vary. Time: n log n (W. Knight 1966, doi:10.1080/01621459.1966.10480879).
pub fn tau_a(a: &[f64], b: &[f64]) -> Option<f64> {
    assert_eq!(a.len(), b.len(), "lists of the same pairs");
    let mut both: Vec<(f64, f64)> = ranks(a).into_iter().zip(ranks(b)).collect();
    both.sort_unstable_by(|x, y| x.0.total_cmp(&y.0).then(x.1.total_cmp(&y.1)));
    let (tied_a, tied) = (ties(&both, |x, y| x.0 == y.0), ties(&both, |x, y| x == y));
    let mut second: Vec<f64> = both.iter().map(|x| x.1).collect();
    let discordant = inversions(&mut second);
    let (tied_b, all) = (ties(&second, |x, y| x == y), pairs(a.len()));
    let untied = (all + tied) - tied_a - tied_b;
    (tied_a < all && tied_b < all).then(|| (untied as f64 - 2.0 * discordant as f64) / all as f64)
}

/// Ranks from 1, ties having the mean of theirs: of numbers that are equal, up to rounding.
pub fn ranks(x: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_unstable_by(|&i, &j| x[i].total_cmp(&x[j]));
    let (mut ranks, mut before, near) = (vec![0.0; x.len()], 0, rounding(x));
    for tied in order.chunk_by(|&i, &j| x[i] == x[j] || (x[i] - x[j]).abs() <= near) {
        let rank = before as f64 + (tied.len() + 1) as f64 / 2.0;
        tied.iter().for_each(|&i| ranks[i] = rank);
        before += tied.len();
    }
    ranks
}

pub(super) fn centred(x: &[f64]) -> Vec<f64> {
    let mean = x.iter().sum::<f64>() / x.len().max(1) as f64;
    // A constant list is zero but for rounding: exactly zero.
    let (least, most) =
        x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| (least.min(*v), most.max(*v)));
    let varies = most - least > rounding(x);
    x.iter().map(|v| if varies { v - mean } else { 0.0 }).collect()
}

/// How far apart equal numbers of a list may be.
fn rounding(x: &[f64]) -> f64 {
    ROUNDED * x.iter().fold(0.0_f64, |most, v| most.max(v.abs()))
}

fn pairs(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

/// Pairs of equal neighbours in a sorted list.
fn ties<T>(sorted: &[T], same: impl Fn(&T, &T) -> bool) -> usize {
    sorted.chunk_by(same).map(|run| pairs(run.len())).sum()
}

/// Sorts, and counts the pairs that were in the wrong order.
fn inversions(x: &mut [f64]) -> usize {
    if x.len() < 2 {
        return 0;
    }
    let (left, right) = x.split_at_mut(x.len() / 2);
    let mut count = inversions(left) + inversions(right);
    let (mut merged, mut l, mut r) = (Vec::with_capacity(left.len() + right.len()), 0, 0);
    while l < left.len() || r < right.len() {
        if r == right.len() || (l < left.len() && left[l] <= right[r]) {
            merged.push(left[l]);
            l += 1;
        } else {
            merged.push(right[r]);
            r += 1;
            count += left.len() - l;
        }
    }
    x.copy_from_slice(&merged);
    count
}

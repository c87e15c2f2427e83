//! The law the other way round: how many draws a cosine takes, and up to how many the manifold pays.

use super::{cosine_over_updates, spread};
use crate::credit::Draws;

/// The least number of draws whose estimate has the cosine `c` in a subspace of dimension `d` that captures `f` of the
/// Jacobian; `None` where no number has it, since the cosine never exceeds √f.
///
/// `per_update`: draws of one update. Orthogonal draws begin their blocks anew in each, so that beyond one update whole
/// updates are counted; to others it does not matter. `None`: all of them in one.
pub fn perturbations(draws: Draws, (f, d): (f64, f64), per_update: Option<f64>, c: f64) -> Option<f64> {
    if c * c > f {
        return None;
    }
    if draws != Draws::Orthogonal {
        return least(spread(draws, d, 1.0), f, c);
    }
    let once = (d * c * c / f).ceil().max(1.0);
    match per_update.filter(|each| *each < once) {
        None => Some(once),
        Some(each) => Some((least(spread(draws, d, each), f, c)? / each).ceil().max(1.0) * each),
    }
}

/// The least K with f / (1 + s/K) ≥ c².
fn least(s: f64, f: f64, c: f64) -> Option<f64> {
    if s == 0.0 {
        return Some(1.0);
    }
    // Of a quotient that should be whole, rounding leaves a little more.
    let k = (s * c * c / (f - c * c) * (1.0 - 1e-12)).ceil().max(1.0);
    k.is_finite().then_some(k)
}

/// The number of draws, all in one update, below which noise in a subspace of dimension `d` that captures `f` of the
/// Jacobian finds it better than noise in all `n` directions: 0 where it never does, infinite where it always does.
pub fn crossover_perturbations(draws: Draws, (f, d): (f64, f64), n: f64) -> f64 {
    let k = match draws {
        // The manifold is known after d draws, and all directions catch up.
        Draws::Orthogonal if f * n > d => f * n,
        Draws::Orthogonal => 0.0,
        _ => {
            let ahead = f * spread(draws, n, 1.0) - spread(draws, d, 1.0);
            if ahead > 0.0 { ahead / (1.0 - f) } else { 0.0 }
        }
    };
    if f >= 1.0 && k > 0.0 { f64::INFINITY } else { k }
}

/// The cosine after `k` draws: all in one update, or `per_update` in each.
pub fn cosine_after(draws: Draws, (f, d): (f64, f64), per_update: Option<f64>, k: f64) -> f64 {
    cosine_over_updates(draws, f, d, per_update.unwrap_or(k).min(k), k)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::law::cosine;

    const ALL: [Draws; 3] = [Draws::Gaussian, Draws::Rademacher, Draws::Orthogonal];

    #[test]
    fn the_least_number_reaches_the_cosine_and_one_draw_less_does_not() {
        for draws in ALL {
            for (f, d, c) in [(0.8, 16.0, 0.7), (1.0, 1024.0, 0.7), (0.9, 5.0, 0.9), (0.25, 64.0, 0.3), (1.0, 3.0, 0.1)]
            {
                let k = perturbations(draws, (f, d), None, c).unwrap();
                assert!(cosine(draws, f, d, k) >= c - 1e-9, "{draws:?} {f} {d} {c}: {k}");
                assert!(k == 1.0 || cosine(draws, f, d, k - 1.0) < c, "{draws:?} {f} {d} {c}: {k}");
            }
        }
    }

    #[test]
    fn the_known_cases_come_out() {
        // (n + 1) c² / (1 − c²) of Gaussian draws in n directions.
        assert_eq!(perturbations(Draws::Gaussian, (1.0, 99.0), None, 0.5_f64.sqrt()), Some(100.0));
        assert_eq!(perturbations(Draws::Gaussian, (0.8, 16.0), None, 0.7), Some(27.0));
        assert_eq!(perturbations(Draws::Orthogonal, (0.8, 16.0), None, 0.8_f64.sqrt()), Some(16.0));
        assert_eq!(perturbations(Draws::Rademacher, (1.0, 1.0), None, 1.0), Some(1.0));
        // √f is out of reach of independent draws, and beyond it everything is.
        assert_eq!(perturbations(Draws::Gaussian, (0.25, 16.0), None, 0.5), None);
        assert_eq!(perturbations(Draws::Orthogonal, (0.25, 16.0), None, 0.51), None);
    }

    #[test]
    fn orthogonal_draws_of_several_updates_are_counted_in_whole_updates() {
        let needed = |each| perturbations(Draws::Orthogonal, (0.8, 16.0), Some(each), 0.8).unwrap();
        assert_eq!(needed(64.0), 13.0);
        // 12 of 16 directions an update: spread 4, and 4 · .64/.16 = 16 draws.
        assert_eq!(needed(12.0), 24.0);
        assert!(cosine_after(Draws::Orthogonal, (0.8, 16.0), Some(12.0), 24.0) >= 0.8);
        assert_eq!(needed(8.0), 32.0);
    }

    #[test]
    fn at_the_crossover_both_kinds_of_noise_are_equal() {
        for draws in ALL {
            let (f, d, n) = (0.7, 16.0, 512.0);
            let k = crossover_perturbations(draws, (f, d), n);
            let difference = |k: f64| cosine(draws, f, d, k) - cosine(draws, 1.0, n, k);
            assert!(difference((k * 0.9).round()) > 0.0 && difference((k * 1.1).round()) < 0.0, "{draws:?} {k}");
            assert_eq!(crossover_perturbations(draws, (0.02, d), n), 0.0, "no better than a random subspace");
            assert_eq!(crossover_perturbations(draws, (1.0, d), n), f64::INFINITY);
        }
    }
}

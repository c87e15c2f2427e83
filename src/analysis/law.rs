//! What theory says of noise correlation (arXiv 2601.02636, and the moments of Gaussian, Rademacher and orthogonal draws).
//!
//! K independent draws in a d-dimensional subspace that holds the fraction f of a fixed Jacobian estimate it with the
//! cosine √(f / (1 + (d+1)/K)). Cosines here are ratios of expectations: at K = 1 the exact mean differs slightly.

pub mod inverse;

use crate::credit::Draws;

/// The cosine between estimated and true Jacobian after `k` draws in one update, in a subspace of dimension `d` that
/// captures `f` of it. 0 for k = 0.
pub fn cosine(draws: Draws, f: f64, d: f64, k: f64) -> f64 {
    cosine_over_updates(draws, f, d, k, k)
}

/// The same after `k` draws spread over updates of `per_update` draws each, which matters to orthogonal ones: a block
/// that an update leaves unfinished is not taken up again.
pub fn cosine_over_updates(draws: Draws, f: f64, d: f64, per_update: f64, k: f64) -> f64 {
    cosine_beside_others(draws, f, d, per_update, k, 0.0)
}

/// The same while other populations are perturbed too: see [`cosine_with_cross_talk`] for `cross`, which counts each
/// other population's noise variance in units of this one's.
pub fn cosine_beside_others(draws: Draws, f: f64, d: f64, per_update: f64, k: f64, cross: f64) -> f64 {
    if k <= 0.0 {
        return 0.0;
    }
    (f / (1.0 + (spread(draws, d, per_update) + d * cross) / k)).sqrt()
}

/// The variance of an estimate from one draw, in units of the squared length of what it estimates.
fn spread(draws: Draws, d: f64, per_update: f64) -> f64 {
    match draws {
        Draws::Gaussian => d + 1.0,
        Draws::Rademacher => d - 1.0,
        // Whole blocks are exact; r further draws of an update weigh r of d directions more than the others.
        Draws::Orthogonal => {
            let r = per_update % d;
            r * (d - r) / per_update
        }
    }
}

/// The exact mean of |cos| between a fixed direction and one Gaussian direction in n dimensions:
/// Γ(n/2) / (√π Γ((n+1)/2)).
pub fn single_draw_cosine(n: usize) -> f64 {
    // Γ(n/2)/Γ((n+1)/2) by the recurrence g(n+2) = g(n) · n/(n+1), from g(1) = √π and g(2) = 2/√π.
    let root = std::f64::consts::PI.sqrt();
    let (mut at, mut ratio) = if n % 2 == 1 { (1, root) } else { (2, 2.0 / root) };
    while at < n {
        ratio *= at as f64 / (at as f64 + 1.0);
        at += 2;
    }
    ratio / root
}

/// The captured fraction above which manifold noise of rank `d` beats vanilla noise in `n` neurons, at `k` draws.
pub fn crossover(d: f64, n: f64, k: f64) -> f64 {
    (k + d + 1.0) / (k + n + 1.0)
}

/// The noise of other populations that are perturbed at once, as the output sees it, in units of what this population's
/// noise would do in all directions, ‖J_l‖².
#[derive(Debug, Clone, Copy, Default)]
pub struct Others {
    /// Within their subspaces: Σ_m ‖J_m U_m‖² / ‖J_l‖².
    pub manifold: f64,
    /// In all directions: Σ_m ‖J_m‖² / ‖J_l‖².
    pub vanilla: f64,
}

/// [`crossover`] beside other populations, with draws of any kind: the f at which manifold noise in all populations gives
/// this one the cosine that vanilla noise in all of them would.
pub fn crossover_beside_others(draws: Draws, (d, n): (f64, f64), per_update: f64, k: f64, others: Others) -> f64 {
    // f² = c (f (1 + s_d/K) + (d/K) manifold), c = 1 / (1 + (s_n + n vanilla)/K) being the vanilla cosine's square.
    let vanilla = k + spread(draws, n, per_update) + n * others.vanilla;
    let alone = (k + spread(draws, d, per_update)) / vanilla;
    (alone + (alone * alone + 4.0 * d * others.manifold / vanilla).sqrt()) / 2.0
}

/// What the cosine becomes when other populations are perturbed at once: each adds (d/K) ‖J_m U_m‖² / ‖J_l U_l‖² inside
/// the bracket, summed in `cross` = Σ_m ‖J_m U_m‖² / ‖J_l U_l‖². For Gaussian draws.
pub fn cosine_with_cross_talk(f: f64, d: f64, k: f64, cross: f64) -> f64 {
    (f / (1.0 + (d + 1.0) / k + d / k * cross)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_single_draw_cosine_has_its_known_values() {
        assert!((single_draw_cosine(100) - 0.07999).abs() < 1e-5);
        assert!((single_draw_cosine(2) - 2.0 / std::f64::consts::PI).abs() < 1e-12);
        assert!((single_draw_cosine(1) - 1.0).abs() < 1e-12);
        assert!((single_draw_cosine(3) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_law_has_its_golden_values() {
        let gauss = |f, d, k| cosine(Draws::Gaussian, f, d, k);
        assert!((gauss(1.0, 100.0, 10.0) - 0.300).abs() < 1e-3);
        assert!((gauss(1.0, 1000.0, 1000.0) - 0.707).abs() < 1e-3);
        assert!((gauss(0.9, 20.0, 10.0) - 0.539).abs() < 1e-3);
        assert!((gauss(0.8, 16.0, 16.0) - 0.623).abs() < 1e-3);
        assert!((cosine(Draws::Orthogonal, 0.8, 16.0, 16.0) - 0.894).abs() < 1e-3);
        assert!((cosine(Draws::Orthogonal, 0.8, 16.0, 4.0) - (0.8_f64 / 4.0).sqrt()).abs() < 1e-12);
        assert!((cosine(Draws::Orthogonal, 0.8, 16.0, 48.0) - 0.8_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn at_the_crossover_manifold_and_vanilla_noise_are_equal() {
        let (d, n, k) = (16.0, 256.0, 40.0);
        let f = crossover(d, n, k);
        assert!((cosine(Draws::Gaussian, f, d, k) - cosine(Draws::Gaussian, 1.0, n, k)).abs() < 1e-12);
        let alone = crossover_beside_others(Draws::Gaussian, (d, n), 8.0, k, Others::default());
        assert!((alone - f).abs() < 1e-12);
    }

    #[test]
    fn at_the_crossover_beside_others_they_are_equal_too() {
        let (d, n, per_update, k) = (16.0, 256.0, 24.0, 40.0);
        let others = Others { manifold: 0.7, vanilla: 1.3 };
        for draws in [Draws::Gaussian, Draws::Rademacher, Draws::Orthogonal] {
            let f = crossover_beside_others(draws, (d, n), per_update, k, others);
            // Of this population's noise the share f is seen.
            let manifold = cosine_beside_others(draws, f, d, per_update, k, others.manifold / f);
            let vanilla = cosine_beside_others(draws, 1.0, n, per_update, k, others.vanilla);
            assert!((manifold - vanilla).abs() < 1e-12, "{draws:?}: {manifold} {vanilla}");
        }
    }
}

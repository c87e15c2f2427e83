//! A ring of neurons, each with a preferred direction.

use std::f64::consts::{PI, TAU};

/// Adds to the ring a bump of height 0.8 · `strength` and width π/8 (standard deviation) around `direction`.
pub fn add_bump(ring: &mut [f32], direction: f64, strength: f64) {
    let spacing = TAU / ring.len() as f64;
    for (i, x) in ring.iter_mut().enumerate() {
        let distance = distance(direction, i as f64 * spacing) / (PI / 8.0);
        *x += (0.8 * strength * (-distance * distance / 2.0).exp()) as f32;
    }
}

/// The direction of the population vector, Σ activity · (unit vector of the preferred direction), in −π to π.
pub fn direction(ring: &[f32]) -> f64 {
    let spacing = TAU / ring.len() as f64;
    let sum = ring.iter().enumerate().fold((0.0, 0.0), |(x, y), (i, activity)| {
        let (sine, cosine) = (i as f64 * spacing).sin_cos();
        (x + f64::from(*activity) * cosine, y + f64::from(*activity) * sine)
    });
    sum.1.atan2(sum.0)
}

/// The angle between two directions, in 0 to π.
pub fn distance(a: f64, b: f64) -> f64 {
    let apart = (a - b).rem_euclid(TAU);
    apart.min(TAU - apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_of_a_bump_is_read_back_whatever_its_height_and_floor() {
        for units in [8, 16, 32] {
            for k in 0..50 {
                let at = TAU * f64::from(k) / 50.0;
                let mut ring = vec![0.05; units];
                add_bump(&mut ring, at, 0.7);
                let tolerance = if units < 16 { 0.04 } else { 1e-3 };
                assert!(distance(direction(&ring), at) < tolerance, "{units} units, {at}: {}", direction(&ring));
            }
        }
        let mut ring = [0.0; 32];
        add_bump(&mut ring, TAU / 4.0, 1.0);
        assert!((ring[8] - 0.8).abs() < 1e-6 && (ring[10] - 0.8 * (-0.5_f32).exp()).abs() < 1e-6);
    }

    #[test]
    fn distances_go_the_short_way_round() {
        assert!((distance(0.1, TAU - 0.1) - 0.2).abs() < 1e-12);
        assert!((distance(-PI, PI)).abs() < 1e-12);
        assert!((distance(7.0 * PI, 0.0) - PI).abs() < 1e-9);
    }
}

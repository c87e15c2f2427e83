//! Antithetic twins. For symmetric noise +ξ alone is as free of second-order bias as ±ξ: E[ξᵀHξ ξ] is an odd moment, 0.
//! What ±ξ removes is the second order's *variance*; how much it is where it is known exactly, `reward` tells.

use crate::fact::{Columns, Sample};
use crate::feedback::curved;

/// Estimates of h2's feedback under noise as large as the activity.
fn estimates(antithetic: bool) -> Columns {
    let noise = format!("noise: noise(sigma: 1.0, antithetic: {antithetic}, turns: round_robin)");
    let mut lab = curved(&format!("vanilla_noise({noise}, feedback: rebuilt)"), |_| ());
    let mut found = Columns::new();
    for _ in 0..4000 {
        lab.run(3);
        found.rows.push(lab.feedback("h2"));
    }
    found
}

#[test]
fn antithetic_twins_leave_the_mean_and_cut_the_variance() {
    let found = [estimates(false), estimates(true)];
    let means = found
        .each_ref()
        .map(|columns| (0..columns.rows[0].len()).map(|i| columns.component(i)).collect::<Vec<Sample>>());
    for (single, both) in means[0].iter().zip(&means[1]) {
        let z = (single.mean - both.mean) / single.error().hypot(both.error());
        assert!(z.abs() < 5.0, "{} and {}", single.mean, both.mean);
    }
    // |Ĵ − E Ĵ|² of each estimate: its mean is the total variance.
    let variance = |(columns, means): (&Columns, &Vec<Sample>)| {
        let deviation = |row: &Vec<f64>| row.iter().zip(means).map(|(x, m)| (x - m.mean).powi(2)).sum();
        Sample::of(&columns.rows.iter().map(deviation).collect::<Vec<f64>>())
    };
    let [single, both] = [0, 1].map(|k| variance((&found[k], &means[k])));
    let error = single.error().hypot(both.error());
    println!("total variance {:.3} single, {:.3} antithetic, ± {error:.3}", single.mean, both.mean);
    assert!(single.mean - both.mean > 4.0 * error);
}

//! Antithetic twins. For symmetric noise +ξ alone is as free of second-order bias as ±ξ: E[ξᵀHξ ξ] is an odd moment, 0.
//! What ±ξ removes is the second order's *variance*, and that exactly: a purely quadratic effect leaves no trace.

use crate::arrays::square;
use crate::fact::Columns;
use crate::feedback::curved;

/// Estimates of h2's feedback under noise as large as the activity.
fn estimates(antithetic: bool) -> Columns {
    let noise = format!("noise: noise(sigma: 0.5, antithetic: {antithetic}, turns: round_robin)");
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
    let (single, both) = (estimates(false), estimates(true));
    let count = single.rows[0].len();
    let sum = |columns: &Columns| (0..count).map(|i| columns.component(i).variance).sum::<f64>();
    for i in 0..count {
        let (a, b) = (single.component(i), both.component(i));
        let z = (a.mean - b.mean) / a.error().hypot(b.error());
        assert!(z.abs() < 5.0, "component {i}: {} and {}", a.mean, b.mean);
    }
    let norm = square(&(0..count).map(|i| both.component(i).mean).collect::<Vec<_>>());
    println!("total variance {:.3} single, {:.3} antithetic; |mean|² {norm:.3}", sum(&single), sum(&both));
    assert!(sum(&both) < 0.9 * sum(&single));
}

//! The dynamics' own noise is an Ornstein-Uhlenbeck process: mean 0, the standard deviation that is asked for, and the
//! autocorrelation e^(−t/τ), whatever dt and τ.

use crate::bench::Bench;

const STD: f64 = 0.3;
const NEURONS: usize = 16;
const REPLICAS: usize = 256;

fn circuit(neurons: &str, dt: f64, duration: f64) -> String {
    format!(
        "Circuit(dt: {dt}, task: pulse(inputs: 1, on: {dt}, duration: {duration}),
           populations: {{
             \"in\": input, \"n\": rate(size: {NEURONS}, activation: identity, {neurons}),
           }},
           projections: [(from: \"in\", to: \"n\", plastic: false)],
           run: (replicas: {REPLICAS}, updates: 1),
           probes: [(population: \"n\", replicas: {REPLICAS})])"
    )
}

/// Everything that was recorded without an input: one process a replica and neuron.
fn processes(neurons: &str, dt: f64, duration: f64) -> Bench {
    let mut bench = Bench::fast(&circuit(neurons, dt, duration));
    bench.run(|_, _, _| 0.0);
    bench
}

/// Products of what stands at two times, over some processes at several times that lie 4 τ apart: their mean, and how
/// many there are.
struct Moments {
    mean: f64,
    square: f64,
    lagged: f64,
    count: f64,
}

/// After 8 τ nothing is left of the start. `lag` and `tau` in steps.
fn moments(rows: &[Vec<f64>], which: impl Fn(usize) -> bool, lag: usize, tau: usize) -> Moments {
    let (mut sums, mut count) = ([0.0; 3], 0.0);
    for at in (8 * tau..rows.len() - lag).step_by(4 * tau) {
        for (i, (x, later)) in rows[at].iter().zip(&rows[at + lag]).enumerate() {
            if which(i) {
                sums.iter_mut().zip([*x, x * x, x * later]).for_each(|(sum, y)| *sum += y);
                count += 1.0;
            }
        }
    }
    let [mean, square, lagged] = sums.map(|sum| sum / count);
    Moments { mean, square, lagged, count }
}

impl Moments {
    /// To 4.5 standard errors of normal numbers: (1 + ρ²)/N is the variance of a product's mean, of variance 1.
    fn agree(&self, std: f64, correlation: f64, what: &str) {
        let Moments { mean, square, lagged, count } = self;
        let z = [
            mean / std * count.sqrt(),
            (square / (std * std) - 1.0) * (count / 2.0).sqrt(),
            (lagged / (std * std) - correlation) * (count / (1.0 + correlation * correlation)).sqrt(),
        ];
        assert!(
            z.iter().all(|z| z.abs() < 4.5),
            "{what}: {z:.2?} standard errors from mean, variance, autocorrelation"
        );
    }
}

#[test]
fn noise_has_mean_0_the_stated_standard_deviation_and_the_leaks_autocorrelation_at_any_dt() {
    for form in ["voltage", "activity"] {
        for (tau, dt) in [(10.0, 0.5), (10.0, 2.0), (10.0, 10.0), (40.0, 5.0)] {
            for scheme in ["exponential", "euler"] {
                let neurons = format!("tau: {tau}, noise: {STD}, form: {form}, scheme: {scheme}");
                let rows = processes(&neurons, dt, 40.0 * tau).recorded(0);
                let steps = (tau / dt) as usize;
                for lag in [steps.div_ceil(2), steps] {
                    let left: f64 = if scheme == "euler" { 1.0 - dt / tau } else { (-dt / tau).exp() };
                    let moments = moments(&rows, |_| true, lag, steps);
                    moments.agree(STD, left.powi(lag as i32), &format!("{neurons}, dt {dt}, {lag} steps later"));
                }
            }
        }
    }
}

#[test]
fn noise_of_neurons_without_memory_is_white() {
    let rows = processes(&format!("tau: instant, noise: {STD}"), 2.0, 120.0).recorded(0);
    moments(&rows, |_| true, 1, 1).agree(STD, 0.0, "instant");
}

#[test]
fn neurons_of_spread_time_constants_have_one_standard_deviation_and_each_its_own_autocorrelation() {
    let (dt, longest) = (2.0, 40.0);
    for scheme in ["exponential", "euler"] {
        let neurons = format!("tau: log_uniform(4.0, {longest}), scheme: {scheme}, noise: {STD}");
        let bench = processes(&neurons, dt, 40.0 * longest);
        let (rows, alphas) = (bench.recorded(0), bench.read("alpha.n"));
        for (neuron, alpha) in alphas.iter().enumerate() {
            let moments = moments(&rows, |i| i % NEURONS == neuron, 3, (longest / dt) as usize);
            moments.agree(STD, (1.0 - alpha).powi(3), &format!("{neurons}, neuron {neuron}"));
        }
        assert!(alphas.iter().any(|a| *a > 0.2) && alphas.iter().any(|a| *a < 0.08), "they differ: {alphas:?}");
    }
}

#[test]
fn shared_noise_is_the_same_for_all_neurons_and_another_in_each_replica() {
    for (tau, dt) in [(10.0, 1.0), (10.0, 5.0)] {
        let rows = processes(&format!("tau: {tau}, shared_noise: {STD}"), dt, 80.0 * tau).recorded(0);
        for row in &rows {
            assert!(row.chunks(NEURONS).all(|replica| replica.iter().all(|x| x.to_bits() == replica[0].to_bits())));
        }
        let steps = (tau / dt) as usize;
        moments(&rows, |i| i % NEURONS == 0, steps, steps).agree(STD, (-1.0_f64).exp(), &format!("shared, dt {dt}"));
        // What two replicas share is nothing.
        let ends: Vec<f64> = rows.last().expect("steps").chunks(NEURONS).map(|replica| replica[0]).collect();
        let products = ends.chunks(2).map(|two| two[0] * two[1] / (STD * STD));
        let z = products.sum::<f64>() / (ends.len() as f64 / 2.0).sqrt();
        assert!(z.abs() < 4.0, "{z} standard errors");
    }
}

#[test]
fn shared_and_private_noise_add_in_variance_and_correlate_by_the_shared_part() {
    let (tau, dt, shared) = (10.0, 2.0, 0.4);
    let neurons = format!("tau: {tau}, noise: {STD}, shared_noise: {shared}");
    let rows = processes(&neurons, dt, 80.0 * tau).recorded(0);
    let total = STD.hypot(shared);
    let steps = (tau / dt) as usize;
    // One neuron of each replica, and then the next neuron beside it.
    moments(&rows, |i| i % NEURONS == 3, steps, steps).agree(total, (-1.0_f64).exp(), "the sum");
    let beside: Vec<Vec<f64>> = rows.iter().flat_map(|row| [row.clone(), row[1..].to_vec()]).collect();
    moments(&beside, |i| i % NEURONS == 3, 1, 2 * steps).agree(total, (shared / total).powi(2), "beside each other");
}

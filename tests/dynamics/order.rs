//! The order of the integration: a circuit without kinks, against its differential equation.

use crate::bench::{Bench, farthest};

const N: usize = 5;
const TAU: f64 = 8.0;
const DURATION: f64 = 16.0;

fn circuit(form: &str, scheme: &str, dt: f64) -> String {
    format!(
        "Circuit(dt: {dt}, task: pulse(inputs: {N}, on: {DURATION}, duration: {DURATION}),
           populations: {{
             \"in\": input,
             \"n\": rate(size: {N}, tau: {TAU}, form: {form}, scheme: {scheme}, bias: 0.1, initial: 0.5),
           }},
           projections: [
             (from: \"in\", to: \"n\", connectivity: one_to_one, weights: constant(value: 1.0), plastic: false),
             (from: \"n\", to: \"n\", delay: 1, weights: normal(std: 2.0), plastic: false),
           ],
           run: (replicas: 1, updates: 1),
           probes: [(population: \"n\", variable: \"state\"), (population: \"n\")])"
    )
}

fn input(i: usize) -> f32 {
    (i as f32).cos()
}

/// What leaks at the end: simulated, and the weights.
fn simulated(form: &str, scheme: &str, dt: f64) -> (Vec<f64>, Vec<f64>) {
    let mut bench = Bench::exact(&circuit(form, scheme, dt));
    bench.run(|_, _, i| input(i));
    let last = bench.recorded(usize::from(form == "activity")).pop().expect("steps");
    (last, bench.read("weights.n_n_delay1"))
}

/// What leaks at the end: the solution of the differential equation, by Runge and Kutta's fourth order.
fn solved(form: &str, weights: &[f64]) -> Vec<f64> {
    let slope = |s: &[f64]| -> Vec<f64> {
        let rates: Vec<f64> = s.iter().map(|v| if form == "voltage" { v.tanh() } else { *v }).collect();
        let towards = |i: usize| {
            let sum: f64 = weights[i * N..][..N].iter().zip(&rates).map(|(w, r)| w * r).sum();
            let drive = sum + f64::from(input(i)) + f64::from(0.1_f32);
            if form == "voltage" { drive } else { drive.tanh() }
        };
        (0..N).map(|i| (towards(i) - s[i]) / TAU).collect()
    };
    let beyond =
        |s: &[f64], slope: &[f64], by: f64| -> Vec<f64> { s.iter().zip(slope).map(|(s, k)| s + by * k).collect() };
    let (steps, mut s) = (1600, vec![0.5; N]);
    let h = DURATION / f64::from(steps);
    for _ in 0..steps {
        let k1 = slope(&s);
        let k2 = slope(&beyond(&s, &k1, h / 2.0));
        let k3 = slope(&beyond(&s, &k2, h / 2.0));
        let k4 = slope(&beyond(&s, &k3, h));
        for (i, s) in s.iter_mut().enumerate() {
            *s += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    s
}

#[test]
fn halving_dt_halves_the_error_of_a_recurrent_circuit_under_either_scheme() {
    for form in ["voltage", "activity"] {
        for scheme in ["euler", "exponential"] {
            let error = |dt: f64| {
                let (found, weights) = simulated(form, scheme, dt);
                farthest(&found, &solved(form, &weights))
            };
            let errors = [0.5, 0.25, 0.125, 0.0625].map(error);
            println!("{form}, {scheme}: {errors:?}");
            let [first, .., before, last] = errors;
            assert!(first > 1e-3, "{form}, {scheme}: there is an error to speak of, {first:e}");
            let order = (before / last).log2();
            // The next order of the error is an eighth of dt/τ = 1/64 and less.
            assert!((order - 1.0).abs() < 0.05, "{form}, {scheme}: of order {order}, {errors:?}");
        }
    }
}

#[test]
fn without_a_loop_the_exponential_scheme_is_exact_for_a_held_input_at_any_dt_and_eulers_is_not() {
    let end = |scheme: &str, dt: f64| {
        let text = circuit("voltage", scheme, dt).replace("normal(std: 2.0)", "constant(value: 0.0)");
        let mut bench = Bench::exact(&text);
        bench.run(|_, _, i| input(i));
        bench.recorded(0).pop().expect("steps")
    };
    let left = (-DURATION / TAU).exp();
    let towards = |i: usize| f64::from(input(i)) + f64::from(0.1_f32);
    let exact: Vec<f64> = (0..N).map(|i| towards(i) + (0.5 - towards(i)) * left).collect();
    for dt in [0.25, 1.0, 4.0, 16.0] {
        let off = farthest(&end("exponential", dt), &exact);
        assert!(off < 3e-7, "dt {dt}: off by {off:e}");
    }
    assert!(farthest(&end("euler", 4.0), &exact) > 0.01);
}

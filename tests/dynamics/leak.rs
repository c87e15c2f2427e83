//! A single neuron answers a step of its input with an exponential.

use crate::bench::{Bench, farthest};

const TAU: f64 = 7.0;
const WEIGHT: f64 = 0.8;
const BIAS: f64 = 0.1;
const INITIAL: f64 = 0.3;
/// The input after its step up.
const HEIGHT: f64 = 1.5;
/// When it steps up, and the length of the trial (ms).
const ONSET: f64 = 8.0;
const DURATION: f64 = 24.0;

fn circuit(form: &str, scheme: &str, dt: f64) -> String {
    format!(
        "Circuit(dt: {dt}, task: pulse(inputs: 1, on: {dt}, duration: {DURATION}),
           populations: {{
             \"in\": input,
             \"n\": rate(size: 1, tau: {TAU}, form: {form}, scheme: {scheme}, bias: {BIAS}, initial: {INITIAL}),
           }},
           projections: [(from: \"in\", to: \"n\", weights: constant(value: {WEIGHT}), plastic: false)],
           run: (replicas: 1, updates: 1),
           probes: [(population: \"n\", variable: \"state\"), (population: \"n\")])"
    )
}

/// What leaks, at a time: the solution of τ ds/dt = −s + u, with what is left of a distance after a time.
fn leaked(form: &str, time: f64, left: impl Fn(f64) -> f64) -> f64 {
    let towards = |input: f64| {
        let drive = WEIGHT * input + BIAS;
        if form == "activity" { drive.tanh() } else { drive }
    };
    let (low, high) = (towards(0.0), towards(HEIGHT));
    let before = low + (INITIAL - low) * left(time.min(ONSET));
    if time <= ONSET { before } else { high + (before - high) * left(time - ONSET) }
}

#[test]
fn a_step_of_the_input_is_answered_by_the_exponential_of_the_scheme() {
    for form in ["voltage", "activity"] {
        for (scheme, dt) in [("euler", 0.5), ("euler", 4.0), ("exponential", 0.5), ("exponential", 8.0)] {
            let left = |time: f64| match scheme {
                "euler" => (1.0 - dt / TAU).powf(time / dt),
                _ => (-time / TAU).exp(),
            };
            let times = (1..=(DURATION / dt) as usize).map(|done| done as f64 * dt);
            let leaked: Vec<f64> = times.map(|time| leaked(form, time, left)).collect();
            // Single precision: half of 2⁻²³ for what is stored, and for each of the last τ/dt steps where it counts.
            let engines = [(Bench::exact as fn(&str) -> Bench, 3e-7), (Bench::fast, 3e-7 * (1.0 + TAU / dt))];
            for (open, tolerance) in engines {
                let mut bench = open(&circuit(form, scheme, dt));
                bench.run(|step, _, _| if step as f64 * dt >= ONSET { HEIGHT as f32 } else { 0.0 });
                let activity = bench.recorded(1).concat();
                let expected = match form {
                    "voltage" => leaked.iter().map(|v| v.tanh()).collect(),
                    _ => leaked.clone(),
                };
                let off = farthest(&activity, &expected);
                assert!(off < tolerance, "{form}, {scheme}, dt {dt}: off by {off:e}");
                if form == "voltage" {
                    let off = farthest(&bench.recorded(0).concat(), &leaked);
                    assert!(off < tolerance, "{form}, {scheme}, dt {dt}: the state is off by {off:e}");
                }
            }
        }
    }
}

#[test]
fn a_neuron_without_memory_is_where_its_input_is() {
    for form in ["voltage", "activity"] {
        let text = circuit(form, "exponential", 1.0).replace("tau: 7", "tau: instant");
        let mut bench = Bench::exact(&text);
        let input = |step: usize| (step as f32).sin();
        bench.run(|step, _, _| input(step));
        let expected: Vec<f64> =
            (0..bench.steps()).map(|step| (WEIGHT * f64::from(input(step)) + BIAS).tanh()).collect();
        assert!(farthest(&bench.recorded(1).concat(), &expected) < 2e-7, "{form}");
    }
}

#[test]
fn spread_time_constants_lie_between_their_bounds_uniform_in_themselves_or_in_their_logarithm() {
    let neurons = 4000;
    for (spread, scale) in [("uniform", (|tau| tau) as fn(f64) -> f64), ("log_uniform", f64::ln)] {
        let text = circuit("voltage", "exponential", 1.0).replace("tau: 7", &format!("tau: {spread}(4, 40)"));
        let mut bench = Bench::exact(&text.replace("size: 1", &format!("size: {neurons}")));
        bench.run(|_, _, _| 0.0);
        let last = bench.recorded(0).pop().expect("steps");
        // From 0.3 to 0.1, e^(−t/τ) of the way is left after t.
        let tau = |v: &f64| -DURATION / ((v - BIAS) / (INITIAL - BIAS)).ln();
        let places = last.iter().map(|v| (scale(tau(v)) - scale(4.0)) / (scale(40.0) - scale(4.0)));
        let places: Vec<f64> = places.collect();
        assert!(places.iter().all(|place| (-1e-4..1.0001).contains(place)), "{spread}: all between the bounds");
        let count = neurons as f64;
        let mean = places.iter().sum::<f64>() / count;
        let square = places.iter().map(|place| place * place).sum::<f64>() / count;
        // Of a uniform number: mean 1/2 ± √(1/12), mean square 1/3 ± √(1/5 − 1/9).
        let (z1, z2) = ((mean - 0.5) * (12.0 * count).sqrt(), (square - 1.0 / 3.0) * (count * 45.0 / 4.0).sqrt());
        assert!(z1.abs() < 4.0 && z2.abs() < 4.0, "{spread}: {z1} and {z2} standard errors");
    }
}

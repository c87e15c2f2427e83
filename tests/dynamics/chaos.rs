//! The onset of chaos in random circuits: gain 1 (Sompolinsky, Crisanti and Sommers 1988,
//! doi:10.1103/PhysRevLett.61.259).

use crate::bench::Bench;

const N: usize = 400;
const NUDGE: f32 = 1e-4;

fn circuit(neurons: &str, gain: f64) -> String {
    format!(
        "Circuit(task: pulse(inputs: {N}, on: 1.0, duration: 600.0),
           populations: {{\"in\": input, \"n\": rate(size: {N}, {neurons})}},
           projections: [
             (from: \"in\", to: \"n\", connectivity: one_to_one, weights: constant(value: 1.0), plastic: false),
             (from: \"n\", to: \"n\", delay: 1, weights: normal(std: {gain}, per_input: true), plastic: false),
           ],
           run: (replicas: 2, updates: 1), probes: [(population: \"n\", replicas: 2)])"
    )
}

/// The root mean square of the activity at the end, and the distance of two circuits in proportion to what it was after
/// the nudge that set them apart.
fn fate(neurons: &str, gain: f64) -> (f64, f64) {
    let mut bench = Bench::fast(&circuit(neurons, gain));
    bench.run(|step, replica, i| match step {
        0..5 => (i as f32 * 1.7).sin() + if replica == 1 && i == 0 { 30.0 * NUDGE } else { 0.0 },
        _ => 0.0,
    });
    let rows = bench.recorded(0);
    let size = |x: &mut dyn Iterator<Item = f64>| (x.map(|x| x * x).sum::<f64>() / N as f64).sqrt();
    let apart = |row: &[f64]| size(&mut row[..N].iter().zip(&row[N..]).map(|(a, b)| a - b));
    let last = rows.last().expect("steps");
    (size(&mut last[..N].iter().copied()), apart(last) / apart(&rows[5]))
}

const KINDS: [&str; 3] = ["tau: instant", "tau: 3.0", "tau: 3.0, form: activity"];

#[test]
fn a_random_circuit_of_gain_below_1_dies_out_and_forgets_where_it_began() {
    for neurons in KINDS {
        let (activity, apart) = fate(neurons, 0.7);
        println!("{neurons}: activity {activity:e}, apart {apart:e}");
        assert!(activity < 1e-6, "{neurons}: {activity:e}");
        assert!(apart < 1e-3, "{neurons}: {apart:e}");
    }
}

#[test]
fn a_random_circuit_of_gain_above_1_stays_active_and_tells_apart_two_nearby_starts() {
    for neurons in KINDS {
        let (activity, apart) = fate(neurons, 1.5);
        println!("{neurons}: activity {activity:e}, apart {apart:e}");
        assert!(activity > 0.2, "{neurons}: {activity:e}");
        assert!(apart > 10.0, "{neurons}: {apart:e}");
    }
}

use super::*;
use crate::task::{Task, Written, score};

fn trial(teacher: &Teacher, seed: u64, split: Split, index: u64) -> (Vec<f32>, Vec<f32>) {
    let context = TaskContext { seed, dt: 1.0, data_dir: None };
    let trials = Task::from(teacher.clone()).open(&context).unwrap();
    let written = Written::of(&teacher.shape(1.0), &*trials, split, index);
    (written.inputs, written.targets)
}

#[test]
fn a_linear_teachers_targets_are_its_matrix_times_the_input() {
    let teacher = Teacher { inputs: 12, outputs: 3, rank: 4, ..Teacher::default() };
    let circuit = teacher.circuit(5).unwrap();
    let matrix = circuit.matrix().unwrap();
    assert_eq!(matrix.len(), 3 * 12);
    let (x, y) = trial(&teacher, 5, Split::Train, 17);
    for (row, y) in matrix.chunks(12).zip(y) {
        let exact: f64 = row.iter().zip(&x).map(|(w, x)| w * f64::from(*x)).sum();
        assert!((exact - f64::from(y)).abs() < 1e-6);
    }
    assert_eq!(circuit.jacobian(&x), matrix);
}

#[test]
fn the_jacobian_of_a_hidden_layer_is_the_slope_of_the_response() {
    let teacher = Teacher { inputs: 6, hidden: 20, outputs: 2, rank: 6, ..Teacher::default() };
    let circuit = teacher.circuit(1).unwrap();
    assert!(circuit.matrix().is_none());
    let (x, _) = trial(&teacher, 1, Split::Test, 0);
    let jacobian = circuit.jacobian(&x);
    let respond = |i: usize, step: f32| {
        let (mut moved, mut y) = (x.clone(), [0.0; 2]);
        moved[i] += step;
        circuit.respond(&moved, &mut y);
        (y, moved[i])
    };
    for i in 0..6 {
        let ((above, high), (below, low)) = (respond(i, 0.01), respond(i, -0.01));
        for k in 0..2 {
            let slope = f64::from(above[k] - below[k]) / f64::from(high - low);
            assert!((slope - jacobian[k * 6 + i]).abs() < 2e-4, "output {k}, input {i}");
        }
    }
}

#[test]
fn inputs_have_the_covariance_that_the_mixing_promises() {
    let teacher = Teacher { inputs: 20, rank: 3, noise: 0.5, ..Teacher::default() };
    let circuit = teacher.circuit(2).unwrap();
    let mixing = circuit.mixing();
    let column = |k: usize| mixing.iter().skip(k).step_by(3);
    for (a, b) in [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)] {
        let product: f64 = column(a).zip(column(b)).map(|(x, y)| x * y).sum();
        let expected = if a == b { 20.0 / 3.0 } else { 0.0 };
        assert!((product - expected).abs() < 1e-12, "columns {a} and {b}: {product}");
    }

    let context = TaskContext { seed: 2, dt: 1.0, data_dir: None };
    let mut written = Written::room(&teacher.shape(1.0));
    let trials = Task::from(teacher).open(&context).unwrap();
    let mut power = [0.0; 2];
    let count = 4_000;
    for index in 0..count {
        written.write(&*trials, Split::Train, index);
        let x = &written.inputs;
        let along: f64 = column(0).zip(x).map(|(a, x)| a * f64::from(*x)).sum();
        power[0] += along.powi(2) / (20.0 / 3.0) / count as f64;
        power[1] += x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / count as f64;
    }
    // Variance along one principal direction, and in all: standard errors 0.15 and 0.2.
    assert!((power[0] - (20.0 / 3.0 + 0.25)).abs() < 0.7, "{power:?}");
    assert!((power[1] - (20.0 + 20.0 * 0.25)).abs() < 1.0, "{power:?}");
}

#[test]
fn a_trial_depends_on_its_seed_split_and_index_only() {
    let teacher = Teacher::default();
    let base = trial(&teacher, 1, Split::Train, 3);
    assert_eq!(base, trial(&teacher, 1, Split::Train, 3));
    assert_ne!(base.0, trial(&teacher, 1, Split::Train, 4).0);
    assert_ne!(base.0, trial(&teacher, 1, Split::Test, 3).0);
    assert_ne!(base.0, trial(&teacher, 2, Split::Train, 3).0);
    let own = Teacher { seed: Some(1), ..teacher };
    assert_eq!(base, trial(&own, 2, Split::Train, 3));
}

#[test]
fn label_noise_reaches_the_training_targets_alone() {
    let clean = Teacher::default();
    let noisy = Teacher { label_noise: 0.5, ..Teacher::default() };
    assert_eq!(trial(&clean, 1, Split::Test, 3), trial(&noisy, 1, Split::Test, 3));
    let (mut y, mut t) = (Vec::new(), Vec::new());
    for index in 0..200 {
        y.extend(trial(&clean, 1, Split::Train, index).1);
        t.extend(trial(&noisy, 1, Split::Train, index).1);
    }
    let variance = y.iter().zip(&t).map(|(y, t)| f64::from(y - t).powi(2)).sum::<f64>() / 2000.0;
    assert!((variance - 0.25).abs() < 0.04, "{variance}");
    assert!(score(Metric::ExplainedVariance, 10, &y, &t).unwrap() < 0.9);
}

#[test]
fn a_subspace_larger_than_the_input_is_refused() {
    let teacher = Teacher { inputs: 4, rank: 5, ..Teacher::default() };
    let context = TaskContext { seed: 1, dt: 1.0, data_dir: None };
    let text = Task::from(teacher).open(&context).err().unwrap().to_string();
    assert_eq!(text, "rank: 5 directions do not fit 4 inputs; write rank: 4 or less, or more inputs");
}

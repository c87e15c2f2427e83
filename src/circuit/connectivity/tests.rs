use super::*;

const FREE: fn(usize, usize) -> Sides = |post, pre| Sides::plain(post, pre);
const NO_SELF: fn(usize) -> Sides = |n| Sides { no_self: true, ..Sides::plain(n, n) };

/// Every kind, with sizes that it accepts.
fn kinds() -> Vec<(Connectivity, Sides)> {
    let ring = |profile, peak| Ring { width: 0.07, profile, peak };
    let grid = |profile, peak| Grid { width: 0.2, profile, peak };
    vec![
        (Dense {}.into(), NO_SELF(31)),
        (Probability { p: 0.1 }.into(), FREE(200, 300)),
        (Probability { p: 1.0 }.into(), NO_SELF(40)),
        (Probability { p: 0.4 }.into(), NO_SELF(300)),
        (InDegree { k: 7 }.into(), FREE(100, 60)),
        (InDegree { k: 59 }.into(), NO_SELF(60)),
        (InDegree { k: 50 }.into(), NO_SELF(60)),
        (InDegree { k: 60 }.into(), FREE(5, 60)),
        (OneToOne {}.into(), FREE(33, 33)),
        (Blocks { count: 4, within: 1.0, between: 0.0 }.into(), FREE(33, 17)),
        (Blocks { count: 3, within: 0.6, between: 0.1 }.into(), NO_SELF(300)),
        (ring(Profile::Gaussian, 0.8).into(), NO_SELF(400)),
        (ring(Profile::Exponential, 0.5).into(), FREE(300, 450)),
        (ring(Profile::Flat, 1.0).into(), FREE(100, 100)),
        (grid(Profile::Gaussian, 0.9).into(), NO_SELF(400)),
        (grid(Profile::Exponential, 0.5).into(), FREE(225, 400)),
        (grid(Profile::Flat, 0.7).into(), FREE(400, 100)),
    ]
}

#[test]
fn rows_ascend_stay_inside_and_have_no_forbidden_synapse() {
    for (kind, sides) in kinds() {
        let csr = kind.draw(sides, 3, "a_b");
        assert_eq!((csr.rows(), csr.starts()[sides.post] as usize), (sides.post, csr.len()), "{kind:?}");
        for post in 0..sides.post {
            let row = &csr.columns()[csr.row(post)];
            assert!(row.is_sorted_by(|a, b| a < b) && row.iter().all(|&pre| (pre as usize) < sides.pre), "{kind:?}");
            assert!(row.iter().all(|&pre| sides.allow(post, pre as usize)), "{kind:?}: {post} onto itself");
        }
    }
}

#[test]
fn the_number_of_synapses_is_the_expected_one_within_five_standard_deviations() {
    for (kind, sides) in kinds() {
        let (found, expected) = (kind.draw(sides, 5, "a_b").len() as f64, kind.expected(sides));
        // A sum of independent yes and no varies by no more than its mean. A disc on a grid of few cells is coarse.
        let coarse =
            if matches!(&kind, Connectivity::Grid(g) if g.profile == Profile::Flat) { 0.1 * expected } else { 0.0 };
        assert!((found - expected).abs() <= 5.0 * expected.sqrt() + coarse, "{kind:?}: {found}, not {expected}");
    }
}

#[test]
fn synapses_depend_on_seed_and_name_alone() {
    for (kind, sides) in kinds() {
        let base = kind.draw(sides, 1, "a_b");
        assert_eq!(base, kind.draw(sides, 1, "a_b"));
        let by_chance = base.len() as f64 != sides.post as f64 * sides.candidates() as f64
            && !matches!(kind, Connectivity::OneToOne(_) | Connectivity::Blocks(Blocks { within: 1.0, .. }))
            && !matches!(&kind, Connectivity::Ring(Ring { peak: 1.0, .. }));
        assert_eq!(base != kind.draw(sides, 2, "a_b"), by_chance, "{kind:?}");
        assert_eq!(base != kind.draw(sides, 1, "b_a"), by_chance, "{kind:?}");
    }
}

#[test]
fn in_degrees_are_exact_and_every_neuron_is_chosen_alike() {
    for (k, sides) in [(7, FREE(6000, 20)), (15, FREE(6000, 20)), (19, NO_SELF(20)), (5, NO_SELF(2000))] {
        let csr = InDegree { k };
        let csr = Connectivity::from(csr).draw(sides, 1, "a_b");
        assert!((0..sides.post).all(|post| csr.row(post).len() == k));
        let mut chosen = vec![0.0; sides.pre];
        csr.columns().iter().for_each(|&pre| chosen[pre as usize] += 1.0);
        let mean = csr.len() as f64 / sides.pre as f64;
        let chance = k as f64 / sides.candidates() as f64;
        let deviation = (mean * (1.0 - chance)).sqrt();
        assert!(
            chosen.iter().all(|c: &f64| (c - mean).abs() <= 5.0 * deviation + 1e-9),
            "{k} of {sides:?}: {chosen:?}"
        );
    }
}

#[test]
fn probabilities_are_binomial_in_every_row_and_column() {
    let (n, p) = (1000, 0.1);
    let csr = Connectivity::from(Probability { p }).draw(FREE(n, n), 1, "a_b");
    let mut columns = vec![0.0; n];
    csr.columns().iter().for_each(|&pre| columns[pre as usize] += 1.0);
    let rows: Vec<f64> = (0..n).map(|post| csr.row(post).len() as f64).collect();
    for degrees in [rows, columns] {
        let mean = degrees.iter().sum::<f64>() / n as f64;
        let variance = degrees.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / n as f64;
        let (expected, spread) = (n as f64 * p, n as f64 * p * (1.0 - p));
        assert!((mean - expected).abs() < 5.0 * (spread / n as f64).sqrt(), "{mean}");
        assert!((variance - spread).abs() < 5.0 * spread * (2.0 / n as f64).sqrt(), "{variance}");
    }
}

#[test]
fn blocks_have_their_two_densities() {
    let (n, model) = (600, Blocks { count: 4, within: 0.5, between: 0.05 });
    let csr = Connectivity::from(model.clone()).draw(NO_SELF(n), 1, "a_a");
    let (mut within, mut between) = (0.0, 0.0);
    for (post, pre) in csr.iter() {
        *(if model.block_of(post, n) == model.block_of(pre, n) { &mut within } else { &mut between }) += 1.0;
    }
    for (found, possible, p) in [(within, 600.0 * 149.0, 0.5), (between, 600.0 * 450.0, 0.05)] {
        let deviation = (possible * p * (1.0_f64 - p)).sqrt();
        assert!((found - possible * p).abs() < 5.0 * deviation, "{found} of {possible}");
    }
    // Sizes that do not divide: every neuron is in the block whose members it is among.
    for (count, n) in [(3, 10), (7, 7), (1, 5), (5, 64)] {
        let model = Blocks { count, within: 1.0, between: 0.0 };
        assert!((0..n).all(|i| model.members(model.block_of(i, n), n).contains(&i)), "{count} of {n}");
    }
}

/// How often neurons at each distance are connected, beside the probability; distances in steps of 1/20.
fn profile(csr: &Csr, sides: Sides, distance: fn(usize, usize, Sides) -> f64, p: impl Fn(f64) -> f64) {
    let (mut found, mut expected, mut variance) = ([0.0; 20], [0.0; 20], [0.0; 20]);
    let bin = |d: f64| (d * 20.0) as usize;
    for post in 0..sides.post {
        for pre in (0..sides.pre).filter(|&pre| sides.allow(post, pre)) {
            let d = distance(post, pre, sides);
            expected[bin(d)] += p(d);
            variance[bin(d)] += p(d) * (1.0 - p(d));
        }
    }
    csr.iter().for_each(|(post, pre)| found[bin(distance(post, pre, sides))] += 1.0);
    for i in 0..20 {
        let off: f64 = found[i] - expected[i];
        assert!(off.abs() <= 5.0 * f64::sqrt(variance[i]) + 1e-3, "bin {i}: {found:?}, not {expected:?}");
    }
}

#[test]
fn probabilities_fall_with_the_distance_as_the_profile_says() {
    for (shape, formula) in [
        (Profile::Gaussian, (|u| (-u * u / 2.0).exp()) as fn(f64) -> f64),
        (Profile::Exponential, |u| (-u).exp()),
        (Profile::Flat, |u| f64::from(u8::from(u <= 1.0))),
    ] {
        for (width, peak) in [(0.08, 0.9), (0.3, 0.4)] {
            let p = |d: f64| peak * formula(d / width);
            let ring = Ring { width, profile: shape, peak };
            for sides in [NO_SELF(500), FREE(301, 600)] {
                profile(&Connectivity::from(ring.clone()).draw(sides, 1, "a_b"), sides, Ring::distance, p);
            }
            let grid = Grid { width, profile: shape, peak };
            for sides in [NO_SELF(484), FREE(196, 784)] {
                profile(&Connectivity::from(grid.clone()).draw(sides, 1, "a_b"), sides, Grid::distance, p);
            }
        }
    }
}

#[test]
fn rings_and_grids_have_no_edge() {
    assert_eq!((Ring::distance(0, 99, FREE(100, 100)), Ring::distance(0, 50, FREE(100, 100))), (0.01, 0.5));
    assert_eq!((Ring::distance(3, 3, FREE(4, 8)), Ring::distance(3, 6, FREE(4, 8))), (0.375, 0.0));
    // A flat profile reaches equally many on both sides, wherever a neuron is.
    let flat = Ring { width: 0.05, profile: Profile::Flat, peak: 1.0 };
    let csr = Connectivity::from(flat).draw(FREE(100, 100), 1, "a_b");
    assert!((0..100).all(|post| csr.row(post).len() == 11), "five on each side");
    // 10 × 10: the corners are neighbours.
    let corner = Grid::distance(0, 99, FREE(100, 100));
    assert!((corner - 0.02_f64.sqrt()).abs() < 1e-12, "{corner}");
    // A coarse grid's cell lies between the four of the fine one that it covers.
    for pre in [0, 1, 20, 21] {
        let d = Grid::distance(0, pre, FREE(100, 400));
        assert!((d - 0.025 * 2.0_f64.sqrt()).abs() < 1e-12, "{pre}: {d}");
    }
}

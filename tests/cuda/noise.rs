//! The generator on the GPU: the published words, and the numbers that the CPU makes of them.

use crate::device;
use crate::session;
use trifactor::plan::op::Draw;
use trifactor::plan::{BufferId, Clock, Op, Plan, Program, When, Work};
use trifactor::rng::Stream;

/// A plan that draws `cols` coordinates in one row under a key of our choice.
fn plan(key: [u32; 2], draws: &str) -> (Plan, BufferId) {
    let text = format!(
        "Circuit(task: teacher(inputs: 3, rank: 3, outputs: 2), populations: {{\"in\": input(), \"h\": rate(size: 130),
        \"out\": rate(size: 2, activation: identity)}}, projections: [(from: \"in\", to: \"h\"), (from: \"h\", to: \"out\")],
        credit: vanilla_noise(noise: (draws: {draws})), run: (replicas: 1))"
    );
    let mut plan = session::plan(&session::load(&text));
    let draw = |op: &Op| match &op.work {
        Work::Draw(draw) if draw.rank == 130 => Some(draw.clone()),
        _ => None,
    };
    let draw = plan.learn.ops.iter().find_map(draw).expect("noise is drawn for the hidden population");
    let coordinates = draw.coordinates;
    let draw = Draw { stream: Stream { key }, keep: 0.0, ..draw };
    let op = Op { label: "h".into(), when: When::Step, work: Work::Draw(draw) };
    plan.learn = Program { ops: vec![op], ..plan.learn };
    (plan, coordinates)
}

fn drawn(key: [u32; 2], draws: &str, update: u64) -> Vec<f32> {
    let (plan, coordinates) = plan(key, draws);
    let mut engine = device::open(plan.clone());
    engine.set_clock(trifactor::plan::Which::Learn, Clock { step: update });
    engine.advance(trifactor::plan::Which::Learn, 1).expect("finite");
    session::read(&*engine, &plan, coordinates)[..130].to_vec()
}

#[test]
fn words_are_those_that_its_authors_published() {
    if !device::is_there() {
        return;
    }
    // kat_vectors of Random123, philox4x32 10, counter and key 0: neurons 0 to 3 of trial 0 at step 0.
    let words: [u32; 4] = [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8];
    let signs = drawn([0, 0], "rademacher", 0);
    let expected = words.map(|word| if word >> 31 == 1 { -1.0 } else { 1.0 });
    assert_eq!(signs[..4], expected);
    let normals = drawn([0, 0], "gaussian", 0);
    let unit = |word: u32| f64::from((word as f32).mul_add(2_f32.powi(-32), 2_f32.powi(-33)));
    for pair in 0..2 {
        let (radius, angle) =
            ((-2.0 * unit(words[2 * pair]).ln()).sqrt(), std::f64::consts::TAU * unit(words[2 * pair + 1]));
        for (i, exact) in [radius * angle.cos(), radius * angle.sin()].into_iter().enumerate() {
            let found = f64::from(normals[2 * pair + i]);
            assert!((found - exact).abs() < 4e-7 * radius.max(0.1), "{found}, exactly {exact}");
        }
    }
}

#[test]
fn noise_has_the_bits_that_it_has_on_the_cpu() {
    if !device::is_there() {
        return;
    }
    let stream = Stream::new(11, "perturbation");
    for update in [0, 1, 77, (1 << 32) + 5] {
        let (mut normal, mut sign) = (vec![0.0; 130], vec![0.0; 130]);
        stream.fill_normal(update, 0, &mut normal);
        stream.fill_rademacher(update, 0, &mut sign);
        assert_eq!(drawn(stream.key, "gaussian", update), normal, "update {update}");
        assert_eq!(drawn(stream.key, "rademacher", update), sign, "update {update}");
    }
}

//! Times may be written in any unit: the circuit is the same, to the last bit.

use std::path::Path;
use trifactor::circuit::{Loaded, load_text};
use trifactor::engine::Engine;
use trifactor::engine::cpu::CpuEngine;
use trifactor::plan::{BufferId, Role, Which, initial};

/// A circuit in which every kind of time and rate is written by `time` (µs) and `rate` (mHz).
fn circuit(time: impl Fn(u64) -> String, rate: impl Fn(u64) -> String) -> Loaded {
    let text = format!(
        "Circuit(dt: {}, task: pattern(duration: {}, period: {}, cue: {}, frozen: 3, hold: {}),
           populations: {{
             \"in\": input,
             \"a\": rate(size: 9, tau: {}, noise: 0.1),
             \"b\": rate(size: 7, tau: uniform({}, {}), form: activity),
             \"out\": rate(size: 1, tau: {}, activation: identity),
           }},
           projections: [
             (from: \"in\", to: \"a\"), (from: \"a\", to: \"a\", delay: 1), (from: \"a\", to: \"b\"),
             (from: \"b\", to: \"out\"),
           ],
           credit: reward_modulated(kicks: {}, mean_tau: {}),
           run: (replicas: 2, updates: 5))",
        time(1_100),
        time(24_200),
        time(20_300),
        time(4_900),
        time(3_300),
        time(4_100),
        time(2_018),
        time(9_700),
        time(8_200),
        rate(4_100),
        time(700),
    );
    load_text(&text, Path::new("units.ron"), &[]).unwrap_or_else(|e| panic!("{}\n{text}", e.render(false)))
}

/// A number of thousandths, in decimals.
fn decimal(thousandths: u64, decimals: usize) -> String {
    let size = 10_u64.pow(decimals as u32);
    format!("{}.{:0decimals$}", thousandths / size, thousandths % size)
}

fn ways() -> Vec<(&'static str, Loaded)> {
    let rate = |x| decimal(x, 3);
    vec![
        ("plain", circuit(|us| decimal(us, 3), rate)),
        ("ms", circuit(|us| format!("\"{} ms\"", decimal(us, 3)), |x| format!("\"{} Hz\"", decimal(x, 3)))),
        ("s", circuit(|us| format!("\"{} s\"", decimal(us, 6)), |x| format!("\"{} kHz\"", decimal(x, 6)))),
        ("us", circuit(|us| format!("\"{us} us\""), rate)),
        ("µs", circuit(|us| format!("\"{us}e0 µs\""), rate)),
    ]
}

#[test]
fn a_time_in_s_or_us_is_the_same_number_as_in_ms() {
    let ways = ways();
    for (unit, loaded) in &ways {
        assert_eq!(loaded.circuit, ways[0].1.circuit, "{unit}");
        assert_eq!(loaded.resolved_text(), ways[0].1.resolved_text(), "{unit}");
    }
}

#[test]
fn a_circuit_written_in_other_units_runs_to_the_same_bits() {
    let bits = |loaded: &Loaded| {
        let plan = trifactor::plan::lower(&loaded.circuit, 5);
        let mut engine = CpuEngine::open(plan.clone(), 1).expect("one thread");
        let all = || (0..plan.buffers.len()).map(BufferId);
        for id in all().filter(|id| plan.buffer(*id).role != Role::Host) {
            engine.write(id, 0, &initial::values(&loaded.circuit, &loaded.folder, &plan, id).expect("no files"));
        }
        engine.write(plan.learn.inputs, 0, &vec![0.5; plan.buffer(plan.learn.inputs).len()]);
        engine.advance(Which::Learn, 3 * plan.learn.steps as u64).expect("nothing diverges");
        let read = |id| {
            let mut values = vec![0.0; plan.buffer(id).len()];
            engine.read(id, 0, &mut values);
            values.into_iter().map(f32::to_bits).collect::<Vec<u32>>()
        };
        all().map(read).collect::<Vec<_>>()
    };
    let ways = ways();
    let plain = bits(&ways[0].1);
    for (unit, loaded) in &ways[1..] {
        assert!(bits(loaded) == plain, "{unit}");
    }
}

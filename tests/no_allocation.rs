//! The step loop allocates nothing: what a circuit needs is known when it opens.

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use trifactor::circuit;
use trifactor::plan::{Clock, Which};
use trifactor::run::Session;
use trifactor::run::session::SessionOptions;

/// Counts the requests for memory of all threads.
struct Counting;

static REQUESTS: AtomicU64 = AtomicU64::new(0);

// SAFETY: the system's allocator does everything.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        REQUESTS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn requests(work: impl FnOnce()) -> u64 {
    let before = REQUESTS.load(Ordering::Relaxed);
    work();
    REQUESTS.load(Ordering::Relaxed) - before
}

const CREDITS: &[&str] = &[
    #[cfg(feature = "oracle")]
    "backprop",
    "feedback_alignment",
    "direct_feedback",
    "vanilla_noise",
    "vanilla_noise(noise: noise(antithetic: true, per_sample: 3, draws: orthogonal))",
    "node_perturbation",
    "manifold_noise",
    "manifold_noise(manifold: pca(rank: 40, every: 1, explained: 0.9), isotropic: 0.1)",
    "manifold_noise(manifold: random(rank: 8), noise: noise(turns: round_robin))",
    "frozen",
];

// One test and no other in this file: the count is that of the whole process.
#[test]
fn the_step_loop_allocates_nothing() {
    let sparse = "projections.0.connectivity=probability(p: 0.2)";
    let runs =
        CREDITS.iter().map(|credit| (*credit, "seed=1")).chain([("feedback_alignment", sparse), ("frozen", sparse)]);
    for (credit, set) in runs {
        for threads in [1, 2] {
            // A small rate: what is counted must not end in divergence.
            let sets = [
                format!("credit={credit}"),
                set.into(),
                set.replace(".0.", ".1.").replace("0.2", "0.5"),
                "run.replicas=8".into(),
                "plasticity.optimizer.rate=0.001".into(),
            ];
            let loaded = circuit::load_file(Path::new("circuits/digits_mlp.ron"), &sets).unwrap();
            let options = SessionOptions { threads, ..SessionOptions::default() };
            let mut session = Session::open(&loaded, &options).unwrap();
            // A whole chunk, so that the host's buffers are full, and a tracking.
            while session.update() < 64 {
                session.advance(64 - session.update()).unwrap();
            }
            let engine = session.engine_mut();
            let steps = requests(|| engine.advance(Which::Learn, 50).unwrap());
            assert_eq!(steps, 0, "50 updates of {credit} with {threads} threads");
            engine.set_clock(Which::Learn, Clock { step: 64 });
            // Two chunks more, within the epoch (a new epoch draws its order anew).
            let mut staged = 0;
            while session.update() < 160 {
                let left = 160 - session.update();
                staged += requests(|| assert!(session.advance(left).unwrap() > 0));
            }
            assert_eq!(staged, 0, "staging of {credit} with {threads} threads");
        }
    }
}

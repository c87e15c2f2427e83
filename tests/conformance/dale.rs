//! Dale's law: signs hold however large the updates, and circuits learn within them.

use crate::session::{self, Session, read};
use crate::texts::{Mlp, SPARSE};
use trifactor::engine::Engine;
use trifactor::plan::{Plan, Which};

/// The weights that leave each hidden population, as (projection, excitatory?, weight).
fn signed(session: &Session, loaded: &trifactor::circuit::Loaded) -> Vec<(usize, bool, f32)> {
    let mut found = Vec::new();
    for (p, projection) in loaded.circuit.projections.iter().enumerate() {
        let Some(dale) = loaded.circuit.dale_of(projection) else { continue };
        let values = read(&*session.engine, &session.plan, session.plan.weights[p]);
        let weights = session.plan.structure_of(p).pairs().zip(values);
        found.extend(weights.map(|((_, pre), w)| (p, pre < dale.excitatory, w)));
    }
    found
}

/// The mean loss of the update before the present one.
fn loss(session: &Session) -> f64 {
    let program = &session.plan.learn;
    let losses = read(&*session.engine, &session.plan, program.losses.expect("the task has targets"));
    let slot = (session.engine.clock(Which::Learn).step as usize - 1) % program.chunk;
    let own = &losses[slot * program.replicas..][..program.replicas];
    own.iter().map(|&x| f64::from(x)).sum::<f64>() / program.replicas as f64
}

pub fn holds_while_circuits_learn(open: &dyn Fn(Plan) -> Box<dyn Engine>) {
    let plasticities = [
        ("plasticity(optimizer: sgd(rate: 0.05))", 0.5),
        ("plasticity(optimizer: momentum(rate: 0.02))", 0.5),
        ("plasticity(optimizer: adam(rate: 0.02), max_norm: 3.0)", 0.5),
        // Far too large to learn: signs hold all the same.
        ("plasticity(optimizer: adam(rate: 0.5), weight_decay: 0.1)", f64::INFINITY),
    ];
    for (plasticity, share) in plasticities {
        for synapses in [vec![""], SPARSE[..2].to_vec()] {
            for neurons in [", signs: mixed(inhibitory: 0.4)", ", signs: excitatory", ", signs: inhibitory"] {
                let (credit, activation) = ("direct_feedback()".to_string(), "sigmoid");
                let (replicas, hidden) = (32, vec![64]);
                let synapses = synapses.clone();
                let text =
                    Mlp { plasticity, credit, activation, replicas, hidden, synapses, neurons, ..Mlp::default() };
                // What the hidden neurons do must not be done beside them.
                let skip = format!(", (from: \"in\", to: \"out\"{})", text.synapses[2 % text.synapses.len()]);
                let text = text.text().replace(&skip, "");
                assert!(!text.contains("(from: \"in\", to: \"out\""), "{text}");
                let loaded = session::load(&text);
                let mut session = Session::open(&loaded, open);
                let initial = signed(&session, &loaded);
                assert!(initial.iter().all(|(_, up, w)| if *up { *w > 0.0 } else { *w < 0.0 }), "{text}");
                // One sign alone has half of the directions only.
                let share = if neurons.contains("mixed") { share } else { f64::INFINITY };
                session.run(Which::Learn, 1, u64::MAX);
                let first = loss(&session);
                // Signs show long before what was learned does.
                let updates = if share.is_finite() { 199 } else { 49 };
                session.run(Which::Learn, updates, u64::MAX);
                let (last, now) = (loss(&session), signed(&session, &loaded));
                assert!(now.iter().all(|(_, up, w)| if *up { *w >= 0.0 } else { *w <= 0.0 }), "{text}");
                let stopped = now.iter().filter(|(.., w)| *w == 0.0).count();
                assert!(stopped > 0 && stopped < now.len(), "{stopped} of {} stopped\n{text}", now.len());
                assert!(last < share * first, "loss {first} → {last}\n{text}");
            }
        }
    }
}

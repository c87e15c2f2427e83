//! The CPU's threads: none of them shows in a result.

use crate::cpu;
use crate::session::{self, Session, ids, read};
use crate::texts::{Mlp, SPARSE, convolutional, credits, recurrent, sparse_recurrent};
use trifactor::plan::Which;

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    // Large enough that every operation is divided: more than 8192 elements, and more than 64 columns.
    let learner = |credit: &str| {
        let (inputs, hidden, replicas) = (129, vec![257, 130], 33);
        Mlp { inputs, hidden, replicas, credit: credit.into(), ..Mlp::default() }.text()
    };
    let sparse = |plasticity: &'static str| {
        let (inputs, hidden, replicas, credit) = (129, vec![257, 130], 33, "feedback_alignment()".into());
        Mlp {
            inputs,
            hidden,
            replicas,
            credit,
            plasticity,
            synapses: SPARSE.to_vec(),
            neurons: ", signs: mixed()",
            ..Mlp::default()
        }
        .text()
    };
    let simulated = [recurrent(257, 33, 1), sparse_recurrent(256, 33, 1), sparse_recurrent(256, 1, 1)];
    let sparse = ["plasticity(optimizer: adam())", "plasticity(max_norm: 0.5)"].map(sparse);
    let convolved =
        ["direct_feedback()", "feedback_alignment()"].map(|credit| convolutional(credit, 33, "plasticity()"));
    for text in credits().into_iter().map(learner).chain(sparse).chain(simulated).chain(convolved) {
        let loaded = session::load(&text);
        let with = |threads| {
            let mut session = Session::open(&loaded, |plan| cpu(plan, threads));
            session.run(Which::Learn, 3, u64::MAX);
            let bits = |id| read(&*session.engine, &session.plan, id).iter().map(|x| x.to_bits()).collect();
            ids(&session.plan).map(bits).collect::<Vec<Vec<u32>>>()
        };
        let one = with(1);
        assert!(one == with(2) && one == with(7), "{text}");
    }
}

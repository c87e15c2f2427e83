//! The circuits whose operations are checked one by one: between them they use every option.

use crate::texts::{Mlp, Recurrent, SPARSE, credits, recurrent, sparse_recurrent};

/// Optimisers, schedules, decay and bounds. Rates are large, so that an error in a change shows in the weight.
const PLASTICITIES: [&str; 5] = [
    "plasticity(optimizer: sgd(rate: 0.5))",
    "plasticity(optimizer: sgd(rate: 0.5), weight_decay: 0.3, max_norm: Some(2.0), schedule: cosine(last: 0.1, warmup: 3))",
    "plasticity(optimizer: momentum(rate: 0.5, beta: 0.8), weight_decay: 0.2)",
    "plasticity(optimizer: adam(rate: 0.3), schedule: step(every: 2, factor: 0.5))",
    "plasticity(optimizer: adam(rate: 0.3, beta1: 0.5, beta2: 0.8, epsilon: 0.1), weight_decay: 0.2, max_norm: Some(1.0))",
];

const ACTIVATIONS: [&str; 7] = [
    "identity",
    "relu",
    "leaky_relu(slope: 0.1)",
    "tanh",
    "sigmoid",
    "softplus",
    "threshold_linear(threshold: 0.2, gain: 1.5)",
];

/// Texts of the circuits.
pub fn corpus() -> Vec<String> {
    let mut texts: Vec<String> =
        credits().into_iter().map(|credit| Mlp { credit: credit.into(), ..Mlp::default() }.text()).collect();
    let credit = || "direct_feedback()".to_string();
    texts.extend(PLASTICITIES.map(|plasticity| Mlp { plasticity, credit: credit(), ..Mlp::default() }.text()));
    texts.extend(
        ACTIVATIONS
            .map(|activation| Mlp { activation, loss: "cross_entropy", credit: credit(), ..Mlp::default() }.text()),
    );
    texts.push(Mlp { output_activation: "softplus", ..Mlp::default() }.text());
    let sparse = || Mlp { synapses: SPARSE.to_vec(), ..Mlp::default() };
    for credit in ["feedback_alignment()"].into_iter().chain(cfg!(feature = "oracle").then_some("backprop()")) {
        for replicas in [3, 70] {
            texts.push(Mlp { credit: credit.into(), replicas, ..sparse() }.text());
        }
    }
    for plasticity in PLASTICITIES {
        let neurons = ", signs: mixed(inhibitory: 0.4)";
        texts.push(Mlp { plasticity, credit: credit(), neurons, ..Mlp::default() }.text());
        texts.push(Mlp { plasticity, credit: credit(), neurons, ..sparse() }.text());
    }
    for (plasticity, replicas) in PLASTICITIES.into_iter().zip([1, 7, 8, 33, 64]) {
        texts.push(Mlp { plasticity, credit: credit(), replicas, ..sparse() }.text());
    }
    for (inputs, hidden, outputs, replicas) in [(1, 1, 1, 1), (33, 257, 31, 33), (31, 1, 257, 1), (257, 31, 1, 33)] {
        let sparse = Mlp { inputs, hidden: vec![hidden], outputs, replicas, credit: credit(), ..sparse() };
        texts.push(Mlp { credit: "feedback_alignment()".into(), ..sparse }.text());
        for credit in ["direct_feedback()", "vanilla_noise()", "manifold_noise(manifold: pca(rank: 1, every: 1))"] {
            let credit = credit.into();
            texts.push(Mlp { inputs, hidden: vec![hidden], outputs, replicas, credit, ..Mlp::default() }.text());
        }
    }
    for credit in credits() {
        // Orthogonal draws need white noise.
        let white = credit.contains("orthogonal") && !credit.starts_with("node");
        let credit = if white { credit.replacen("_noise(", "_noise(filter: white, ", 1) } else { credit.into() };
        texts.push(Recurrent { size: 33, credit, ..Recurrent::default() }.text());
    }
    for credit in [
        "vanilla_noise(per_step: true)",
        "manifold_noise(manifold: pca(rank: 3, every: 1), per_step: true, isotropic: 0.1)",
        "direct_feedback()",
    ] {
        let neurons = "tau: 5.0, form: activity";
        let readout = "activation: identity";
        for (replicas, plasticity) in [(33, "plasticity(rule: rflo)"), (1, "plasticity(rule: present_only)")] {
            let (size, credit) = (31, credit.into());
            texts.push(
                Recurrent { size, replicas, neurons, readout, credit, plasticity, ..Recurrent::default() }.text(),
            );
        }
    }
    for rule in ["three_factor", "rflo", "leaky_presynaptic"] {
        let plasticity =
            ["plasticity(timing: online, optimizer: adam(), weight_decay: 0.1, max_norm: 1.0, rule: ", rule, ")"];
        let (plasticity, credit) = (plasticity.concat().leak(), "direct_feedback()".into());
        texts.push(Recurrent { credit, plasticity, ..Recurrent::default() }.text());
    }
    for credit in
        ["weight_perturbation()", "reward_modulated(kicks: 100.0)", "reward_modulated(kicks: 100.0, cubed: false)"]
    {
        texts.push(Recurrent { size: 33, credit: credit.into(), ..Recurrent::default() }.text());
    }
    let oracle = if cfg!(feature = "oracle") { "backprop()" } else { "feedback_alignment()" };
    let learners = [
        (oracle, "plasticity(optimizer: adam(rate: 0.3), max_norm: 1.0)"),
        ("direct_feedback()", "plasticity(timing: online, rule: rflo, optimizer: momentum(rate: 0.3), max_norm: 1.0)"),
        ("direct_feedback()", "plasticity(timing: online, rule: leaky_presynaptic)"),
        ("weight_perturbation()", "plasticity(optimizer: sgd(rate: 0.5), weight_decay: 0.1)"),
        ("reward_modulated(kicks: 100.0)", "plasticity(optimizer: momentum(rate: 0.5))"),
    ];
    for ((credit, plasticity), replicas) in learners.into_iter().zip([3, 1, 33, 5, 2]) {
        let (signs, synapses) = (", signs: mixed(inhibitory: 0.3)", ", connectivity: probability(p: 0.3)");
        let credit = credit.into();
        texts
            .push(Recurrent { size: 33, replicas, credit, plasticity, signs, synapses, ..Recurrent::default() }.text());
    }
    for credit in ["node_perturbation(noise: (per_sample: 2))", "weight_perturbation()", "reward_modulated()"] {
        texts.push(Recurrent { size: 33, credit: credit.into(), reset: "never", ..Recurrent::default() }.text());
    }
    if cfg!(feature = "oracle") {
        texts.push(Recurrent { credit: "kernl()".into(), ..Recurrent::default() }.text());
    }
    texts.push(recurrent(257, 3, 1));
    texts.push(recurrent(1, 7, 1));
    texts.push(sparse_recurrent(256, 3, 1));
    texts.push(sparse_recurrent(9, 33, 1));
    texts
}

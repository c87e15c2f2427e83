//! Circuit texts.

/// A feedforward circuit on the `teacher` task with a skip projection from its input to its output.
pub struct Mlp {
    pub inputs: usize,
    pub hidden: Vec<usize>,
    pub outputs: usize,
    pub replicas: usize,
    pub activation: &'static str,
    pub output_activation: &'static str,
    pub loss: &'static str,
    pub credit: String,
    pub plasticity: &'static str,
    /// Further fields of its projections, taken in turn: `", connectivity: …"`.
    pub synapses: Vec<&'static str>,
    /// Further fields of its hidden populations: `", signs: …"`.
    pub neurons: &'static str,
    pub seed: u64,
}

impl Default for Mlp {
    fn default() -> Mlp {
        Mlp {
            inputs: 7,
            hidden: vec![33, 31],
            outputs: 3,
            replicas: 5,
            activation: "tanh",
            output_activation: "identity",
            loss: "squared",
            credit: "frozen()".into(),
            plasticity: "plasticity()",
            synapses: vec![""],
            neurons: "",
            seed: 1,
        }
    }
}

impl Mlp {
    /// The circuit file.
    pub fn text(&self) -> String {
        let Mlp { inputs, outputs, replicas, loss, credit, plasticity, seed, .. } = self;
        let mut populations = vec!["\"in\": input()".to_string()];
        let mut projections = Vec::new();
        let mut last = "in".to_string();
        let mut synapses = self.synapses.iter().cycle();
        let mut project = |from: &str, to: &str| {
            let fields = synapses.next().expect("at least an empty text");
            projections.push(format!("(from: \"{from}\", to: \"{to}\"{fields})"));
        };
        for (i, size) in self.hidden.iter().enumerate() {
            let name = format!("h{i}");
            populations.push(format!(
                "\"{name}\": rate(size: {size}, activation: {}, bias: 0.1{})",
                self.activation, self.neurons
            ));
            project(&last, &name);
            last = name;
        }
        populations.push(format!("\"out\": rate(size: {outputs}, activation: {})", self.output_activation));
        project(&last, "out");
        if !self.hidden.is_empty() {
            project("in", "out");
        }
        let (populations, projections) = (populations.join(", "), projections.join(", "));
        format!(
            "Circuit(seed: {seed}, task: teacher(inputs: {inputs}, outputs: {outputs}, rank: {inputs}), \
             populations: {{{populations}}}, projections: [{projections}], output: \"out\", loss: {loss}, \
             credit: {credit}, plasticity: {plasticity}, run: (replicas: {replicas}, updates: 200))"
        )
    }
}

/// Every credit source but the oracle, with the options that make it do something else.
pub const LOCAL_CREDITS: [&str; 20] = [
    "frozen()",
    "feedback_alignment(gain: 0.7)",
    "direct_feedback(gain: 0.7)",
    "vanilla_noise()",
    "vanilla_noise(noise: (draws: rademacher, antithetic: true, per_sample: 3), feedback: running_mean())",
    "vanilla_noise(noise: (draws: orthogonal, per_sample: 2), feedback: rebuilt())",
    "vanilla_noise(noise: (turns: round_robin), energy_of_rank: 4, feedback: exponential(rate: 0.3))",
    "manifold_noise(manifold: pca(rank: 3, every: 2))",
    "manifold_noise(manifold: pca(rank: 3, every: 1, memory: 1.0, samples: 4), noise: (draws: orthogonal, per_sample: 2))",
    "manifold_noise(manifold: pca(rank: 3, every: 1, memory: 0.0), noise: (antithetic: true), isotropic: 0.3)",
    "manifold_noise(manifold: pca(rank: 5, every: 1, explained: 0.6), noise: (draws: rademacher, per_sample: 2))",
    "manifold_noise(manifold: pca(rank: 5, every: 1, explained: 0.6), noise: (draws: orthogonal, turns: round_robin))",
    "manifold_noise(manifold: random(rank: 3), isotropic: 0.2, noise: (draws: orthogonal))",
    "manifold_noise(manifold: random(rank: 1), noise: (turns: round_robin, antithetic: true))",
    "node_perturbation()",
    "node_perturbation(noise: (antithetic: true, per_sample: 3, turns: round_robin))",
    "node_perturbation(manifold: Some(pca(rank: 3, every: 3)), noise: (draws: rademacher))",
    "node_perturbation(manifold: Some(random(rank: 2)), noise: (draws: orthogonal, per_sample: 2))",
    "weight_perturbation(sigma: 0.02)",
    "reward_modulated(kicks: 100.0, cubed: false)",
];

/// [`LOCAL_CREDITS`], and the oracle where it is compiled in.
pub fn credits() -> Vec<&'static str> {
    let oracle: &[&str] = if cfg!(feature = "oracle") { &["backprop()"] } else { &[] };
    LOCAL_CREDITS.iter().chain(oracle).copied().collect()
}

/// A recurrent circuit that learns through time: leaky neurons in both forms, loops of several delays, feedback from the
/// output.
pub struct Recurrent {
    pub size: usize,
    pub other: usize,
    pub replicas: usize,
    /// What the second population is made of, besides its size.
    pub neurons: &'static str,
    pub task: &'static str,
    pub outputs: usize,
    pub readout: &'static str,
    pub loss: &'static str,
    pub credit: String,
    pub plasticity: &'static str,
    pub reset: &'static str,
    /// More about the first population, and about the synapses into it from its own and the input.
    pub signs: &'static str,
    pub synapses: &'static str,
}

impl Default for Recurrent {
    fn default() -> Recurrent {
        Recurrent {
            size: 6,
            other: 5,
            replicas: 3,
            neurons: "tau: uniform(3.0, 9.0), form: activity, scheme: euler, activation: sigmoid",
            task: "teacher(inputs: 4, outputs: 3, rank: 4, duration: 8.0)",
            outputs: 3,
            readout: "tau: 4.0, activation: identity",
            loss: "squared",
            credit: "frozen()".into(),
            plasticity: "plasticity()",
            reset: "trial",
            signs: "",
            synapses: "",
        }
    }
}

impl Recurrent {
    /// The circuit file.
    pub fn text(&self) -> String {
        let Recurrent {
            size, other, replicas, neurons, task, outputs, readout, loss, credit, plasticity, reset, ..
        } = self;
        let Recurrent { signs, synapses, .. } = self;
        format!(
            "Circuit(task: {task}, populations: {{
               \"in\": input(),
               \"v\": rate(size: {size}, tau: 5.0, initial: 0.2, bias: 0.1{signs}),
               \"r\": rate(size: {other}, {neurons}),
               \"out\": rate(size: {outputs}, {readout}),
             }},
             projections: [
               (from: \"in\", to: \"v\"{synapses}),
               (from: \"in\", to: \"r\", delay: 2),
               (from: \"v\", to: \"v\", delay: 1{synapses}),
               (from: \"v\", to: \"r\"),
               (from: \"r\", to: \"v\", delay: 3),
               (from: \"r\", to: \"r\", delay: 1),
               (from: \"v\", to: \"out\"),
               (from: \"r\", to: \"out\"),
               (from: \"out\", to: \"v\", delay: 1),
             ],
             output: \"out\", loss: {loss}, credit: {credit}, plasticity: {plasticity},
             run: (replicas: {replicas}, updates: 200, reset: {reset}))"
        )
    }
}

/// A recurrent circuit that is only simulated: leaky neurons in both forms, noise, delays, rings and probes.
pub fn recurrent(size: usize, replicas: usize, seed: u64) -> String {
    format!(
        "Circuit(seed: {seed}, dt: 2.0, task: pulse(inputs: 3, on: 20.0, duration: 200.0),
          populations: {{
            \"in\": input(),
            \"v\": rate(size: {size}, tau: 20.0, noise: 0.1, initial: 0.2, bias: 0.1),
            \"r\": rate(size: 33, tau: 15.0, form: activity, scheme: euler, activation: softplus, noise: 0.05, initial: 0.3),
            \"instant\": rate(size: 31, activation: sigmoid, noise: 0.2),
            \"w\": rate(size: 1, tau: 50.0, form: voltage, scheme: euler, activation: relu),
          }},
          projections: [
            (from: \"in\", to: \"v\", plastic: false),
            (from: \"in\", to: \"r\", delay: 3, plastic: false),
            (from: \"v\", to: \"v\", delay: 1, plastic: false),
            (from: \"v\", to: \"r\", plastic: false),
            (from: \"r\", to: \"v\", delay: 5, plastic: false, storage: f16),
            (from: \"r\", to: \"instant\", plastic: false),
            (from: \"instant\", to: \"w\", plastic: false),
            (from: \"w\", to: \"w\", delay: 2, plastic: false),
          ],
          run: (replicas: {replicas}, updates: 10),
          probes: [(population: \"v\", variable: \"state\", replicas: 2), (population: \"r\", every: 2)])"
    )
}

/// Projections that do not have every synapse, for [`Mlp::synapses`]; any sizes will do.
pub const SPARSE: [&str; 4] = [
    ", connectivity: probability(p: 0.4)",
    ", connectivity: blocks(count: 1, within: 0.7)",
    ", connectivity: in_degree(k: 1)",
    ", connectivity: ring(width: 0.3, profile: exponential)",
];

/// A recurrent circuit that is only simulated, with every kind of connectivity; `size` is a square.
pub fn sparse_recurrent(size: usize, replicas: usize, seed: u64) -> String {
    format!(
        "Circuit(seed: {seed}, dt: 2.0, task: pulse(inputs: 4, on: 20.0, duration: 200.0),
          populations: {{
            \"in\": input(),
            \"v\": rate(size: {size}, tau: 20.0, noise: 0.1, initial: 0.2, bias: 0.1),
            \"r\": rate(size: {size}, tau: 15.0, form: activity, scheme: euler, activation: softplus, initial: 0.3),
            \"w\": rate(size: 33, tau: 50.0, activation: relu),
          }},
          projections: [
            (from: \"in\", to: \"v\", connectivity: grid(width: 0.5), plastic: false),
            (from: \"in\", to: \"r\", delay: 3, connectivity: probability(p: 0.5), plastic: false),
            (from: \"v\", to: \"v\", delay: 1, connectivity: dense, self_connections: false, plastic: false),
            (from: \"v\", to: \"r\", connectivity: one_to_one, weights: constant(value: 0.7), plastic: false),
            (from: \"r\", to: \"r\", delay: 1, connectivity: grid(width: 0.34, profile: flat), self_connections: false,
             weights: normal(std: 0.8), plastic: false),
            (from: \"r\", to: \"v\", delay: 5, connectivity: ring(width: 0.05), weights: he(), plastic: false),
            (from: \"r\", to: \"w\", connectivity: in_degree(k: 3), plastic: false),
            (from: \"w\", to: \"v\", delay: 2, connectivity: blocks(count: 4, between: 0.1),
             weights: uniform(low: -0.2, high: 0.1), plastic: false),
          ],
          run: (replicas: {replicas}, updates: 10),
          probes: [(population: \"v\", variable: \"state\"), (population: \"r\", every: 2)])"
    )
}

/// Convolutions of every kind, one after the other, between dense projections: 4 inputs, 3 outputs. Sizes are ragged.
pub fn convolutional(credit: &str, replicas: usize, plasticity: &str) -> String {
    format!(
        "Circuit(task: teacher(inputs: 4, outputs: 3, rank: 4), populations: {{\"in\": input(),
            \"a\": rate(shape: (4, 9, 7), bias: 0.1), \"b\": rate(activation: softplus), \"c\": rate(bias: -0.1),
            \"d\": rate(shape: (6, 3, 2)), \"out\": rate(size: 3, activation: identity)}},
        projections: [(from: \"in\", to: \"a\"),
            (from: \"a\", to: \"b\", connectivity: conv(kernel: 3, channels: 6, stride: 2, groups: 2)),
            (from: \"b\", to: \"c\", connectivity: conv(kernel: 2, channels: 5, padding: valid)),
            (from: \"a\", to: \"c\", connectivity: conv(kernel: 3, channels: 5, stride: 2, padding: valid)),
            (from: \"c\", to: \"d\", connectivity: conv(kernel: 2, padding: valid)),
            (from: \"b\", to: \"d\", connectivity: conv(kernel: 3, stride: 2, groups: 3, shared: false)),
            (from: \"d\", to: \"out\")],
        credit: {credit}, plasticity: {plasticity}, run: (replicas: {replicas}, updates: 200))"
    )
}

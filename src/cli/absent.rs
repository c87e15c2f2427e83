//! What people look for that this version does not have, or has under another name, and what comes nearest.

/// Something that does not exist under these names.
pub struct Absent {
    /// The names.
    pub names: &'static [&'static str],
    /// Why not; empty where there is nothing more to say.
    why: &'static str,
    /// What exists and comes nearest.
    pub nearest: &'static [&'static str],
}

/// Why there is nothing of a name where there is the thing.
const ANOTHER_NAME: &str = "it has another name";

/// What comes to exist leaves this list: a test holds that nothing of it does.
pub const ABSENT: &[Absent] = &[
    Absent {
        names: &[
            "spiking",
            "spike",
            "spikes",
            "snn",
            "lif",
            "alif",
            "adex",
            "izhikevich",
            "hodgkin_huxley",
            "poisson",
            "integrate_and_fire",
        ],
        why: "neurons have rates, not spikes",
        nearest: &["rate"],
    },
    Absent {
        names: &["conv1d", "conv2d", "convolution", "convolutional", "cnn"],
        why: ANOTHER_NAME,
        nearest: &["conv"],
    },
    Absent {
        names: &["pool", "pooling", "max_pool", "average_pool"],
        why: "no pooling; a convolution may have a stride",
        nearest: &["conv"],
    },
    Absent {
        names: &["stdp", "triplet_stdp", "spike_timing"],
        why: "there are no spikes whose times a rule could compare",
        nearest: &["three_factor", "rflo"],
    },
    Absent {
        names: &["oja", "hebb", "hebbian", "anti_hebbian", "bcm", "covariance", "competitive"],
        why: "every rule has a third factor",
        nearest: &["three_factor", "reward_modulated"],
    },
    Absent {
        names: &["eprop", "e_prop"],
        why: "for rate neurons its eligibility comes near that of RFLO",
        nearest: &["rflo", "direct_feedback"],
    },
    Absent { names: &["bptt", "backpropagation"], why: ANOTHER_NAME, nearest: &["backprop"] },
    Absent { names: &["nmnc"], why: ANOTHER_NAME, nearest: &["manifold_noise"] },
    Absent { names: &["vnc", "noise_correlation"], why: ANOTHER_NAME, nearest: &["vanilla_noise"] },
    Absent { names: &["dfa"], why: ANOTHER_NAME, nearest: &["direct_feedback"] },
    Absent {
        names: &["rtrl", "uoro", "snap"],
        why: "exact gradients through time are those of backprop",
        nearest: &["backprop", "rflo"],
    },
    Absent {
        names: &[
            "weight_mirror",
            "target_propagation",
            "equilibrium_propagation",
            "predictive_coding",
            "forward_forward",
            "sign_symmetry",
            "burst",
            "burstprop",
        ],
        why: "",
        nearest: &["feedback_alignment", "direct_feedback", "vanilla_noise"],
    },
    Absent {
        names: &["lstm", "gru", "rnn", "transformer", "attention"],
        why: "recurrent circuits are populations of leaky rate neurons that project to each other",
        nearest: &["rate", "projection"],
    },
    Absent {
        names: &["dropout", "batch_norm", "layer_norm", "normalization", "divisive_normalization"],
        why: "nothing normalises or drops activity; neurons may have noise",
        nearest: &["rate"],
    },
    Absent { names: &["gelu", "elu", "selu", "swish", "silu"], why: "", nearest: &["softplus"] },
    Absent {
        names: &["softmax"],
        why: "it is no activation, but part of the loss `cross_entropy`, which takes logits",
        nearest: &["identity", "Circuit"],
    },
    Absent { names: &["adamw", "rmsprop", "adagrad"], why: "", nearest: &["adam"] },
    Absent {
        names: &["short_term_plasticity", "stp", "homeostasis", "synaptic_scaling", "intrinsic_plasticity"],
        why: "weights and biases change by the third factor alone",
        nearest: &["plasticity"],
    },
    Absent {
        names: &["equation", "equations", "custom", "user_defined"],
        why: "a circuit chooses among models, and writes no equations of its own",
        nearest: &["rate", "three_factor"],
    },
    Absent {
        names: &["cifar", "cifar10", "cifar100", "imagenet", "svhn", "omniglot"],
        why: "",
        nearest: &["fashion_mnist", "mnist", "digits"],
    },
    Absent {
        names: &["data", "dataset", "data_set", "csv", "npy", "npz", "file", "own", "images"],
        why: "there is no task of the user's own data",
        nearest: &["mnist", "pattern", "teacher"],
    },
    Absent {
        names: &["bandit", "gym", "cartpole", "reinforcement_learning"],
        why: "a task's trials do not depend on what the circuit answers",
        nearest: &["reward_modulated", "evidence"],
    },
    Absent { names: &["mante"], why: ANOTHER_NAME, nearest: &["context_integration"] },
    Absent { names: &["xor"], why: ANOTHER_NAME, nearest: &["delayed_xor"] },
    Absent { names: &["random_dots"], why: ANOTHER_NAME, nearest: &["evidence"] },
];

/// Why there is nothing called `name`, and what comes nearest; `None` where that is not known.
pub fn told(name: &str) -> Option<(String, &'static [&'static str])> {
    let plain = name.to_lowercase().replace(['-', ' '], "_");
    let absent = ABSENT.iter().find(|absent| absent.names.contains(&plain.as_str()))?;
    let message = match absent.why {
        ANOTHER_NAME => format!("`{name}` has another name here"),
        "" => format!("`{name}` does not exist in this version"),
        why => format!("`{name}` does not exist in this version: {why}"),
    };
    Some((message, absent.nearest))
}

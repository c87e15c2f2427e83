//! What can go wrong with initial weights.

use super::array::ArrayError;
use super::synapses::Differ;
use std::fmt;
use std::path::PathBuf;

/// Why there are no weights.
#[derive(Debug)]
pub enum WeightsError {
    /// A parameter does not fit the others.
    Parameter {
        /// The parameter's name.
        field: &'static str,
        /// What is wrong with it.
        message: String,
        /// What to write.
        help: String,
    },
    /// The matrix does not fit into memory.
    TooLarge {
        /// Rows.
        post: usize,
        /// Columns.
        pre: usize,
    },
    /// The parameters make weights beyond the range of float32.
    Overflow {
        /// The name of the initial weights.
        model: &'static str,
    },
    /// The file does not hold the weights.
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: ArrayError,
    },
    /// The array has another shape than the projection.
    Shape {
        /// The file.
        path: PathBuf,
        /// The array's name; empty in a `.npy` file.
        name: String,
        /// [post, pre].
        expected: [usize; 2],
        /// The number of synapses, where not all exist.
        listed: Option<usize>,
        /// The array's shape.
        found: Vec<usize>,
    },
    /// A weight is not 0 where there is no synapse.
    NoSynapse {
        /// The file.
        path: PathBuf,
        /// The array's name; empty in a `.npy` file.
        name: String,
        /// Its place: (post, pre), counted from 0.
        index: (usize, usize),
        /// The weight.
        value: f64,
    },
    /// A list of weights is of other synapses than the projection's.
    Synapses {
        /// The file.
        path: PathBuf,
        /// The array's name.
        name: String,
        /// How they differ.
        differ: Differ,
        /// The seed of the run that wrote the file, if it says so.
        seed: Option<String>,
    },
    /// A checkpoint of a version that did not write which synapse each weight is of.
    Unlisted {
        /// The file.
        path: PathBuf,
        /// The array's name.
        name: String,
    },
    /// A weight does not have the sign of its presynaptic neuron.
    Sign {
        /// The file.
        path: PathBuf,
        /// The array's name; empty in a `.npy` file.
        name: String,
        /// Its synapse: (post, pre), counted from 0.
        index: (usize, usize),
        /// The weight.
        value: f64,
    },
    /// A weight is NaN or infinite, or is so as float32.
    NotFinite {
        /// The file.
        path: PathBuf,
        /// The array's name; empty in a `.npy` file.
        name: String,
        /// Its place: (post, pre), counted from 0.
        index: (usize, usize),
        /// The weight as it stands in the file.
        value: f64,
    },
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WeightsError::Parameter { field, message, help } => write!(f, "{field}: {message}; {help}"),
            WeightsError::TooLarge { post, pre } => {
                write!(f, "a matrix of {post} × {pre} weights does not fit into memory; make the populations smaller")
            }
            WeightsError::Overflow { model } => {
                write!(f, "{model}: makes weights beyond the range of float32; write smaller numbers")
            }
            WeightsError::File { path, error } => write!(f, "{}: {error}", path.display()),
            WeightsError::Shape { path, name, expected: [post, pre], listed, found } => {
                let transposed = post != pre && found[..] == [*pre, *post];
                let or = listed.map_or(String::new(), |count| format!(" or [{count}] (its synapses, row by row)"));
                write!(
                    f,
                    "{}: {} has the shape {found:?}, the projection needs [{post}, {pre}] (post × pre){or}{}",
                    path.display(),
                    array(name),
                    if transposed { "; save its transpose" } else { "" }
                )
            }
            WeightsError::NoSynapse { path, name, index: (post, pre), value } => write!(
                f,
                "{}: {} has {value:e} at [{post}, {pre}], where the connectivity has no synapse; write 0 there",
                path.display(),
                array(name)
            ),
            WeightsError::Synapses { path, name, differ: Differ { listed, foreign, own, lacking }, seed } => {
                let seed = seed.as_ref().map_or(String::new(), |seed| format!(", which had seed {seed}"));
                write!(
                    f,
                    "{}: {} is of other synapses than the projection: {foreign} of its {listed} are not among the \
                     projection's {own}, and {lacking} of those are not in the file; which exist follows from the seed, the \
                     sizes and the connectivity: take those of the run that wrote the file{seed}",
                    path.display(),
                    array(name)
                )
            }
            WeightsError::Unlisted { path, name } => write!(
                f,
                "{}: {} does not say which synapse each of its weights is of, as checkpoints of earlier versions did not; \
                 resume its run, which writes the checkpoint anew",
                path.display(),
                array(name)
            ),
            WeightsError::Sign { path, name, index: (post, pre), value } => {
                let kind = if *value < 0.0 { "excitatory" } else { "inhibitory" };
                write!(
                    f,
                    "{}: {} has {value:e} from neuron {pre} to neuron {post}, but neuron {pre} is {kind}; mend the file, or \
                     change the population's signs",
                    path.display(),
                    array(name)
                )
            }
            WeightsError::NotFinite { path, name, index: (post, pre), value } => write!(
                f,
                "{}: {} has {value:e} at [{post}, {pre}], which is no finite float32; mend the file",
                path.display(),
                array(name)
            ),
        }
    }
}

impl std::error::Error for WeightsError {}

fn array(name: &str) -> String {
    match name {
        "" => "the array".into(),
        name => format!("`{name}`"),
    }
}

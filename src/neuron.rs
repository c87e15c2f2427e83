//! Neuron models: what a population's neurons compute in one step. One file a model, one line each in the registry.

pub mod activation;
pub mod input;
pub mod map;
pub mod rate;
pub mod signs;
pub mod time_constant;
pub mod variable;

use crate::schema::{Choice, Record, RecordDoc};
pub use activation::Activation;
pub use input::Input;
pub use map::Map;
pub use rate::{Form, MOST_NEURONS, Rate, Scheme};
pub use signs::Signs;
pub use time_constant::TimeConstant;
pub use variable::Variable;

crate::choice! {
    /// The neuron model of a population, with its parameters.
    pub enum Neuron {
        Input(Input),
        Rate(Rate),
    }
}

impl Neuron {
    /// The variables that this model keeps; the activity is what projections read.
    pub fn variables(&self) -> &'static [Variable] {
        match self {
            Neuron::Input(_) => &input::VARIABLES,
            Neuron::Rate(_) => &rate::VARIABLES,
        }
    }

    /// What each model is, with the variables that it keeps.
    pub fn described() -> Vec<RecordDoc> {
        let with = |doc: RecordDoc| {
            let variables: &[Variable] = match doc.name {
                Input::NAME => &input::VARIABLES,
                Rate::NAME => &rate::VARIABLES,
                _ => return doc,
            };
            let variables: Vec<String> = variables.iter().map(|v| format!("`{}` ({})", v.name, v.doc)).collect();
            RecordDoc { doc: format!("{} Probes record its {}.", doc.doc, variables.join(", ")), ..doc }
        };
        Neuron::options().into_iter().map(with).collect()
    }

    /// The rate model's parameters, if it is one.
    pub fn rate(&self) -> Option<&Rate> {
        match self {
            Neuron::Rate(rate) => Some(rate),
            Neuron::Input(_) => None,
        }
    }
}

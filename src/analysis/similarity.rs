//! How alike two representations of the same stimuli are: kernel alignment, dissimilarities, linear prediction.

pub mod bootstrap;
pub mod ceiling;
pub mod cka;
pub mod predictivity;
pub mod rank;
pub mod rdm;

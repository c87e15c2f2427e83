//! Third factors against calculus, in f64: backpropagation is the finite difference of the loss, node perturbation is
//! backpropagation on average and has the variance that theory gives it. Wrong variants fail the same assertions.
#![cfg(feature = "oracle")]

mod backprop;
mod every_step;
mod node_perturbation;
mod perturbed_in_time;
mod problem;
#[allow(dead_code)]
#[path = "../support/session.rs"]
mod session;
#[allow(dead_code)]
#[path = "../support/texts.rs"]
mod texts;
mod through_time;
mod time_step;

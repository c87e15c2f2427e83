//! Third factors against calculus, in f64: backpropagation is the finite difference of the loss, node perturbation is
//! backpropagation on average and has the variance that theory gives it. Wrong variants fail the same assertions.
#![cfg(feature = "oracle")]

mod backprop;
mod node_perturbation;
mod problem;
#[allow(dead_code)]
#[path = "../support/session.rs"]
mod session;
#[allow(dead_code)]
#[path = "../support/texts.rs"]
mod texts;
mod through_time;

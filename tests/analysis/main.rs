//! Analyses against closed forms, golden values and independent references (docs/analyses.md has the table).
//!
//! Where a test draws, its tolerance is statistical: so many standard errors of the mean over seeds. Where a reference was
//! given the same numbers (`cloud::plain`), it is a rounding error.
//!
//! Planted errors that were seen to fail here: see docs/testing.md.

mod close;
mod cloud;

mod bootstrap;
mod cka;
mod dimension;
mod monkey;
mod predictivity;
mod rsa;
mod spectrum;
mod subspace;

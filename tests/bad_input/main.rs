//! Bad input through the real program: what it says, how it exits, and that nothing is lost.
//!
//! The snapshots beside these files are the catalogue of all messages; `INSTA_UPDATE=always cargo test --test
//! bad_input` writes them anew.

mod analyse;
mod arrival;
mod big;
mod circuits;
mod commands;
mod data;
mod diverge;
mod documents;
mod fields;
mod interrupt;
mod legs;
mod overrides;
mod overwriting;
mod place;
mod prepare;
mod replacing;
mod resume;
mod ron;
mod signals;
mod syntax;
mod travel;
mod warnings;
mod weights;

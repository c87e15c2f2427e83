//! Arguments, and errors told as the command line tells them: in its words, with its exit codes.

#![allow(dead_code)] // each example uses its part

use std::fmt::Display;
use std::str::FromStr;
use trifactor::engine::Fault;
use trifactor::error::Error;
use trifactor::run::{Session, divergence};

/// The arguments do not go together.
pub fn usage(usage: &str) -> Error {
    Error::input("the arguments are not those of this program", format!("usage: {usage}"))
}

/// An argument as a number, or as what else can be read from a word.
pub fn argument<T: FromStr<Err: Display>>(name: &str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|why| Error::input(format!("{name} is `{text}`: {why}"), ""))
}

/// A time in seconds.
pub fn seconds(text: &str) -> Result<std::time::Duration, Error> {
    let seconds = argument("SECONDS", text)?;
    std::time::Duration::try_from_secs_f64(seconds)
        .map_err(|why| Error::input(format!("SECONDS is `{text}`: {why}"), ""))
}

/// Advances the learning program, past the session: no trial is staged, no loss taken.
pub fn advance(session: &mut Session, steps: u64) -> Result<(), Error> {
    match session.engine_mut().advance(trifactor::plan::Which::Learn, steps) {
        Ok(()) => session.engine().failure().map_or(Ok(()), |why| Err(Error::Internal(why))),
        Err(fault) => Err(diverged(session, fault)),
    }
}

fn diverged(session: &Session, fault: Fault) -> Error {
    Error::Diverged(divergence::in_learning(session.plan(), session.engine(), fault))
}

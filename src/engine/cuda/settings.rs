//! What the environment says about how a GPU is used. Results do not depend on it, beyond the order of sums.

use super::cubin;
use super::failure::Failure;
use std::env;
use std::path::PathBuf;

/// How a GPU is used.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `TRIFACTOR_CUBLAS`: which products cuBLAS does.
    pub blas: Blas,
    /// `TRIFACTOR_LAUNCHES`: how kernels are launched.
    pub launching: Launching,
    /// `TRIFACTOR_CUBINS`: where kernels may lie that are compiled already.
    pub cubins: Option<PathBuf>,
}

/// Which products cuBLAS does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blas {
    /// None.
    Off,
    /// The large ones.
    #[default]
    Auto,
    /// Every one that it can do, however small: for tests.
    Always,
}

/// How kernels are launched. All but `Auto` are for finding out what the rest is worth, and for debuggers and profilers,
/// which see more of single launches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Launching {
    /// Many steps by one launch where the circuit is small enough, else in graphs.
    #[default]
    Auto,
    /// In graphs.
    Graphs,
    /// One by one.
    Single,
}

impl Settings {
    /// What the environment says; where it says nothing, what is best.
    ///
    /// # Errors
    /// If it says what it cannot.
    pub fn of_environment() -> Result<Settings, Failure> {
        Ok(Settings {
            blas: word("TRIFACTOR_CUBLAS", &[("off", Blas::Off), ("auto", Blas::Auto), ("always", Blas::Always)])?,
            launching: word(
                "TRIFACTOR_LAUNCHES",
                &[("auto", Launching::Auto), ("graphs", Launching::Graphs), ("single", Launching::Single)],
            )?,
            cubins: cubin::folder()?,
        })
    }
}

/// One of some words, or the default.
fn word<T: Copy + Default>(variable: &'static str, legal: &[(&'static str, T)]) -> Result<T, Failure> {
    match env::var_os(variable) {
        None => Ok(T::default()),
        Some(text) => one_of(variable, &text.to_string_lossy(), legal),
    }
}

fn one_of<T: Copy>(variable: &'static str, text: &str, legal: &[(&'static str, T)]) -> Result<T, Failure> {
    legal.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<_> = legal.iter().map(|(word, _)| *word).collect();
        Failure::Setting(format!("{variable}=`{text}`, which is none of {}", words.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::{Launching, one_of};

    #[test]
    fn a_word_that_is_not_legal_is_told_with_those_that_are() {
        let legal = [("auto", Launching::Auto), ("single", Launching::Single)];
        assert_eq!(one_of("X", "single", &legal), Ok(Launching::Single));
        let why = one_of("X", "Single", &legal).expect_err("no such word").to_string();
        assert!(why.contains("X=`Single`, which is none of auto, single"), "{why}");
    }
}

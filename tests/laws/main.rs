//! The closed-form laws of the estimators, measured on the code that runs circuits: each fact holds for the rules as
//! they are, and (see `mutants`) fails for the mistakes that are easily made.
//!
//! Every tolerance is statistical: so many standard errors of the mean over independent repetitions, four where few
//! numbers are compared and five where many are. Seeds are fixed, so a fact that holds today holds tomorrow.

mod arrays;
mod fact;
mod lab;
mod rule;

mod antithetic;
mod cosine;
mod cross_talk;
mod crossover;
mod energy;
mod feedback;
mod filtered;
mod isotropic;
mod manifold;
mod mutants;
mod predicted;
mod reward;
mod window;

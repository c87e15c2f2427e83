//! Same file, same seed: the same bits, whatever the threads, the chunks, and whether the run was ever stopped.

#[path = "../common.rs"]
mod common;
mod episodes;
mod measuring;
#[allow(dead_code)]
#[path = "../support/texts.rs"]
mod texts;
mod through_time;
mod within_a_step;

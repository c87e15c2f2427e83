//! The macros that declare records, choices and keywords.

mod choice;
mod keyword;
mod record;

//! How a circuit file is declared, read and written back.
//!
//! One declaration per model ([`record!`](macro@crate::record), [`choice!`](macro@crate::choice), [`keyword!`](macro@crate::keyword)) feeds everything that has to agree about it:
//! reading with range checks, the resolved file, `trifactor models`, and the error messages. Nothing here knows what a
//! neuron is.
//!
//! Reading never stops at the first mistake: every reader pushes what it finds onto [`Problems`] and goes on.

pub mod declare;
pub mod doc;
pub mod document;
pub mod field;
pub mod list;
pub mod named;
pub mod overrides;
pub mod parse;
pub mod problem;
pub mod render;
pub mod rule;
pub mod scalar;

pub use crate::suggest;
pub use doc::{FieldDoc, RecordDoc, WordDoc};
pub use document::{Entry, Node, Span, Value};
pub use field::{Choice, Field, Record};
pub use named::Named;
pub use problem::{Problem, Problems};
pub use rule::Rule;

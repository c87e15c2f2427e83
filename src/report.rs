//! What people read: tables, progress, drawings.

pub mod analysis;
pub mod chart;
pub mod comparison;
pub mod overview;
pub mod progress;
pub mod scaling;
pub mod svg;
pub mod table;
pub mod text;

//! What people read: tables, progress, drawings, pages.

pub mod analysis;
pub mod chart;
pub mod comparison;
pub mod estimates;
pub mod figures;
pub mod overview;
pub mod page;
pub mod prediction;
pub mod progress;
pub mod scaling;
pub mod sparkline;
pub mod svg;
pub mod table;
pub mod text;

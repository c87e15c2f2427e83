//! What people read: tables, progress, drawings, pages.

pub mod chart;
pub mod comparison;
pub mod figures;
pub mod page;
pub mod progress;
pub mod sparkline;
pub mod svg;
pub mod table;
pub mod text;

//! Facts of reports: what a page holds, that it needs nothing else, and that browsers show it as it is meant.

mod browser;
mod command;
mod figures;
mod fixture;
mod page;
mod sizes;

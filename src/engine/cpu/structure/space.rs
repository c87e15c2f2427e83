//! What products work with, whatever synapses form.

use super::conv::scratch::Scratch as ConvScratch;
use crate::engine::cpu::gemm::{Panels, Scratch};
use crate::engine::cpu::sparse;
use crate::engine::cpu::store::Store;
use crate::plan::BufferId;

/// Working memory of products, allocated once.
pub struct Space {
    pub scratch: Scratch,
    pub panels: Panels,
    pub listed: sparse::Scratch,
    pub conv: ConvScratch,
}

/// Weights, where they lie.
#[derive(Clone, Copy)]
pub struct Weights<'a> {
    pub store: &'a Store,
    pub id: BufferId,
}

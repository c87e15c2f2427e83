//! Where operations become launches: the addresses of everything that they name.

use super::allocation::Allocation;
use super::failure::Failure;
use super::gpu::Gpu;
use super::layout::{self, Address, Now};
use super::memory::{Lists, Memory};
use crate::plan::{BufferId, Plan, Program, StructureId, View};

/// What an operation's launches are made from.
pub struct Site<'a> {
    pub gpu: &'a Gpu,
    pub plan: &'a Plan,
    pub program: &'a Program,
    pub memory: &'a Memory,
    /// The program's clock, steps and replicas.
    pub now: Now,
    /// Working space of the operations, kept as long as the launches are.
    pub working: &'a mut Vec<Allocation>,
    /// Where products by cuBLAS leave the gradients that changes then take up, one after the other.
    pub gradient: Option<Address>,
}

impl Site<'_> {
    /// The address of a buffer.
    pub fn data(&self, id: BufferId) -> Address {
        self.memory.address(id)
    }

    /// The address of a buffer, null where there is none.
    pub fn data_of(&self, id: Option<BufferId>) -> Address {
        id.map_or(0, |id| self.data(id))
    }

    /// A view of a buffer.
    pub fn view(&self, view: View) -> layout::View {
        layout::View {
            data: self.data(view.buffer),
            first: view.first as u32,
            rows: view.rows as u32,
            cols: view.cols as u32,
            slot_rows: view.slot_rows as u32,
            slots: view.slots as u32,
            delay: view.delay as u32,
        }
    }

    /// A view, empty and with a null address where there is none.
    pub fn view_of(&self, view: Option<View>) -> layout::View {
        view.map_or(layout::View::default(), |view| self.view(view))
    }

    /// The lists of a structure that has them.
    pub fn lists(&self, id: StructureId) -> Option<&Lists> {
        self.memory.lists(id)
    }

    /// Where the incoming synapses of a structure begin, and whose they are: null where they are not listed.
    pub fn incoming(&self, id: StructureId) -> [Address; 2] {
        self.lists(id).map_or([0; 2], |lists| lists.incoming.each_ref().map(Allocation::address))
    }

    /// Working space of so many bytes, zero at first.
    pub fn working(&mut self, bytes: usize) -> Result<Address, Failure> {
        let allocation = Allocation::zeros(self.gpu, bytes)?;
        let address = allocation.address();
        self.working.push(allocation);
        Ok(address)
    }
}

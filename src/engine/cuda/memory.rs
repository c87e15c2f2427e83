//! The engine's device memory: one allocation a buffer, and the lists of synapses.

use super::allocation::Allocation;
use super::failure::Failure;
use super::gpu::Gpu;
use super::layout::Address;
use crate::circuit::Storage;
use crate::plan::structure::Listed;
use crate::plan::{BufferId, Plan, StructureId};
use crate::real::Half;

/// Everything of a plan that lies on the device.
pub struct Memory {
    buffers: Vec<(Allocation, Storage)>,
    /// Of each structure, where it has one.
    lists: Vec<Option<Lists>>,
}

/// The synapses of a projection: starts of rows, columns, and places of the outgoing ones.
pub struct Lists {
    pub incoming: [Allocation; 2],
    pub outgoing: Option<[Allocation; 3]>,
}

impl Memory {
    /// Allocates every buffer, filled with zeros, and copies the lists of synapses.
    pub fn new(gpu: &Gpu, plan: &Plan) -> Result<Memory, Failure> {
        let buffers = plan.buffers.iter().map(|b| Ok((Allocation::zeros(gpu, b.bytes() as usize)?, b.storage)));
        let lists =
            plan.structures.iter().map(|structure| structure.listed().map(|list| Lists::new(gpu, list)).transpose());
        Ok(Memory { buffers: buffers.collect::<Result<_, Failure>>()?, lists: lists.collect::<Result<_, _>>()? })
    }

    /// Where a buffer lies.
    pub fn address(&self, id: BufferId) -> Address {
        self.buffers[id.0].0.address()
    }

    /// The lists of a structure that has them.
    pub fn lists(&self, id: StructureId) -> Option<&Lists> {
        self.lists[id.0].as_ref()
    }

    /// Elements of a buffer from the host.
    pub fn write(&self, gpu: &Gpu, id: BufferId, offset: usize, data: &[f32]) -> Result<(), Failure> {
        let (buffer, storage) = &self.buffers[id.0];
        match storage {
            Storage::F32 => buffer.write(gpu, 4 * offset, data),
            Storage::F16 => buffer.write(gpu, 2 * offset, &data.iter().map(|x| Half::of(*x)).collect::<Vec<_>>()),
        }
    }

    /// Elements of a buffer to the host.
    pub fn read(&self, gpu: &Gpu, id: BufferId, offset: usize, out: &mut [f32]) -> Result<(), Failure> {
        let (buffer, storage) = &self.buffers[id.0];
        match storage {
            Storage::F32 => buffer.read(gpu, 4 * offset, out),
            Storage::F16 => {
                let mut halves = vec![Half::of(0.0); out.len()];
                buffer.read(gpu, 2 * offset, &mut halves)?;
                out.iter_mut().zip(halves).for_each(|(x, half)| *x = half.to_f32());
                Ok(())
            }
        }
    }
}

impl Lists {
    fn new(gpu: &Gpu, list: &Listed) -> Result<Lists, Failure> {
        let incoming = &list.incoming;
        let outgoing = match &list.outgoing {
            Some(outgoing) => Some([
                Allocation::of(gpu, outgoing.targets.starts())?,
                Allocation::of(gpu, outgoing.targets.columns())?,
                Allocation::of(gpu, &outgoing.places)?,
            ]),
            None => None,
        };
        let incoming = [Allocation::of(gpu, incoming.starts())?, Allocation::of(gpu, incoming.columns())?];
        Ok(Lists { incoming, outgoing })
    }
}

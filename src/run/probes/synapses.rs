//! Which synapse each number of a projection's recordings is.

use crate::circuit::connectivity::Csr;
use crate::circuit::probe::Probe;
use crate::run::session::Session;

/// The synapses of a projection that does not have all, in the order of its weights.
pub fn synapses<'a>(session: &'a Session, probe: &Probe) -> Option<&'a Csr> {
    let projection = probe.projection_index(session.circuit())?;
    session.plan().structure_of(projection).listed().map(|list| &list.incoming)
}

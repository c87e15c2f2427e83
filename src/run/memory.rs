//! The memory plan: what a run takes at its peak, known before anything is allocated. It counts what lies there throughout
//! (buffers, staging, data), and what comes on top of it at one moment or another (evaluation, measurements, analysis).

mod asked;
pub mod available;
mod fields;
mod lasting;
mod measuring;
mod moments;
#[cfg(feature = "oracle")]
mod through_time;

pub use asked::{Doing, Place};

use super::device::{Chosen, Device};
use crate::circuit::Circuit;
use crate::plan::memory::{Share, human, total};
use crate::plan::{self, Plan};
use available::Available;
use serde::{Deserialize, Serialize};

/// The most that is taken at once, and what it consists of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Everything together, at the moment when it is most.
    pub total_bytes: u64,
    /// When that is.
    pub at: String,
    /// Its parts, largest first.
    pub by: Vec<Share>,
    /// What is taken at each moment, in the order of a run.
    pub moments: Vec<Share>,
    /// What lies on a GPU besides; 0 where there is none at work.
    #[serde(default)]
    pub device_bytes: u64,
    /// Addresses that are asked for besides, and never touched.
    #[serde(skip)]
    pub untouched_bytes: u64,
    /// What makes the largest parts smaller, the most effective first.
    #[serde(skip)]
    pub fields: Vec<&'static str>,
}

impl Memory {
    /// The memory plan of a circuit.
    pub fn of(circuit: &Circuit, place: Place, doing: Doing) -> Memory {
        Memory::of_plan(circuit, &plan::outline(circuit, 1), place, doing)
    }

    /// The same, of a circuit whose plan is known, in outline at least.
    pub fn of_plan(circuit: &Circuit, plan: &Plan, place: Place, doing: Doing) -> Memory {
        let Chosen { device, .. } = place.device.choose();
        let place = Place { device, threads: device.threads(plan, place.threads) };
        let lasting = lasting::shares(circuit, plan, place, doing);
        let moments = moments::moments(circuit, plan, place, doing);
        let sum = |moment: &moments::Moment| {
            let base = lasting.iter().filter(|part| part.at_once || !moment.opens);
            let base = base.fold(0_u64, |sum, part| sum.saturating_add(part.share.bytes));
            base.saturating_add(total(&moment.shares))
        };
        let sums: Vec<Share> =
            moments.iter().map(|moment| Share { name: moment.name.into(), bytes: sum(moment) }).collect();
        // The first of equals: of a circuit beyond all bounds every moment is.
        let most = (0..sums.len()).rev().max_by_key(|&at| sums[at].bytes).unwrap_or(0);
        let peak = &moments[most];
        let base = lasting.into_iter().filter(|part| part.at_once || !peak.opens).map(|part| part.share);
        let mut by: Vec<Share> = base.chain(peak.shares.iter().cloned()).filter(|share| share.bytes > 0).collect();
        by.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
        Memory {
            total_bytes: total(&by),
            at: peak.name.into(),
            device_bytes: if matches!(device, Device::Cuda(_)) { total(&plan::memory::parts(plan)) } else { 0 },
            untouched_bytes: untouched(plan, place),
            fields: fields::smaller(plan, &by),
            by,
            moments: sums,
        }
    }

    /// Several runs side by side, of which no more than `workers` at once: the largest are, at worst.
    pub fn side_by_side(all: &[(String, Memory)], workers: usize) -> Memory {
        let mut all: Vec<&(String, Memory)> = all.iter().collect();
        all.sort_by_key(|(_, memory)| std::cmp::Reverse(memory.total_bytes));
        all.truncate(workers.max(1));
        let fields = all.first().map(|(_, memory)| memory.fields.clone()).unwrap_or_default();
        let once = lasting::PROGRAM;
        let mut by = vec![Share { name: lasting::THE_PROGRAM.into(), bytes: once }];
        by.extend(
            all.iter()
                .map(|(name, memory)| Share { name: name.clone(), bytes: memory.total_bytes.saturating_sub(once) }),
        );
        Memory {
            total_bytes: total(&by),
            at: format!("while {} runs are at work side by side", all.len()),
            by,
            moments: Vec::new(),
            device_bytes: all.iter().fold(0, |sum, (_, memory)| sum.saturating_add(memory.device_bytes)),
            untouched_bytes: all.iter().fold(all.len() as u64 * A_THREAD, |sum, (_, m)| sum + m.untouched_bytes),
            fields,
        }
    }

    /// The limit that it does not keep to, if there is one.
    pub fn beyond<'a>(&self, limits: &'a [Available]) -> Option<&'a Available> {
        let untouched = |limit: &Available| if limit.of_addresses { self.untouched_bytes } else { 0 };
        limits.iter().find(|limit| self.total_bytes.saturating_add(untouched(limit)) > limit.bytes)
    }

    /// What it needs, by what, and what there is.
    pub fn shortage(&self, limit: &Available) -> String {
        let top: Vec<String> = self.by.iter().take(3).map(|s| format!("{} ({})", s.name, human(s.bytes))).collect();
        let (need, have) = (human(self.total_bytes), human(limit.bytes));
        let Available { by, .. } = limit;
        format!("the circuit needs {need} of memory, {have} are free {by}; largest {}: {}", self.at, top.join(", "))
    }

    /// What makes it smaller.
    pub fn remedy(&self) -> String {
        format!("make it smaller: {}", self.fields.join("; "))
    }
}

/// Memory of a size from which it lies on huge pages, and what one of these takes.
const ON_HUGE_PAGES: u64 = 8 << 20;
const HUGE_PAGE: u64 = 2 << 20;
/// Addresses of a thread: its stack, and what the allocator sets aside for it.
const A_THREAD: u64 = 66 << 20;

fn untouched(plan: &Plan, place: Place) -> u64 {
    let large = plan.buffers.iter().filter(|b| b.bytes() >= ON_HUGE_PAGES).count() as u64;
    large * HUGE_PAGE + (place.threads as u64).saturating_sub(1) * A_THREAD
}

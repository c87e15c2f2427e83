//! The legs of a run: stretches under one circuit, on one kind of device, by one version.

use crate::circuit::differences::{Difference, NOTHING};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A stretch of a run. A run that was never changed half way has one, however often it was stopped and resumed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// The update that it begins with; it ends where the next one begins.
    pub from_update: u64,
    /// Trials learned from before it.
    pub samples: u64,
    /// Perturbations spent before it, by population.
    pub perturbations: BTreeMap<String, u64>,
    /// Kind of device.
    pub device: String,
    /// The version that ran it.
    pub version: String,
    /// The fields that changed as it began.
    pub changes: Vec<Change>,
    /// What it took over from a run of another circuit; null where it goes on with its own.
    pub inherited: Option<Inherited>,
    /// The files of its probes, in the circuit's order.
    #[serde(default)]
    pub recordings: Vec<Recording>,
}

/// A field that changed half way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// What it was until then, as in a circuit file; null where there was nothing.
    pub from: Option<String>,
    /// What it is from then on; null where it is gone.
    pub to: Option<String>,
}

/// What a run took over from a checkpoint of another circuit, by the names of the checkpoint's tensors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Inherited {
    /// What goes on as it was.
    pub kept: Vec<String>,
    /// What begins anew, since the checkpoint does not have it or has it in another shape.
    pub anew: Vec<String>,
    /// What the checkpoint has and the circuit has no place for.
    pub left: Vec<String>,
}

/// A file of a probe. It holds recordings of one cadence: of `update` = k · every, from the first at or after `from_update` on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// Its name in `probes/`.
    pub file: String,
    /// No update before this one is recorded in it.
    pub from_update: u64,
    /// The probe, as in a circuit file.
    pub probe: String,
}

impl From<&Difference> for Change {
    fn from(difference: &Difference) -> Change {
        let Difference { path, from, to } = difference.clone();
        Change { path, from, to }
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Change { path, from, to } = self.clone();
        write!(f, "{}", Difference { path, from, to })
    }
}

impl Leg {
    /// The first leg of a run.
    pub fn first(device: &str) -> Leg {
        Leg { device: device.into(), version: env!("CARGO_PKG_VERSION").into(), ..Leg::default() }
    }

    /// What it changed, in words.
    pub fn said(&self) -> String {
        let changes = self.changes.iter().map(Change::to_string);
        let inherited = self.inherited.as_ref().map(Inherited::to_string);
        let parts: Vec<String> = changes.chain(inherited).collect();
        match parts.is_empty() {
            true => format!("on {}, by version {}", self.device, self.version),
            false => parts.join("; "),
        }
    }
}

impl std::fmt::Display for Inherited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |names: &[String]| if names.is_empty() { NOTHING.into() } else { names.join(", ") };
        write!(f, "inherits {}; begins anew: {}", list(&self.kept), list(&self.anew))?;
        if self.left.is_empty() { Ok(()) } else { write!(f, "; leaves behind: {}", list(&self.left)) }
    }
}

/// Lines for the head of a circuit file that not all of the run had; empty where all of it had.
pub fn comment(legs: &[Leg]) -> String {
    if legs.iter().all(|leg| leg.changes.is_empty()) {
        return String::new();
    }
    let mut lines = String::from("// The circuit of the last leg: not all of the run had it. Legs begin at\n");
    for (at, leg) in legs.iter().enumerate() {
        let said = if at == 0 { "the circuit as it was".into() } else { leg.said() };
        // A text in a change may hold anything, but no line ends in it: it is written with its escapes.
        lines += &format!("//   update {}, {}, version {}: {said}\n", leg.from_update, leg.device, leg.version);
    }
    lines
}

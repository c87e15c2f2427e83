//! Whether a checkpoint fits a circuit, and what goes where. Nothing is changed until all of it is known to fit.

use super::{Checkpoint, is_saved, pairs, synapses_name};
use crate::circuit::differences::{Difference, differences};
use crate::circuit::{Circuit, half_way};
use crate::error::Error;
use crate::plan::{Buffer, BufferId, Plan, Role};
use crate::run::document::{Change, Inherited};
use safetensors::tensor::Dtype;
use std::collections::HashSet;

/// What a checkpoint is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To go on with the run: only what may change half way may be otherwise.
    Resume,
    /// To go on in another folder: of another circuit it gives what fits.
    Branch,
    /// To look at it, and to write down what was seen as the run's own. How long the run was to be does not matter.
    Analyse,
    /// To look at it as another circuit of the same tensors would have it.
    AnalyseElsewhere,
}

/// A leg that is about to begin: what sets it apart from the one before.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    /// Fields that change.
    pub changes: Vec<Change>,
    /// What is taken over from another circuit's run.
    pub inherited: Option<Inherited>,
}

/// Values by the plan's buffers.
pub type Contents = Vec<(BufferId, Vec<f32>)>;

/// What a checkpoint gives to a circuit.
pub struct Fit {
    /// What it holds, by the plan's buffers.
    pub contents: Contents,
    /// Buffers that begin anew.
    pub anew: Vec<BufferId>,
    /// What is different from now on.
    pub turn: Turn,
}

/// Differences that a message names; of more it tells the number.
const NAMED: usize = 12;

/// What a checkpoint gives to a circuit with this plan.
///
/// # Errors
/// A circuit that differs in what may not change, a checkpoint beyond the run's end or of other tensors, values that are not
/// finite.
pub fn fit(circuit: &Circuit, plan: &Plan, checkpoint: &Checkpoint, purpose: Purpose) -> Result<Fit, Error> {
    Fitting { of: Identity { circuit, checkpoint, purpose }, plan }.fit()
}

/// Whether a checkpoint is of a circuit, as far as it tells: what can be said before anything else of the circuit is known.
///
/// # Errors
/// A circuit that differs in what may not change.
pub fn check(circuit: &Circuit, checkpoint: &Checkpoint, purpose: Purpose) -> Result<(), Error> {
    Identity { circuit, checkpoint, purpose }.check().map(|_| ())
}

struct Identity<'a> {
    circuit: &'a Circuit,
    checkpoint: &'a Checkpoint,
    purpose: Purpose,
}

struct Fitting<'a> {
    of: Identity<'a>,
    plan: &'a Plan,
}

impl Identity<'_> {
    /// In what the circuit differs from the checkpoint's, if all of it may.
    fn check(&self) -> Result<Vec<Difference>, Error> {
        let Some(own) = self.checkpoint.circuit() else { return self.check_names().map(|()| Vec::new()) };
        let found = differences(own, self.circuit);
        let refused = half_way::refused(&found);
        let help = match self.purpose {
            Purpose::Branch | Purpose::AnalyseElsewhere => return Ok(found),
            _ if refused.is_empty() => return Ok(found),
            Purpose::Resume => {
                "leave these fields as they were; or give --out another folder: the run there goes on from these weights, \
                 and says what it inherits"
            }
            Purpose::Analyse => {
                "leave these fields as they were; or give --out a file: the run's own analysis stays as it is"
            }
        };
        let mut lines: Vec<String> =
            refused.iter().take(NAMED).map(|(difference, reason)| format!("  {difference} ({reason})")).collect();
        if refused.len() > NAMED {
            lines.push(format!("  and {} more", refused.len() - NAMED));
        }
        let shown = self.checkpoint.path().display();
        let what = if self.purpose == Purpose::Resume { "cannot change half way" } else { "are not the run's" };
        let fields = if refused.len() == 1 { "a field" } else { "fields" };
        let message = format!("{shown} is of another circuit: {fields} that {what}:\n{}", lines.join("\n"));
        Err(Error::input(message, help))
    }

    /// What the first format tells of the circuit.
    fn check_names(&self) -> Result<(), Error> {
        let own = [("seed", self.circuit.seed.to_string()), ("credit", self.circuit.credit.name().into())];
        match own.iter().find(|(key, own)| self.checkpoint.said(key) != own) {
            None => Ok(()),
            Some((key, own)) => {
                let said = self.checkpoint.said(key);
                Err(self.wrong(&format!("it was written with {key} {said}, this circuit has {key} {own}")))
            }
        }
    }

    fn wrong(&self, why: &str) -> Error {
        let shown = self.checkpoint.path().display();
        match self.purpose {
            Purpose::Resume | Purpose::Branch => Error::input(
                format!("{shown} cannot be resumed from: {why}"),
                "resume with the circuit and a length of run that go with it",
            ),
            Purpose::Analyse | Purpose::AnalyseElsewhere => Error::input(
                format!("{shown} is not a checkpoint of this circuit: {why}"),
                "analyse it with the circuit that wrote it: the circuit.ron of its run",
            ),
        }
    }
}

impl Fitting<'_> {
    fn fit(&self) -> Result<Fit, Error> {
        let found = self.of.check()?;
        let branches = self.of.purpose == Purpose::Branch && !half_way::refused(&found).is_empty();
        self.check_update()?;
        self.check_synapses()?;
        let (contents, inherited) = self.contents(&found, branches)?;
        let kept: HashSet<BufferId> = contents.iter().map(|(id, _)| *id).collect();
        let saved = |(id, b): &(BufferId, &Buffer)| is_saved(b) && b.role != Role::Drawn && !kept.contains(id);
        let anew = self.buffers().filter(saved).map(|(id, _)| id).collect();
        let changes = found.iter().map(Change::from).collect();
        Ok(Fit { contents, anew, turn: Turn { changes, inherited: branches.then_some(inherited) } })
    }

    fn buffers(&self) -> impl Iterator<Item = (BufferId, &Buffer)> {
        self.plan.buffers.iter().enumerate().map(|(i, buffer)| (BufferId(i), buffer))
    }

    fn check_update(&self) -> Result<(), Error> {
        let (update, end) = (self.of.checkpoint.update(), self.plan.updates);
        let resumes = matches!(self.of.purpose, Purpose::Resume | Purpose::Branch);
        if resumes && update > end {
            return Err(self.of.wrong(&format!("it is at update {update}, this run ends at {end}")));
        }
        match update.checked_mul(self.plan.learn.steps as u64) {
            Some(_) => Ok(()),
            None => Err(self.of.wrong(&format!("it says that it is at update {update}, which no run reaches"))),
        }
    }

    /// The checkpoint's weights are of the synapses that this circuit draws.
    fn check_synapses(&self) -> Result<(), Error> {
        if !self.of.checkpoint.holds_what_was_drawn() {
            return Ok(());
        }
        let file = self.of.checkpoint.tensors();
        for list in self.plan.lists() {
            let name = synapses_name(&list.name);
            let Ok(tensor) = file.tensor(&name) else { return Err(self.of.wrong(&format!("it has no `{name}`"))) };
            let place = |b: &[u8; 4]| i32::from_le_bytes(*b);
            let same = tensor.dtype() == Dtype::I32
                && tensor.shape() == [list.synapses, 2]
                && tensor.data().as_chunks().0.iter().map(place).eq(pairs(list));
            if !same {
                let projection = &list.name;
                let why =
                    format!("its weights of {projection} are of other synapses (`{name}`) than this circuit draws");
                return Err(self.of.wrong(&why));
            }
        }
        Ok(())
    }

    /// What each buffer gets, all of it or, for another circuit, what fits.
    fn contents(&self, found: &[Difference], branches: bool) -> Result<(Contents, Inherited), Error> {
        let file = self.of.checkpoint.tensors();
        let names: HashSet<&str> = file.names().into_iter().collect();
        let known: HashSet<&str> = self.buffers().filter(|(_, b)| is_saved(b)).map(|(_, b)| b.name.as_str()).collect();
        let mut inherited = Inherited::default();
        let mut others: Vec<&str> =
            names.iter().copied().filter(|name| !known.contains(name) && !name.starts_with("synapses.")).collect();
        others.sort_unstable();
        let is_parameter = |name: &&str| name.starts_with("weights.") || name.starts_with("bias.");
        if let Some(other) = others.iter().find(|name| !branches || is_parameter(name)) {
            return Err(self.of.wrong(&format!("it has `{other}`, this circuit has not")));
        }
        inherited.left = others.into_iter().map(String::from).collect();
        let mut contents = Vec::new();
        for (id, buffer) in self.buffers().filter(|(_, buffer)| is_saved(buffer)) {
            let drawn = buffer.role == Role::Drawn;
            // The first format did not have what was drawn; another circuit draws its own.
            if drawn && (branches || !self.of.checkpoint.holds_what_was_drawn()) {
                continue;
            }
            let anew = branches && buffer.role == Role::Memory;
            if anew && begins_anew(&buffer.name, found) {
                inherited.anew.push(buffer.name.clone());
                continue;
            }
            let values = match self.tensor(buffer) {
                Ok(values) => values,
                Err(_) if anew => {
                    inherited.anew.push(buffer.name.clone());
                    continue;
                }
                Err(why) => return Err(self.of.wrong(&why)),
            };
            if let Some(at) = values.iter().position(|x| !x.is_finite()) {
                return Err(self.of.wrong(&format!("`{}` holds {} at element {at}", buffer.name, values[at])));
            }
            inherited.kept.push(buffer.name.clone());
            contents.push((id, values));
        }
        Ok((contents, inherited))
    }

    fn tensor(&self, buffer: &Buffer) -> Result<Vec<f32>, String> {
        let file = self.of.checkpoint.tensors();
        let tensor = file.tensor(&buffer.name).map_err(|_| format!("it has no `{}`", buffer.name))?;
        if tensor.dtype() != Dtype::F32 || tensor.shape() != [buffer.rows, buffer.cols] {
            let found = format!("{:?} {:?}", tensor.dtype(), tensor.shape());
            return Err(format!("`{}` is {found}, not F32 [{}, {}]", buffer.name, buffer.rows, buffer.cols));
        }
        Ok(tensor.data().as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect())
    }
}

/// Whether what is remembered under this name means something else in a circuit that differs so: what an optimizer remembers
/// of each synapse, or what credit has learned.
fn begins_anew(name: &str, found: &[Difference]) -> bool {
    let moment = name.split('.').next().is_some_and(|what| what.ends_with("_moment"));
    found.iter().any(|Difference { path, .. }| {
        let refused = half_way::reason(path).is_some();
        refused && if moment { path.contains("plasticity") } else { path.starts_with("credit") || path == "seed" }
    })
}

//! `trifactor models` and `trifactor tasks`: what exists, from the declarations themselves.

use super::{print, to_json};
use crate::circuit::connectivity::Connectivity;
use crate::circuit::weights::InitialWeights;
use crate::circuit::{About, Circuit, Probe, Projection, Reduce, RunPlan};
use crate::credit::{Credit, Estimator, Noise};
use crate::error::Error;
use crate::manifold::Subspace;
use crate::neuron::{Activation, Neuron, Signs};
use crate::plasticity::{LocalRule, Optimizer, Plasticity, Schedule};
use crate::report::text::{self, Group};
use crate::schema::{Choice, Record, suggest};
use crate::task::Task;
use clap::Args;

/// Arguments of `models` and `tasks`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only this one, with its parameters
    pub name: Option<String>,
    /// One JSON document on standard output
    #[arg(long)]
    pub json: bool,
}

/// Everything except tasks.
pub fn groups() -> Vec<Group> {
    let group = |kind, members| Group { kind, members };
    vec![
        group("circuit", vec![Circuit::doc(), Projection::doc(), RunPlan::doc(), Probe::doc(), About::doc()]),
        group("reduce", Reduce::options()),
        group("neuron", Neuron::described()),
        group("activation", Activation::options()),
        group("signs", Signs::options()),
        group("connectivity", Connectivity::options()),
        group("weights", InitialWeights::options()),
        group("credit", Credit::options()),
        group("noise", vec![Noise::doc()]),
        group("manifold", Subspace::options()),
        group("feedback", Estimator::options()),
        group("plasticity", vec![Plasticity::doc()]),
        group("rule", LocalRule::options()),
        group("optimizer", Optimizer::options()),
        group("schedule", Schedule::options()),
    ]
}

/// Lists everything that a circuit file can name, except tasks.
pub fn models(args: &ListArgs) -> Result<(), Error> {
    list(args, groups(), ("tasks", all_tasks()))
}

/// Lists tasks and data sets.
pub fn tasks(args: &ListArgs) -> Result<(), Error> {
    list(args, all_tasks(), ("models", groups()))
}

fn all_tasks() -> Vec<Group> {
    vec![Group { kind: "task", members: Task::options() }]
}

/// Names of members and kinds.
fn names(groups: &[Group]) -> Vec<&str> {
    groups.iter().flat_map(|g| g.members.iter().map(|m| m.name).chain([g.kind])).collect()
}

/// Prints what these groups hold; the other command has the others.
fn list(args: &ListArgs, mut groups: Vec<Group>, (other, others): (&str, Vec<Group>)) -> Result<(), Error> {
    if let Some(name) = &args.name {
        if !names(&groups).contains(&name.as_str()) {
            let help = match names(&others).contains(&name.as_str()) {
                true => format!("trifactor {other} {name} tells about it"),
                false => suggest::help(name, names(&groups)),
            };
            return Err(Error::input(format!("`{name}` does not exist here"), help));
        }
        for group in &mut groups {
            let whole = group.kind == name;
            group.members.retain(|member| whole || member.name == name);
        }
        groups.retain(|group| !group.members.is_empty());
    }
    print(&if args.json { to_json(&groups)? } else { text::listing(&groups, args.name.is_some()) })
}

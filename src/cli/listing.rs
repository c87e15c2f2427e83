//! `trifactor models` and `trifactor tasks`: what exists, from the declarations themselves.

use super::absent;
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
            return Err(missing(name, &groups, (other, &others)));
        }
        for group in &mut groups {
            let whole = group.kind == name;
            group.members.retain(|member| whole || member.name == name);
        }
        groups.retain(|group| !group.members.is_empty());
    }
    print(&if args.json { to_json(&groups)? } else { text::listing(&groups, args.name.is_some()) })
}

/// What is said of a name that these groups do not have.
fn missing(name: &str, groups: &[Group], (other, others): (&str, &[Group])) -> Error {
    if names(others).contains(&name) {
        return Error::input(
            format!("`{name}` does not exist here"),
            format!("trifactor {other} {name} tells about it"),
        );
    }
    let tell = |name: &str| {
        let command = if names(&all_tasks()).contains(&name) { "tasks" } else { "models" };
        format!("trifactor {command} {name}")
    };
    let of: Vec<(String, &str)> = [groups, others].into_iter().flat_map(|groups| inside(name, groups)).collect();
    if let Some((_, first)) = of.first() {
        let all: Vec<String> = of.iter().map(|(what, of)| format!("{what} of `{of}`")).collect();
        let message = format!("`{name}` does not stand alone: it is {}", all.join(", "));
        return Error::input(message, format!("{} tells about it", tell(first)));
    }
    match absent::told(name) {
        Some((message, nearest)) => {
            let nearest: Vec<String> = nearest.iter().map(|name| tell(name)).collect();
            Error::input(message, format!("nearest: {}", nearest.join(", ")))
        }
        None => Error::input(format!("`{name}` does not exist here"), suggest::help(name, names(groups))),
    }
}

/// Which members have a field of this name, or a field with such a value.
fn inside<'a>(name: &str, groups: &'a [Group]) -> Vec<(String, &'a str)> {
    let mut found = Vec::new();
    for member in groups.iter().flat_map(|group| &group.members) {
        for field in &member.fields {
            if field.name == name {
                found.push(("a field".to_string(), member.name));
            } else if field.words.iter().any(|word| word.name == name) {
                found.push((format!("a value of the field `{}`", field.name), member.name));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use absent::ABSENT;

    #[test]
    fn what_is_called_absent_does_not_exist_and_what_is_called_nearest_does() {
        let (groups, tasks) = (groups(), all_tasks());
        let exist = [names(&groups), names(&tasks)].concat();
        for absent in ABSENT {
            assert!(absent.names.iter().all(|name| !exist.contains(name)), "{:?}", absent.names);
            assert!(absent.nearest.iter().all(|name| exist.contains(name)), "{:?}", absent.nearest);
        }
    }

    #[test]
    fn no_name_is_told_about_twice() {
        let mut all: Vec<&str> = ABSENT.iter().flat_map(|absent| absent.names).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}

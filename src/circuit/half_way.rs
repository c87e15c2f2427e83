//! Which fields of a circuit may change when a run goes on, and why the others may not.
//!
//! What is not named here may not change: a field that is new is refused until somebody has thought about it.

use super::differences::Difference;

/// Fields that may change half way: nothing of what was learned or recorded before depends on them. `*` stands for one step
/// of a path, `**` for all that follow.
const MAY: [&str; 12] = [
    // For readers.
    "name",
    "about.**",
    // How long.
    "run.epochs",
    "run.updates",
    // What is measured, and when.
    "run.evaluate_every",
    "run.evaluate_trials",
    "run.credit_trials",
    "run.measure_every",
    // What is recorded: files of another cadence are other files.
    "probes.**",
    "probes",
    // How fast: it is a factor on the change of an update, and nothing remembers it.
    "plasticity.optimizer.rate",
    "projections.*.plasticity.optimizer.rate",
];

/// Why fields may not change, the first that fits.
const REASONS: [(&str, &str); 15] = [
    ("seed", "trials, noise, synapses and initial values follow from it"),
    ("dt", "time constants and delays are counted in it"),
    ("task.**", "what was learned and scored would be another task's"),
    ("task", "what was learned and scored would be another task's"),
    ("run.replicas", "the trials behind every update so far were counted in it"),
    ("run.reset", "the states in the checkpoint are those of trials that began as it says"),
    ("projections.*.weights.**", "the weights have learned since they began so"),
    ("projections.*.weights", "the weights have learned since they began so"),
    ("projections.**", "the weights in the checkpoint were learned by these synapses"),
    ("projections", "the order of sums follows from it"),
    ("populations.**", "the weights in the checkpoint were learned by these neurons"),
    ("credit.**", "what the checkpoint holds of feedback, manifold and noise was learned with it"),
    ("credit", "what the checkpoint holds of feedback, manifold and noise was learned with it"),
    ("plasticity.**", "what synapses remember was made by it"),
    ("output", "the weights in the checkpoint were learned by what it answered"),
];

/// Why a field may not change half way; `None` where it may.
pub fn reason(path: &str) -> Option<&'static str> {
    let fits = |pattern: &str| fits(pattern, path);
    if MAY.into_iter().any(fits) {
        return None;
    }
    let said = REASONS.iter().find(|(pattern, _)| fits(pattern)).map(|(_, reason)| *reason);
    Some(said.unwrap_or("the run has had it from its first update"))
}

/// The differences that are not allowed half way, each with the reason.
pub fn refused(differences: &[Difference]) -> Vec<(&Difference, &'static str)> {
    differences.iter().filter_map(|difference| Some((difference, reason(&difference.path)?))).collect()
}

fn fits(pattern: &str, path: &str) -> bool {
    let mut steps = path.split('.');
    for part in pattern.split('.') {
        match (part, steps.next()) {
            ("**", Some(_)) => return true,
            ("*", Some(_)) => {}
            (part, Some(step)) if part == step => {}
            _ => return false,
        }
    }
    steps.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Choice, Record};
    use crate::{circuit, credit, neuron, plasticity};
    use std::collections::BTreeSet;

    /// The fields of a record, below a path.
    fn below<R: Record>(path: &str) -> Vec<String> {
        R::doc().fields.iter().map(|field| format!("{path}{}", field.name)).collect()
    }

    fn of_each<C: Choice>(path: &str) -> Vec<String> {
        let fields = C::options().into_iter().flat_map(|option| option.fields);
        fields.map(|field| format!("{path}{}", field.name)).collect()
    }

    #[test]
    fn length_measuring_probes_and_rate_may_change_and_nothing_else() {
        let all: BTreeSet<String> = [
            below::<circuit::Circuit>(""),
            below::<circuit::About>("about."),
            below::<circuit::RunPlan>("run."),
            below::<circuit::Probe>("probes.0."),
            below::<circuit::Projection>("projections.a_b."),
            of_each::<circuit::weights::InitialWeights>("projections.a_b.weights."),
            of_each::<circuit::connectivity::Connectivity>("projections.a_b.connectivity."),
            below::<plasticity::Plasticity>("plasticity."),
            below::<plasticity::Plasticity>("projections.a_b.plasticity."),
            of_each::<plasticity::Optimizer>("plasticity.optimizer."),
            of_each::<plasticity::Optimizer>("projections.a_b.plasticity.optimizer."),
            of_each::<plasticity::Schedule>("plasticity.schedule."),
            of_each::<neuron::Neuron>("populations.h."),
            of_each::<credit::Credit>("credit."),
            of_each::<crate::task::Task>("task."),
        ]
        .concat()
        .into_iter()
        .collect();
        let may: Vec<&String> = all.iter().filter(|path| reason(path).is_none()).collect();
        let of_probes = below::<circuit::Probe>("probes.0.");
        let others: Vec<&str> = may.into_iter().filter(|path| !of_probes.contains(path)).map(String::as_str).collect();
        assert_eq!(
            others,
            [
                "about.claim",
                "about.expect",
                "about.source",
                "name",
                "plasticity.optimizer.rate",
                "probes",
                "projections.a_b.plasticity.optimizer.rate",
                "run.credit_trials",
                "run.epochs",
                "run.evaluate_every",
                "run.evaluate_trials",
                "run.measure_every",
                "run.updates",
            ]
        );
        assert!(all.len() > 100, "{}", all.len());
    }

    #[test]
    fn a_field_that_nobody_has_thought_about_may_not_change() {
        for path in ["run.something_new", "something_new", "something.new.below", "plasticity.optimizer.rate.more"] {
            assert!(reason(path).is_some(), "{path}");
        }
    }

    #[test]
    fn every_reason_is_given_somewhere() {
        for (pattern, said) in REASONS {
            let path = pattern.replace("**", "x.y").replace('*', "z");
            assert_eq!(reason(&path), Some(said), "{pattern}");
        }
    }
}

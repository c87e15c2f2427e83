//! Locality, as the plan declares it (that engines keep to what is declared is the conformance suite's business): a
//! synapse learns from its own two neurons, and no third factor is computed from forward weights.

#[allow(dead_code)]
#[path = "support/session.rs"]
mod session;
#[allow(dead_code)]
#[path = "support/texts.rs"]
mod texts;

use std::collections::BTreeSet;
use texts::{LOCAL_CREDITS, Mlp, Recurrent};
use trifactor::circuit::Circuit;
use trifactor::plan::{BufferId, Plan, Role, Work};

/// Circuits of several shapes and sizes under every local credit source, with every kind of synaptic memory.
fn for_each_circuit(mut check: impl FnMut(&Circuit, &Plan)) {
    let shapes = [vec![], vec![5], vec![6, 5, 6], vec![5, 5, 5, 5]];
    for (hidden, plasticity) in shapes.into_iter().zip(["adam()", "sgd()", "momentum()", "adam()"]) {
        let plasticity = ["plasticity(optimizer: ", plasticity, ")"].concat().leak();
        for credit in LOCAL_CREDITS {
            let loaded = session::load(
                &Mlp { hidden: hidden.clone(), credit: credit.into(), plasticity, ..Mlp::default() }.text(),
            );
            check(&loaded.circuit, &session::plan(&loaded));
        }
    }
    for credit in LOCAL_CREDITS.into_iter().filter(|credit| !credit.contains("orthogonal")) {
        let late = ["feedback_alignment", "node_perturbation"].iter().any(|name| credit.starts_with(name));
        let online = if late { "plasticity()" } else { "plasticity(timing: online, rule: present_only)" };
        for plasticity in ["plasticity(optimizer: adam())", online] {
            let loaded = session::load(&Recurrent { credit: credit.into(), plasticity, ..Recurrent::default() }.text());
            check(&loaded.circuit, &session::plan(&loaded));
        }
    }
}

/// Where the content of a history or a trace comes from: the buffer of which steps are kept or low-passed.
fn origin(plan: &Plan, id: BufferId) -> BufferId {
    let from = plan.learn.ops.iter().find_map(|op| match &op.work {
        Work::Keep(keep) if keep.to.buffer == id => Some(keep.from.buffer),
        Work::Filter(filter) if filter.trace.buffer == id => Some(filter.of.buffer),
        _ => None,
    });
    from.unwrap_or(id)
}

fn set(ids: impl IntoIterator<Item = BufferId>) -> BTreeSet<BufferId> {
    ids.into_iter().collect()
}

fn named(plan: &Plan, name: &str) -> BufferId {
    BufferId(plan.buffers.iter().position(|buffer| buffer.name == name).unwrap_or_else(|| panic!("no `{name}`")))
}

#[test]
fn a_synapse_sees_its_presynaptic_activity_its_postsynaptic_delta_and_itself() {
    for_each_circuit(|circuit, plan| {
        for op in &plan.learn.ops {
            let Work::Learn(learn) = &op.work else { continue };
            let projection =
                plan.weights.iter().position(|&id| id == learn.change.weights).expect("weights of a projection");
            let projection = &circuit.projections[projection];
            let pre = plan.populations.iter().find(|p| p.name == projection.from).expect("exists");
            let delta = named(plan, &format!("delta.{}", projection.to));
            let access = op.work.access();
            let reads = access.reads.iter().map(|&id| origin(plan, id));
            assert_eq!(set(reads), set([delta, pre.activity.buffer]));
            assert_eq!(set(access.updates), set([learn.change.weights].into_iter().chain(learn.change.memory.clone())));
            assert!(access.sets.is_empty() && access.incs.is_empty());
            // What a synapse remembers belongs to it alone.
            let users = |id| plan.learn.ops.iter().filter(|op| op.work.access().seen().any(|seen| seen == id)).count();
            assert!(learn.change.memory.iter().all(|&id| users(id) == 1 && plan.buffer(id).role == Role::Memory));
        }
    });
}

#[test]
fn a_delta_is_the_third_factor_state_and_activity_of_its_own_population() {
    for_each_circuit(|circuit, plan| {
        for population in &plan.populations {
            let name = format!("delta.{}", population.name);
            let Some(delta) = plan.buffers.iter().position(|buffer| buffer.name == name).map(BufferId) else {
                continue;
            };
            let output = circuit.output.as_ref() == Some(&population.name);
            // The output's is the error, to which feedback alignment adds what comes back from later steps.
            let carried = format!("third_factor.{}", population.name);
            let carried = plan.buffers.iter().position(|buffer| buffer.name == carried).map(BufferId);
            let third_factor = match carried {
                None => named(plan, "error"),
                Some(id) => id,
            };
            assert!(output || population.third_factor == Some(third_factor));
            let state = population.state.expect("a rate population").buffer;
            let writers: Vec<_> =
                plan.learn.ops.iter().filter(|op| op.work.access().written().any(|id| id == delta)).collect();
            let [modulate] = writers[..] else { panic!("{name} is written once") };
            let Work::Modulate(work) = &modulate.work else { panic!("{name} is made of a third factor") };
            // Its own factor, what its own leak remembers, and the slope, which follows from its state and activity.
            let own = work.leak.iter().flat_map(|leak| [leak.alpha, leak.carry]);
            let kept = work.delta.slots > 1;
            let seen = [third_factor, work.slope.buffer].into_iter().chain(own).chain(kept.then_some(delta));
            assert_eq!(set(modulate.work.access().seen()), set(seen));
            let slope = plan.learn.ops.iter().find(|op| op.work.access().written().any(|id| id == work.slope.buffer));
            let reads = slope.expect("a slope is computed").work.access().reads;
            assert!(reads.iter().all(|id| [state, population.activity.buffer].contains(id)) && reads.contains(&state));
        }
    });
}

/// Recurrent circuits whose synapses keep an eligibility of their own.
fn for_each_circuit_of_eligible_synapses(mut check: impl FnMut(&Circuit, &Plan)) {
    let online = "plasticity(timing: online, optimizer: adam())";
    let rflo = "plasticity(timing: online, rule: rflo, optimizer: momentum())";
    for (credit, plasticity) in [
        ("direct_feedback()", online),
        ("direct_feedback()", rflo),
        ("vanilla_noise()", rflo),
        ("manifold_noise(manifold: pca(rank: 3, every: 2))", online),
        ("manifold_noise(manifold: random(rank: 2), isotropic: 0.2)", rflo),
        ("reward_modulated()", "plasticity(optimizer: adam())"),
        ("reward_modulated(cubed: false)", "plasticity()"),
    ] {
        let every_step = ("pattern(outputs: 3, duration: 8.0, cue: 2.0)", "trial");
        for (task, reset) in [(Recurrent::default().task, "trial"), every_step, (every_step.0, "never")] {
            for synapses in ["", ", connectivity: probability(p: 0.5)"] {
                let circuit = Recurrent { task, reset, plasticity, synapses, ..Recurrent::default() };
                let loaded = session::load(&Recurrent { credit: credit.into(), ..circuit }.text());
                check(&loaded.circuit, &session::plan(&loaded));
            }
        }
    }
}

#[test]
fn a_synapse_with_an_eligibility_of_its_own_sees_it_its_presynaptic_activity_and_what_its_postsynaptic_neuron_says() {
    for_each_circuit_of_eligible_synapses(|circuit, plan| {
        let mut seen = 0;
        for op in &plan.learn.ops {
            let Work::LearnEligible(work) = &op.work else { continue };
            seen += 1;
            let access = op.work.access();
            // A bias is the synapse of a neuron that always says 1.
            let (pre, post) = match op.label.strip_prefix("bias.") {
                Some(neuron) => (named(plan, &format!("one.{neuron}")), neuron.to_string()),
                None => {
                    let projection = circuit.projections.iter().find(|p| p.name() == op.label).expect("a projection");
                    let pre = plan.populations.iter().find(|p| p.name == projection.from).expect("exists");
                    (pre.activity.buffer, projection.to.clone())
                }
            };
            // The third factor of the output is the error.
            let output = circuit.output.as_ref() == Some(&post);
            let asked = if output { "error".into() } else { format!("third_factor.{post}") };
            let third_factor = [format!("delta.{post}"), asked];
            let third_factor = |id: &BufferId| third_factor.contains(&plan.buffer(*id).name);
            let gain = work.growth.map(|growth| {
                assert_eq!(growth.activity.buffer, pre);
                assert_eq!(plan.buffer(growth.keep).role, Role::Constant);
                growth.gain
            });
            let own = |id: &BufferId| work.growth.is_some_and(|growth| *id == growth.keep) || Some(*id) == gain;
            let change = work.learning.as_ref().map(|(_, change)| change);
            let updated = change.into_iter().flat_map(|change| change.buffers());
            let grown = work.growth.map(|_| work.eligibility);
            assert_eq!(set(access.updates.iter().copied()), set(updated.chain(grown)), "{}", op.label);
            assert!(access.sets.is_empty() && access.incs.is_empty());
            let strange = |id: &&BufferId| !(**id == pre || **id == work.eligibility || own(id) || third_factor(id));
            let strange: Vec<_> = access.reads.iter().filter(strange).map(|id| &plan.buffer(*id).name).collect();
            assert!(strange.is_empty(), "{} sees {strange:?}", op.label);
            gain.into_iter().for_each(|gain| assert_own(plan, gain, &post));
            // What a synapse remembers belongs to it alone.
            let users = |id| {
                let sees = |other: &&trifactor::plan::Op| other.work.access().seen().any(|seen| seen == id);
                set_of_labels(plan.learn.ops.iter().filter(sees))
            };
            assert_eq!(users(work.eligibility), [op.label.as_str()].into());
            change.into_iter().flat_map(|change| &change.memory).for_each(|&id| {
                assert_eq!(users(id), [op.label.as_str()].into());
            });
        }
        assert!(seen > 0, "{} has no such synapse", circuit.credit.name());
    });
}

fn set_of_labels<'a>(ops: impl Iterator<Item = &'a trifactor::plan::Op>) -> BTreeSet<&'a str> {
    ops.map(|op| op.label.as_str()).collect()
}

/// What a postsynaptic neuron tells its synapses is made of its own leak, slope, state and running mean.
fn assert_own(plan: &Plan, gain: BufferId, population: &str) {
    let writers = plan.learn.ops.iter().filter(|op| op.work.access().written().any(|id| id == gain));
    let writers: Vec<_> = writers.collect();
    let [writer] = writers[..] else { panic!("the gain of {population} is written once") };
    let state = plan.populations.iter().find(|p| p.name == population).and_then(|p| p.state).expect("has one").buffer;
    let own = ["alpha", "slope", "running_mean"].map(|what| format!("{what}.{population}"));
    let seen: Vec<_> = writer.work.access().seen().collect();
    let strange = |id: &&BufferId| !(**id == state || own.contains(&plan.buffer(**id).name));
    assert_eq!(seen.iter().filter(strange).collect::<Vec<_>>(), Vec::<&BufferId>::new());
}

#[test]
fn a_synapse_that_is_perturbed_sees_the_loss_its_own_noise_and_itself() {
    let circuit = Recurrent { credit: "weight_perturbation()".into(), ..Recurrent::default() };
    let loaded = session::load(&circuit.text());
    let plan = session::plan(&loaded);
    let mut count = 0;
    for op in &plan.learn.ops {
        let Work::LearnByLoss(learn) = &op.work else { continue };
        count += 1;
        let access = op.work.access();
        assert_eq!(
            set(access.reads),
            set([named(&plan, "change"), named(&plan, &format!("weight_noise.{}", op.label))])
        );
        assert_eq!(set(access.updates), set(learn.change.buffers()));
    }
    let hidden = loaded.circuit.projections.iter().filter(|p| p.to != "out").count();
    assert_eq!(count, hidden);
}

/// What an operation that carries or learns credit sees of the parameters.
fn parameters_seen_by_credit(plan: &Plan) -> Vec<String> {
    let credit = |work: &Work| {
        use Work::{
            Backward, Broadcast, Difference, Draw, Estimate, Modulate, OutputError, Perturb, Reward, Slope, Track,
        };
        matches!(
            work,
            Backward(_)
                | Broadcast(_)
                | Difference(_)
                | Draw(_)
                | Estimate(_)
                | Modulate(_)
                | OutputError(_)
                | Perturb(_)
                | Reward(_)
                | Slope(_)
                | Track(_)
        )
    };
    let ops = plan.learn.ops.iter().filter(|op| credit(&op.work));
    let seen = ops.flat_map(|op| op.work.access().seen().collect::<Vec<_>>());
    seen.map(|id| plan.buffer(id)).filter(|b| b.role == Role::Parameter).map(|b| b.name.clone()).collect()
}

#[test]
fn no_operation_that_carries_credit_sees_a_weight_or_a_bias() {
    for_each_circuit(|circuit, plan| {
        assert_eq!(parameters_seen_by_credit(plan), Vec::<String>::new(), "{}", circuit.credit.name());
    });
}

#[test]
fn every_source_but_frozen_teaches_every_synapse() {
    for_each_circuit(|circuit, plan| {
        let teaches = |work: &Work| match work {
            Work::Learn(_) | Work::LearnByLoss(_) => true,
            Work::LearnEligible(work) => work.learning.as_ref().is_some_and(|(_, change)| !change.bias),
            _ => false,
        };
        let count = plan.learn.ops.iter().filter(|op| teaches(&op.work)).count();
        let into_output = circuit.projections.iter().filter(|p| Some(&p.to) == circuit.output.as_ref()).count();
        let expected = if circuit.credit.name() == "frozen" { into_output } else { circuit.projections.len() };
        assert_eq!(count, expected, "{}", circuit.credit.name());
    });
}

#[cfg(feature = "oracle")]
#[test]
fn the_oracle_is_not_local_and_is_seen_not_to_be() {
    let loaded = session::load(&Mlp { credit: "backprop()".into(), ..Mlp::default() }.text());
    let seen = parameters_seen_by_credit(&session::plan(&loaded));
    assert_eq!(seen, ["weights.h1_out", "weights.h0_h1"]);
}

//! Dale's law: signs that some synapse has, and of which there are both where both are asked for.

use crate::circuit::Circuit;
use crate::circuit::weights::InitialWeights;
use crate::neuron::Signs;
use crate::schema::Problems;

pub fn check(circuit: &Circuit, problems: &mut Problems) {
    balance(circuit, problems);
    for (name, neuron) in &circuit.populations.0 {
        let Some(rate) = neuron.rate() else { continue };
        let Some(excitatory) = rate.signs.excitatory(rate.size()) else { continue };
        let path = format!("populations.{name}.signs");
        if !circuit.projections.iter().any(|projection| projection.from == *name) {
            let message = format!("`{name}` has no outgoing projection whose weights could have a sign");
            problems.at(&path, message, "leave signs out, or set those of the populations that project to it");
        } else if matches!(rate.signs, Signs::Mixed(_)) && (excitatory == 0 || excitatory == rate.size()) {
            let kind = if excitatory == 0 { "excitatory" } else { "inhibitory" };
            let message = format!("none of the {} neurons of `{name}` would be {kind}", rate.size());
            problems.at(&path, message, "change the share or the size, or write excitatory or inhibitory");
        }
    }
}

/// Weights that balance excitation and inhibition need both, or neither.
fn balance(circuit: &Circuit, problems: &mut Problems) {
    for (i, projection) in circuit.projections.iter().enumerate() {
        let one_sign = circuit
            .dale_of(projection)
            .is_some_and(|dale| dale.excitatory == 0 || dale.excitatory == circuit.size(&projection.from));
        if one_sign && matches!(projection.weights, InitialWeights::Balanced(_)) {
            let message = format!("all neurons of `{}` have one sign: nothing balances them", projection.from);
            let help = "write signs: mixed, or draw the weights otherwise";
            problems.at(&format!("projections.{i}.weights"), message, help);
        }
    }
}

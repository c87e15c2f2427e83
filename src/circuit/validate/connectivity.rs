//! Connectivity: choices that the populations' sizes allow, and that leave some synapse.

use super::convolution;
use crate::circuit::connectivity::distance::side;
use crate::circuit::connectivity::{Blocks, Connectivity, Csr, InDegree, Sides};
use crate::circuit::weights::InitialWeights;
use crate::circuit::{Circuit, Projection};
use crate::neuron::MOST_NEURONS;
use crate::schema::Problems;

/// Checks every projection of a circuit whose names exist.
pub fn check(circuit: &Circuit, problems: &mut Problems) {
    for (i, projection) in circuit.projections.iter().enumerate() {
        let (path, sides) = (format!("projections.{i}"), Sides::of(circuit, projection));
        if sides.post.max(sides.pre) as f64 > MOST_NEURONS {
            continue; // the task's inputs, which the task refuses
        }
        if !projection.self_connections && projection.from != projection.to {
            let message = format!("`{}` and `{}` are two populations", projection.from, projection.to);
            let help = "self_connections: false is for a population that projects to itself; leave it out";
            problems.at(&format!("{path}.self_connections"), message, help);
        } else if sizes(circuit, projection, sides, &path, problems) {
            count(projection, sides, &path, problems);
        }
        let needs_every =
            !projection.connectivity.is_complete(sides) && projection.connectivity.shared(sides).is_none();
        if matches!(projection.weights, InitialWeights::Orthogonal(_)) && needs_every {
            let message = "orthogonal weights need every synapse";
            let help = "write connectivity: dense (with self_connections: true), or draw the weights otherwise";
            problems.at(&format!("{path}.weights"), message, help);
        }
    }
}

/// Whether the sizes of the two populations fit the connectivity.
fn sizes(circuit: &Circuit, projection: &Projection, sides: Sides, path: &str, problems: &mut Problems) -> bool {
    let Sides { post, pre, .. } = sides;
    let at = |field: &str| format!("{path}.connectivity{field}");
    let before = problems.count();
    match &projection.connectivity {
        Connectivity::Conv(conv) => convolution::check(circuit, projection, (conv, sides), path, problems),
        Connectivity::InDegree(InDegree { k }) if *k > sides.candidates() => {
            let but = if sides.no_self { ", without itself" } else { "" };
            let message = format!(
                "an in-degree of {k} is more than the {} neurons of `{}` that a neuron can choose from{but}",
                sides.candidates(),
                projection.from
            );
            problems.at(&at(".k"), message, format!("legal: 1 to {}", sides.candidates()));
        }
        Connectivity::OneToOne(_) if post != pre => {
            let message = format!("`{}` has {pre} neurons, `{}` has {post}", projection.from, projection.to);
            problems.at(&at(""), message, "one_to_one needs two populations of one size");
        }
        Connectivity::Blocks(Blocks { count, .. }) if *count > post.min(pre) => {
            let message =
                format!("{count} blocks are more than the {} neurons of the smaller population", post.min(pre));
            problems.at(&at(".count"), message, format!("legal: 1 to {}", post.min(pre)));
        }
        Connectivity::Grid(_) => {
            for (name, size) in [(&projection.from, pre), (&projection.to, post)] {
                if side(size).is_none() && problems.count() == before {
                    let (below, above) = (size.isqrt(), size.isqrt() + 1);
                    let message = format!("the {size} neurons of `{name}` do not fill a square grid");
                    let help = format!(
                        "write size: {} ({below} × {below}) or {} ({above} × {above})",
                        below * below,
                        above * above
                    );
                    problems.at(&at(""), message, help);
                }
            }
        }
        _ => {}
    }
    problems.count() == before
}

/// Some synapse, and no more than their numbering allows.
fn count(projection: &Projection, sides: Sides, path: &str, problems: &mut Problems) {
    if projection.connectivity.is_complete(sides) || projection.connectivity.shared(sides).is_some() {
        return;
    }
    let expected = projection.connectivity.expected(sides);
    if expected > Csr::MOST {
        let message = format!("{expected:.1e} synapses cannot be listed one by one");
        let help = format!("at most {:.0e}; make the populations smaller or the connectivity sparser", Csr::MOST);
        problems.at(&format!("{path}.connectivity"), message, help);
    } else if expected <= 0.0 {
        let message = format!("no synapse from `{}` to `{}` exists", projection.from, projection.to);
        let help = "make the connectivity denser, allow self_connections, or remove the projection";
        problems.at(&format!("{path}.connectivity"), message, help);
    }
}

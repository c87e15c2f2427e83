//! Convolutions: maps that fit each other, and what one kernel for all places cannot be asked for.

use super::credit::needs_own_eligibility;
use crate::circuit::connectivity::{Conv, Sides};
use crate::circuit::{Circuit, Projection, Storage};
use crate::credit::ThirdFactor;
use crate::schema::Problems;

pub fn check(
    circuit: &Circuit,
    projection: &Projection,
    (conv, sides): (&Conv, Sides),
    path: &str,
    problems: &mut Problems,
) {
    let (at, Projection { from, to, .. }) = (format!("{path}.connectivity"), projection);
    let nowhere = |name: &str, size: usize| format!("`{name}` has no maps: its {size} neurons stand nowhere");
    let [Some(pre), post] = sides.maps else {
        let help = format!("give `{from}` a shape: (CHANNELS, HEIGHT, WIDTH)");
        return problems.at(&at, nowhere(from, sides.pre), help);
    };
    let Some(post) = post else {
        // Without a size either, the population has been told.
        if sides.post > 0 {
            let help = format!("give `{to}` a shape, or the convolution its channels, in place of a size");
            problems.at(&at, nowhere(to, sides.post), help);
        }
        return;
    };
    match conv.fit(pre, conv.channels.unwrap_or(post.channels)) {
        Err(why) => problems.at(&at, why, "change the kernel, its padding, its groups, or the shapes"),
        Ok(patches) if patches.post != post => {
            let message = format!("a convolution of {pre} has a shape of {}, and `{to}` one of {post}", patches.post);
            let help = format!("leave out what `{to}` says of its shape, or change kernel, stride or padding");
            problems.at(&at, message, help);
        }
        Ok(_) if conv.shared => one_kernel(circuit, projection, path, problems),
        Ok(_) => {}
    }
}

/// A weight that many pairs of neurons share has no sign of one of them, and no eligibility of its own.
fn one_kernel(circuit: &Circuit, projection: &Projection, path: &str, problems: &mut Problems) {
    let (at, from) = (format!("{path}.connectivity"), &projection.from);
    let own = "or give every place a kernel of its own, shared: false";
    if circuit.dale_of(projection).is_some() {
        let message = format!("neurons of `{from}` have signs, and share the weights of a kernel");
        problems.at(&at, message, format!("leave the signs of `{from}` free, {own}"));
    }
    if projection.storage == Storage::F16 {
        problems.at(&format!("{path}.storage"), "kernels are not kept in half precision", "write storage: f32");
    }
    let recipe = circuit.credit.recipe();
    let by_reward = recipe.weight_noise.is_some() || matches!(recipe.third_factor, ThirdFactor::Surprise(_));
    let keeps = |to: usize| by_reward || needs_own_eligibility(circuit, to);
    if projection.plastic && circuit.populations.position(&projection.to).is_some_and(keeps) {
        let message = "this rule keeps something for every synapse, and the synapses of a kernel share one weight";
        problems.at(&at, message, format!("choose another rule or credit source, {own}"));
    }
}

//! See [`crate::plan::op::LearnEligible`].

use super::change::{Change, bound_norms};
use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use super::synapses::Synapses;
use crate::plan::op;

kernels!("learn_eligible": LEARN_ELIGIBLE = learn_eligible(256));

args! {
    /// `LearnEligible` of learn_eligible.cu.
    struct LearnEligible {
        now: Now,
        eligibility: Address,
        activity: View,
        third_factor: View,
        gain: Address,
        keep: Address,
        change: Change,
        synapses: Synapses,
        replicas: u32,
        cubed: u32,
    }
}

pub fn learn_eligible(op: &op::LearnEligible, site: &mut Site) -> Vec<Launch> {
    let synapses = Synapses::new(op.structure, op.replicas, site);
    let learning = op.learning.as_ref();
    let args = LearnEligible {
        now: site.now,
        eligibility: site.data(op.eligibility),
        activity: site.view_of(op.growth.map(|growth| growth.activity)),
        third_factor: site.view_of(learning.map(|(third_factor, _)| *third_factor)),
        gain: site.data_of(op.growth.map(|growth| growth.gain)),
        keep: site.data_of(op.growth.map(|growth| growth.keep)),
        change: learning.map_or(Change::default(), |(_, change)| Change::new(change, op.replicas, site)),
        synapses,
        replicas: op.replicas as u32,
        cubed: op.growth.is_some_and(|growth| growth.cubed).into(),
    };
    let bounds = learning.and_then(|(_, change)| bound_norms(change, op.structure, site));
    [Launch::over(LEARN_ELIGIBLE, synapses.threads(), args)].into_iter().chain(bounds).collect()
}

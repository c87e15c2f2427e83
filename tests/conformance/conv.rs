//! Convolutions: every engine that has them against the reference, and the reference against padded maps.

use crate::texts::{convolutional, credits};
use crate::{cpu, operations, reference, whole};
use trifactor::circuit::connectivity::{Conv, Padding};
use trifactor::neuron::Map;

/// Every credit source that can teach kernels, and optimizers with bounds.
fn texts() -> Vec<String> {
    let keeps = |credit: &str| credit.starts_with("weight_perturbation") || credit.starts_with("reward_modulated");
    let taught = credits().into_iter().filter(|credit| !keeps(credit));
    let mut texts: Vec<String> = taught.map(|credit| convolutional(credit, 3, "plasticity()")).collect();
    let bounded = "plasticity(optimizer: adam(rate: 0.3), weight_decay: 0.2, max_norm: 1.0)";
    texts.push(convolutional("direct_feedback()", 33, bounded));
    texts.push(convolutional("feedback_alignment()", 1, "plasticity(optimizer: momentum(rate: 0.5))"));
    texts
}

#[test]
fn every_operation_agrees_with_the_reference() {
    for threads in [1, 2, 7] {
        operations::agree_in(&texts(), |plan| cpu(plan, threads), |_, _| true);
    }
}

#[test]
fn operations_touch_and_see_only_what_they_declare() {
    operations::keep_to_their_access_in(&texts(), |plan| cpu(plan, 2), |_, _| true);
    operations::keep_to_their_access_in(&texts(), reference, |_, _| true);
}

#[test]
fn advancing_in_pieces_changes_no_bit() {
    whole::pieces_change_nothing(|plan| cpu(plan, 2), texts());
}

#[test]
fn patches_are_those_of_a_padded_map() {
    for (channels, height, width) in [(1, 1, 1), (2, 5, 4), (6, 8, 3)] {
        let pre = Map { channels, height, width };
        for (kernel, stride, padding, groups) in [
            (1, 1, Padding::Same, 1),
            (3, 1, Padding::Same, 1),
            (4, 1, Padding::Same, 2),
            (3, 2, Padding::Same, 2),
            (2, 3, Padding::Same, 1),
            (3, 2, Padding::Valid, 1),
        ] {
            let conv = Conv { kernel, channels: None, stride, padding, groups, shared: true };
            let Ok(patches) = conv.fit(pre, 2 * groups) else { continue };
            // The map with zeros round it, each place named by its neuron, from 1 on.
            let [above, left] = patches.before;
            let (rows, cols) = (height + 2 * kernel, width + 2 * kernel);
            let mut padded = vec![0; channels * rows * cols];
            for neuron in 0..pre.size() {
                let (map, y, x) = (neuron / (height * width), neuron / width % height, neuron % width);
                padded[(map * rows + y + above) * cols + x + left] = neuron + 1;
            }
            let maps = channels / groups;
            for post in 0..patches.post.size() {
                let (area, across) = (patches.post.area(), patches.post.width);
                let (map, y, x) = (post / area, post % area / across, post % across);
                for k in 0..patches.len() {
                    let (from, ky, kx) = (k / (kernel * kernel), k / kernel % kernel, k % kernel);
                    let from = map / 2 * maps + from;
                    let at = (from * rows + y * stride + ky) * cols + x * stride + kx;
                    let expected = padded[at].checked_sub(1);
                    assert_eq!(patches.seen(map, post % area, k), expected, "{patches:?} {post} {k}");
                }
            }
        }
    }
}

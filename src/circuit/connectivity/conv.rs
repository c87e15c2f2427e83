//! Convolutions: each neuron sees a patch of the maps before it.

use super::{Csr, Sides};
use crate::neuron::Map;
use crate::schema::Rule;

crate::keyword! {
    /// What a kernel sees beyond the edge of a map.
    pub enum Padding {
        /// As many zeros as keep the size, divided by the stride: the more of them, if their number is odd, at the far end.
        Same = "same",
        /// Nothing: kernels stay within the map.
        Valid = "valid",
    }
}

crate::record! {
    /// Each neuron sees a square patch of the maps before it, all neurons of a map through one kernel (or each through its own).
    /// One kernel for all places assumes that their weights change together, which no local rule does by itself; `shared:
    /// false` is the plausible control.
    pub struct Conv = "conv" {
        /// Side of the patch.
        kernel: usize, Rule::ANY.within(1.0, 1024.0);
        /// Maps of the postsynaptic population; None: those of its shape.
        channels: Option<usize> = None, Rule::ANY.within(1.0, 65_536.0);
        /// Places from one patch to the next.
        stride: usize = 1, Rule::ANY.within(1.0, 1024.0);
        /// What a kernel sees beyond the edge.
        padding: Padding = Padding::Same;
        /// Groups of maps on both sides of which each sees its own alone.
        groups: usize = 1, Rule::ANY.within(1.0, 65_536.0);
        /// Whether all places of a map have one kernel.
        shared: bool = true;
    }
}

/// A convolution from some maps to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patches {
    /// The maps before.
    pub pre: Map,
    /// The maps behind.
    pub post: Map,
    /// Side of a patch.
    pub kernel: usize,
    /// Places from one patch to the next.
    pub stride: usize,
    /// Zeros above and to the left of the map.
    pub before: [usize; 2],
    /// Groups of maps.
    pub groups: usize,
}

impl Conv {
    /// The maps that it makes of `pre`, `channels` of them; the reason why it does not fit.
    pub fn fit(&self, pre: Map, channels: usize) -> Result<Patches, String> {
        let Conv { kernel, stride, groups, .. } = *self;
        if pre.channels % groups != 0 || channels % groups != 0 {
            return Err(format!("{groups} groups do not divide {} maps and {channels} maps", pre.channels));
        }
        let mut before = [0; 2];
        let mut side = |at: usize, n: usize| match self.padding {
            Padding::Same => {
                let post = n.div_ceil(stride);
                before[at] = ((post - 1) * stride + kernel).saturating_sub(n) / 2;
                Ok(post)
            }
            Padding::Valid if kernel > n => {
                Err(format!("a kernel of {kernel} does not fit maps of {} × {}", pre.height, pre.width))
            }
            Padding::Valid => Ok((n - kernel) / stride + 1),
        };
        let (height, width) = (side(0, pre.height)?, side(1, pre.width)?);
        Ok(Patches { pre, post: Map { channels, height, width }, kernel, stride, before, groups })
    }

    /// The synapses of a neuron where each has its own.
    pub(super) fn row(&self, post: usize, sides: Sides, csr: &mut Csr) {
        if let Some(patches) = sides.patches(self) {
            let (channel, place) = (post / patches.post.area(), post % patches.post.area());
            csr.extend((0..patches.len()).filter_map(|k| patches.seen(channel, place, k)));
        }
    }
}

impl Patches {
    /// Numbers in a patch: those of a kernel, map by map, row by row.
    pub fn len(&self) -> usize {
        self.pre.channels / self.groups * self.kernel * self.kernel
    }

    /// True for none, which there never is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Maps of a group, before and behind.
    pub fn of_group(&self) -> [usize; 2] {
        [self.pre.channels / self.groups, self.post.channels / self.groups]
    }

    /// The presynaptic neuron at number `k` of the patch that map `channel` has at `place`; `None` beyond the edge.
    pub fn seen(&self, channel: usize, place: usize, k: usize) -> Option<usize> {
        let Patches { pre, post, kernel, stride, before, .. } = self;
        let [pre_maps, post_maps] = self.of_group();
        let (map, ky, kx) = (k / (kernel * kernel), k / kernel % kernel, k % kernel);
        let y = (place / post.width * stride + ky).checked_sub(before[0]).filter(|y| *y < pre.height)?;
        let x = (place % post.width * stride + kx).checked_sub(before[1]).filter(|x| *x < pre.width)?;
        Some(((channel / post_maps * pre_maps + map) * pre.height + y) * pre.width + x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conv(kernel: usize, stride: usize, padding: Padding, groups: usize) -> Conv {
        Conv { kernel, channels: None, stride, padding, groups, shared: true }
    }

    #[test]
    fn sizes_follow_from_kernel_stride_and_padding() {
        let pre = Map { channels: 4, height: 7, width: 10 };
        let post = |conv: Conv| conv.fit(pre, 6).map(|p| (p.post.height, p.post.width, p.before));
        assert_eq!(post(conv(3, 1, Padding::Same, 1)), Ok((7, 10, [1, 1])));
        assert_eq!(post(conv(3, 2, Padding::Same, 2)), Ok((4, 5, [1, 0])));
        assert_eq!(post(conv(2, 1, Padding::Same, 1)), Ok((7, 10, [0, 0])));
        assert_eq!(post(conv(3, 2, Padding::Valid, 1)), Ok((3, 4, [0, 0])));
        assert_eq!(post(conv(1, 3, Padding::Same, 1)), Ok((3, 4, [0, 0])));
        assert_eq!(post(conv(8, 1, Padding::Valid, 1)), Err("a kernel of 8 does not fit maps of 7 × 10".into()));
        assert_eq!(post(conv(3, 1, Padding::Same, 3)), Err("3 groups do not divide 4 maps and 6 maps".into()));
    }

    #[test]
    fn patches_at_the_edge_see_less() {
        let patches = conv(3, 1, Padding::Same, 2).fit(Map { channels: 2, height: 3, width: 3 }, 4).unwrap();
        let seen = |channel, place| (0..9).map(|k| patches.seen(channel, place, k)).collect::<Vec<_>>();
        assert_eq!(seen(0, 4), (0..9).map(Some).collect::<Vec<_>>());
        assert_eq!(seen(3, 4), (9..18).map(Some).collect::<Vec<_>>());
        assert_eq!(seen(1, 0), [None, None, None, None, Some(0), Some(1), None, Some(3), Some(4)]);
    }
}

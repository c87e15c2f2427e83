//! See [`crate::plan::op::Draw`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, Stream, Turn, args};
use super::site::Site;
use crate::credit::Draws;
use crate::plan::op;
use crate::plan::op::track::TrackItem;

kernels!("draw": DRAW = draw(128), ORTHOGONAL = draw_orthogonal(512));

/// Blocks of threads for rows whose number of groups the manifold decides: those without a group return at once.
const MOST_GROUPS: usize = 1024;

args! {
    /// `Draw` of draw.cu.
    struct Draw {
        now: Now,
        turn: Turn,
        coordinates: Address,
        active: Address,
        stream: Stream,
        draws: u32,
        rank: u32,
        replicas: u32,
        signs: u32,
        keep: f32,
        fresh: f32,
    }
}

pub fn draw(op: &op::Draw, site: &Site) -> Vec<Launch> {
    let args = Draw {
        now: site.now,
        turn: op.turn.into(),
        coordinates: site.data(op.coordinates),
        active: op.manifold.map_or(0, |id| site.data(id) + 4 * (op.rank + TrackItem::ACTIVE) as u64),
        stream: op.stream.into(),
        draws: op.draws as u32,
        rank: op.rank as u32,
        replicas: op.replicas as u32,
        signs: (op.distribution == Draws::Rademacher).into(),
        keep: op.keep,
        fresh: (1.0 - op.keep * op.keep).sqrt(),
    };
    vec![match (op.distribution, op.manifold) {
        (Draws::Gaussian | Draws::Rademacher, _) => Launch::over(DRAW, op.draws * op.rank.div_ceil(4), args),
        (Draws::Orthogonal, None) => Launch::new(ORTHOGONAL, (op.draws.div_ceil(op.rank), 1), args),
        (Draws::Orthogonal, Some(_)) => Launch::new(ORTHOGONAL, (op.draws.min(MOST_GROUPS), 1), args),
    }]
}

//! Rows lose what of them lies in a manifold: rows ← rows − (rows Uᵀ) U, with rows Uᵀ left in `inside`.

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, Turn, args};
use super::site::Site;

kernels!("remove_inside":
    FIND = remove_inside_find(256),
    FIND_FEW = remove_inside_find_few(128),
    LEAVE = remove_inside_leave(256),
);

/// So many tiles keep a device busy.
const ENOUGH_TILES: usize = 64;

args! {
    /// `RemoveInside` of remove_inside.cu.
    struct RemoveInside {
        now: Now,
        turn: Turn,
        basis: Address,
        rows: Address,
        inside: Address,
        count: u32,
        n: u32,
        rank: u32,
    }
}

/// Both launches; with a turn they do nothing out of it. `rows` is count × n, `basis` rank × n, `inside` count × rank.
#[expect(clippy::too_many_arguments, reason = "three matrices and their shapes")]
pub fn remove_inside(
    site: &Site,
    basis: Address,
    rank: usize,
    rows: Address,
    count: usize,
    n: usize,
    inside: Address,
    turn: Option<Turn>,
) -> Vec<Launch> {
    let args = RemoveInside {
        now: site.now,
        turn: turn.unwrap_or(Turn { place: 0, of: 1 }),
        basis,
        rows,
        inside,
        count: count as u32,
        n: n as u32,
        rank: rank as u32,
    };
    let find = if count.div_ceil(64) * rank.div_ceil(64) >= ENOUGH_TILES {
        Launch::tiles(FIND, count, rank, args)
    } else {
        // A warp has 4 rows and 4 components, a block 4 warps.
        Launch::new(FIND_FEW, ((count.div_ceil(4) * rank.div_ceil(4)).div_ceil(4), 1), args)
    };
    vec![find, Launch::tiles(LEAVE, count, n, args)]
}

//! See [`crate::plan::op::Record`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("record": RECORD = record(256));

args! {
    /// `Record` of record.cu.
    struct Record {
        now: Now,
        from: View,
        to: Address,
        every: u64,
        per_slot: u32,
    }
}

pub fn record(op: &op::Record, site: &Site) -> Vec<Launch> {
    let (from, to) = (site.view(op.from), site.data(op.to));
    let args = Record { now: site.now, from, to, every: op.every, per_slot: op.per_slot as u32 };
    vec![Launch::over(RECORD, op.from.rows * op.from.cols, args)]
}

// See plan::op::Record.
#include "kernel.cuh"

struct Record {
    Now now;
    View from;
    float *to;
    u64 every;
    u32 per_slot;
};

KERNEL(record, Record, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped || now.update % p.every != 0) return;
    const u64 count = (u64)p.from.rows * p.from.cols;
    const u64 place = (u64)now.slot * p.per_slot + (p.per_slot > 1 ? now.step_in_trial : 0);
    const float *from = at(p.from, now.step);
    float *to = p.to + place * count;
    for (u64 i = thread(); i < count; i += threads()) to[i] = from[i];
}

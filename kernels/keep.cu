// See plan::op::Keep.
#include "kernel.cuh"

struct Keep {
    Now now;
    View from, to;
};

KERNEL(keep, Keep, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u64 count = (u64)p.from.rows * p.from.cols;
    const float *from = at(p.from, now.step);
    float *to = at(p.to, now.step);
    for (u64 i = thread(); i < count; i += threads()) to[i] = from[i];
}

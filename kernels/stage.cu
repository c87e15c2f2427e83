// See plan::op::Stage.
#include "kernel.cuh"

struct Stage {
    Now now;
    const float *from;
    View to;
    u32 held;
};

KERNEL(stage, Stage, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u64 count = (u64)p.to.rows * p.to.cols;
    const u64 place = p.held ? now.slot : (u64)now.slot * p.now.steps + now.step_in_trial;
    const float *from = p.from + place * count;
    float *to = at(p.to, now.step);
    for (u64 i = thread(); i < count; i += threads()) to[i] = from[i];
}

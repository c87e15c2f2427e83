// See plan::op::Deviation.
#include "kernel.cuh"

struct Deviation {
    Now now;
    View of, mean;
    float *to;
    float follow; // 1 − keep
};

KERNEL(deviation, Deviation, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u64 count = (u64)p.of.rows * p.of.cols;
    const float *of = at(p.of, now.step);
    float *mean = at(p.mean, now.step);
    for (u64 i = thread(); i < count; i += threads()) {
        const float before = mean[i], from = of[i] - before;
        p.to[i] = from;
        mean[i] = fmaf(p.follow, from, before);
    }
}

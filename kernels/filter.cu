// See plan::op::Filter.
#include "kernel.cuh"

struct Filter {
    Now now;
    View of, trace;
    float alpha;
};

KERNEL(filter, Filter, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u64 count = (u64)p.trace.rows * p.trace.cols;
    const float *x = at(p.of, now.step);
    float *trace = at(p.trace, now.step);
    for (u64 i = thread(); i < count; i += threads()) {
        const float before = trace[i];
        trace[i] = fmaf(p.alpha, x[i] - before, before);
    }
}

// See plan::op::Difference.
#include "kernel.cuh"

struct Difference {
    Now now;
    View of;
    float *to;
    u32 replicas, draws, antithetic;
};

KERNEL(difference, Difference, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u32 cols = p.of.cols;
    const u64 count = (u64)p.draws * cols, clean_count = (u64)p.replicas * cols;
    const float *clean = at(p.of, now.step), *plus = clean + clean_count, *minus = plus + count;
    for (u64 i = thread(); i < count; i += threads()) {
        // Draw k of replica b stands in row k · replicas + b: clean rows repeat.
        p.to[i] = p.antithetic ? 0.5f * (plus[i] - minus[i]) : plus[i] - clean[i % clean_count];
    }
}

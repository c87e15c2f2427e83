// See plan::op::Modulate.
#include "kernel.cuh"

enum { OVER_NOTHING, OVER_VOLTAGE, OVER_ACTIVITY };

struct Modulate {
    Now now;
    View third_factor, slope, delta;
    const float *alpha;
    float *carry;
    u32 over;
};

KERNEL(modulate, Modulate, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u32 cols = p.delta.cols;
    const u64 count = (u64)p.delta.rows * cols;
    const bool last = now.step_in_trial + 1 == p.now.steps;
    const float *m = at(p.third_factor, now.step), *slope = at(p.slope, now.step);
    float *delta = at(p.delta, now.step);
    for (u64 i = thread(); i < count; i += threads()) {
        const float third = m[i], s = slope[i];
        if (p.over == OVER_NOTHING) {
            delta[i] = third * s;
            continue;
        }
        const float a = p.alpha[i % cols], later = last ? 0.0f : p.carry[i];
        const float c = fmaf(1.0f - a, later, p.over == OVER_VOLTAGE ? third * s : third);
        p.carry[i] = c;
        delta[i] = p.over == OVER_VOLTAGE ? a * c : a * s * c;
    }
}

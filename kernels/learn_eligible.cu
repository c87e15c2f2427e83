// See plan::op::LearnEligible.
#include "change.cuh"
#include "synapses.cuh"

struct LearnEligible {
    Now now;
    float *eligibility; // replicas × synapses
    View activity, third_factor; // of growth, of learning; null where there is none
    const float *gain, *keep;
    Change change;
    Synapses synapses;
    u32 replicas, cubed;
};

// Replicas whose eligibilities are read together, before the first is written.
#define ELIGIBLE_BATCH 4

KERNEL(learn_eligible, LearnEligible, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const bool grows = p.activity.data != 0, learns = p.third_factor.data != 0;
    const float *x = grows ? at(p.activity, now.step) : 0, *m = learns ? at(p.third_factor, now.step) : 0;
    const u32 post = p.synapses.post, pre = p.synapses.pre;
    Update u = {};
    if (learns) u = change_due(p.change, now);
    const auto sum = [&](u32 i, u32 j, u64 s, u32 slice, u32 slices) {
        const float keep = grows ? p.keep[i] : 0.0f;
        float total = 0.0f;
        for (u32 first = slice; first < p.replicas; first += ELIGIBLE_BATCH * slices) {
            float e[ELIGIBLE_BATCH], product[ELIGIBLE_BATCH];
#pragma unroll
            for (u32 k = 0; k < ELIGIBLE_BATCH; ++k) {
                const u32 b = first + k * slices;
                if (b >= p.replicas) continue;
                e[k] = p.eligibility[b * p.synapses.count + s];
                if (grows) product[k] = p.gain[(u64)b * post + i] * x[(u64)b * pre + j];
            }
#pragma unroll
            for (u32 k = 0; k < ELIGIBLE_BATCH; ++k) {
                const u32 b = first + k * slices;
                if (b >= p.replicas) continue;
                if (grows) {
                    const float y = product[k];
                    e[k] = p.cubed ? fmaf(y * y, y, keep * e[k]) : fmaf(keep, e[k], y);
                    p.eligibility[b * p.synapses.count + s] = e[k];
                }
                if (learns) total = fmaf(m[(u64)b * post + i], e[k], total);
            }
        }
        return total;
    };
    each_synapse(p.synapses, sum, [&](u64 s, u32 j, float total) {
        if (learns) change(p.change, u, s, j, total);
    });
}

// See plan::op::LearnByLoss.
#include "block.cuh"
#include "change.cuh"

struct LearnByLoss {
    Now now;
    const float *losses, *noise;
    const u32 *columns; // null where all synapses exist
    Change change;
    u64 count;
    float scale;
    u32 pre;
};

KERNEL(learn_by_loss, LearnByLoss, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const Update u = change_due(p.change, now);
    float part = 0.0f;
    for (u32 b = threadIdx.x; b < p.change.replicas; b += blockDim.x) part += p.losses[b];
    // A mean over replicas comes with the update: this is the sum.
    const float factor = block_sum(part) * p.scale;
    const bool narrow = p.count >> 32 == 0;
    for (u64 s = thread(); s < p.count; s += threads()) {
        u32 pre = 0;
        if (p.change.has_signs) pre = p.columns ? p.columns[s] : narrow ? (u32)s % p.pre : (u32)(s % p.pre);
        change(p.change, u, s, pre, factor * p.noise[s]);
    }
}

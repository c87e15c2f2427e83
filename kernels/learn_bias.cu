// See plan::op::LearnBias.
#include "change.cuh"
#include "synapses.cuh"

struct LearnBias {
    Now now;
    View delta;
    Change change;
    Synapses biases; // each from a neuron that is always 1
};

KERNEL(learn_bias, LearnBias, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const Update u = change_due(p.change, now);
    const float *delta = at(p.delta, now.step);
    const auto sum = [&](u32 i, u32, u64, u32 slice, u32 slices) {
        float total = 0.0f;
#pragma unroll 4
        for (u32 r = slice; r < p.delta.rows; r += slices) total += delta[(u64)r * p.delta.cols + i];
        return total;
    };
    each_synapse(p.biases, sum, [&](u64 s, u32 j, float total) { change(p.change, u, s, j, total); });
}

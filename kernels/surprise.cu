// See plan::op::Surprise.
#include "kernel.cuh"

struct Surprise {
    Now now;
    const float *losses, *kinds; // no kinds: all trials are of one
    float *baseline;             // L̄ of each kind, then the number of trials of each kind
    float *third_factor;
    u32 count, replicas, neurons; // kinds, replicas, neurons
    float rate;
};

// One block, a thread a kind: a kind's trials follow each other, and those of different kinds have nothing in common.
// Replica b's surprise goes where neuron 0 of replica b has its third factor.
KERNEL(surprise_baseline, Surprise, 128) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const float *kinds = p.kinds ? p.kinds + (u64)now.slot * p.replicas : 0;
    for (u32 kind = threadIdx.x; kind < p.count; kind += blockDim.x) {
        float mean = p.baseline[kind], trials = p.baseline[p.count + kind];
        const float last = (float)(p.count - 1);
#pragma unroll 8
        for (u32 b = 0; b < p.replicas; ++b) {
            // Read past the stores below, which go elsewhere: one replica need not wait for the one before.
            const float given = kinds ? __ldg(kinds + b) : 0.0f, loss = __ldg(p.losses + b);
            const u32 its = given >= 1.0f ? (u32)(given < last ? given : last) : 0;
            if (its != kind) continue;
            if (trials == 0.0f) mean = loss;
            trials += 1.0f;
            const float surprise = loss - mean;
            p.third_factor[(u64)b * p.neurons] = surprise;
            mean = fmaf(p.rate, surprise, mean);
        }
        p.baseline[kind] = mean;
        p.baseline[p.count + kind] = trials;
    }
}

// The other neurons get what neuron 0 has.
KERNEL(surprise_spread, Surprise, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    for (u64 i = thread(); i < (u64)p.replicas * p.neurons; i += threads()) {
        const u64 first = i - i % p.neurons;
        if (i != first) p.third_factor[i] = p.third_factor[first];
    }
}

// See plan::op::Gain.
#include "kernel.cuh"

struct Gain {
    Now now;
    View slope; // null where there is none
    const float *alpha;
    float *to;
    u32 replicas, neurons;
};

KERNEL(gain, Gain, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u64 count = (u64)p.replicas * p.neurons;
    const float *slope = p.slope.data ? at(p.slope, now.step) : 0;
    for (u64 i = thread(); i < count; i += threads()) {
        const float a = p.alpha[i % p.neurons];
        p.to[i] = slope ? a * slope[i] : a;
    }
}

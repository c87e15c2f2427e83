// Keeps the norm of each neuron's weights within bounds: the end of a change, see plan::op::Change.
#include "block.cuh"

struct BoundNorms {
    Now now;
    float *weights;
    const u32 *starts; // null where all synapses exist
    u32 post, pre;
    float bound;
};

// A block a postsynaptic neuron.
KERNEL(bound_norms, BoundNorms, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    for (u32 i = blockIdx.x; i < p.post; i += gridDim.x) {
        const u64 first = p.starts ? p.starts[i] : (u64)i * p.pre, end = p.starts ? p.starts[i + 1] : first + p.pre;
        float squares = 0.0f;
        for (u64 s = first + threadIdx.x; s < end; s += blockDim.x) squares = fmaf(p.weights[s], p.weights[s], squares);
        const float norm = sqrtf(block_sum(squares));
        if (!(norm > p.bound)) continue;
        const float scale = p.bound / norm;
        for (u64 s = first + threadIdx.x; s < end; s += blockDim.x) p.weights[s] *= scale;
    }
}

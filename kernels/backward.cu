// See plan::op::Backward.
#include "strips.cuh"
#include "warp.cuh"

struct Backward {
    Now now;
    View delta;
    const float *weights;
    const u32 *starts, *columns, *places; // synapses by presynaptic neuron, where not all exist
    float *to;
    u32 ahead, replicas, pre, add, slices;
};

// False past the trial's end, from where nothing comes.
static __device__ __forceinline__ bool backward_comes(const Backward &p, const Clock &now) {
    return now.step_in_trial + p.ahead < p.now.steps;
}

template <bool TILES> static __device__ __forceinline__ void backward_product(const Backward &p) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const bool comes = backward_comes(p, now);
    if (!comes && p.add) return;
    const u32 post = comes ? p.delta.cols : 0; // sums of no terms
    const Plain delta = {at(p.delta, now.step + p.ahead), p.delta.cols}, w = {p.weights, p.pre};
    SetOrAdd out = {p.to, p.pre, p.add != 0};
    if (TILES) product(p.replicas, p.pre, post, delta, w, out);
    else strips(p.replicas, p.pre, post, p.slices, delta, w, out);
}

KERNEL(backward_tiles, Backward, 256) { backward_product<true>(p); }
KERNEL(backward_strips, Backward, 256) { backward_product<false>(p); }

// A warp a presynaptic neuron and replica, over the synapses that leave the neuron.
KERNEL(backward_sparse, Backward, 128) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const bool comes = backward_comes(p, now);
    if (!comes && p.add) return;
    const u32 lane = threadIdx.x % 32, pre = p.pre;
    const float *delta = at(p.delta, now.step + p.ahead);
    SetOrAdd out = {p.to, pre, p.add != 0};
    for (u64 e = thread() / 32; e < (u64)p.replicas * pre; e += threads() / 32) {
        const u32 row = (u32)(e / pre), neuron = (u32)(e % pre);
        const float *d = delta + (u64)row * p.delta.cols;
        float sum = 0.0f;
        if (comes) {
            for (u32 s = p.starts[neuron] + lane; s < p.starts[neuron + 1]; s += 32) {
                sum = fmaf(p.weights[p.places[s]], d[p.columns[s]], sum);
            }
        }
        sum = warp_total(sum);
        if (lane == 0) out(row, neuron, sum);
    }
}

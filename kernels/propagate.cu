// See plan::op::Propagate.
#include "half.cuh"
#include "product.cuh"
#include "propagate.cuh"
#include "warp.cuh"

// W (post × pre) as the right factor of X Wᵀ.
template <class W> struct Weights {
    const W *data;
    u64 stride;
    static const bool ALONG = false;
    __device__ __forceinline__ float get(u32 i, u32 j) const { return wide(data[j * stride + i]); }
};

template <class W> static __device__ __forceinline__ void propagate_tile(const Propagate &p) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const Plain x = {at(p.from, now.step), p.from.cols};
    const Weights<W> w = {(const W *)p.weights, p.from.cols};
    SetOrAdd c = {at(p.to, now.step), p.to.cols, p.add != 0};
    product(p.from.rows, p.to.cols, p.from.cols, x, w, c);
}

KERNEL(propagate_tiles, Propagate, 256) { propagate_tile<float>(p); }
KERNEL(propagate_tiles_half, Propagate, 256) { propagate_tile<Half>(p); }

// A warp a postsynaptic neuron.
template <class W> static __device__ __forceinline__ void propagate_few_rows(const Propagate &p) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u32 lane = threadIdx.x % 32, post = p.to.cols, pre = p.from.cols, rows = p.from.rows;
    const u64 warp = thread() / 32;
    if (warp >= post) return;
    const W *w = (const W *)p.weights + warp * pre;
    const float *x = at(p.from, now.step);
    float sums[FEW] = {};
    for (u32 j = lane; j < pre; j += 32) {
        const float weight = wide(w[j]);
#pragma unroll
        for (u32 r = 0; r < FEW; ++r) {
            if (r < rows) sums[r] = fmaf(weight, x[(u64)r * pre + j], sums[r]);
        }
    }
    SetOrAdd c = {at(p.to, now.step), post, p.add != 0};
#pragma unroll
    for (u32 r = 0; r < FEW; ++r) {
        const float sum = warp_total(sums[r]);
        if (lane == 0 && r < rows) c(r, (u32)warp, sum);
    }
}

KERNEL(propagate_few, Propagate, 128) { propagate_few_rows<float>(p); }
KERNEL(propagate_few_half, Propagate, 128) { propagate_few_rows<Half>(p); }

// A warp a postsynaptic neuron and replica, over the neuron's synapses.
KERNEL(propagate_sparse, Propagate, 128) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u32 lane = threadIdx.x % 32, post = p.to.cols;
    const float *w = (const float *)p.weights, *from = at(p.from, now.step);
    SetOrAdd c = {at(p.to, now.step), post, p.add != 0};
    for (u64 i = thread() / 32; i < (u64)p.from.rows * post; i += threads() / 32) {
        const u32 row = (u32)(i / post), neuron = (u32)(i % post);
        const float *x = from + (u64)row * p.from.cols;
        float sum = 0.0f;
        for (u32 s = p.starts[neuron] + lane; s < p.starts[neuron + 1]; s += 32) sum = fmaf(w[s], x[p.columns[s]], sum);
        sum = warp_total(sum);
        if (lane == 0) c(row, neuron, sum);
    }
}

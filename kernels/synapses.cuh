// A number for every synapse, summed over replicas: where not all synapses exist, or each has numbers of its own.
#pragma once
#include "kernel.cuh"

#define SYNAPSES_THREADS 256

struct Synapses {
    const u32 *starts, *columns; // by postsynaptic neuron; null where all exist
    u64 count;
    u32 post, pre;
    u32 slices; // threads that share the replicas of a synapse: a power of 2 up to 32
};

// The neuron whose synapses hold number `s`: the last whose first is not after it.
static __device__ __forceinline__ u32 synapse_row(const Synapses &p, u32 s) {
    u32 low = 0, high = p.post;
    while (high - low > 1) {
        const u32 middle = low + (high - low) / 2;
        if (p.starts[middle] <= s) low = middle;
        else high = middle;
    }
    return low;
}

// done(s, j, sum(i, j, s, slice, slices) added up over slices) for every synapse `s`, from neuron j to neuron i. All
// threads of the block must get here.
template <class Sum, class Done>
static __device__ __forceinline__ void each_synapse(const Synapses &p, const Sum &sum, const Done &done) {
    __shared__ float parts[SYNAPSES_THREADS];
    const u32 t = threadIdx.x, width = SYNAPSES_THREADS / p.slices, slice = t / width;
    for (u64 first = (u64)blockIdx.x * width; first < p.count; first += (u64)gridDim.x * width) {
        const u64 s = first + t % width;
        u32 i = 0, j = 0;
        float total = 0.0f;
        if (s < p.count) {
            if (p.starts) {
                i = synapse_row(p, (u32)s);
                j = p.columns[s];
            } else if (p.count >> 32 == 0) {
                i = (u32)s / p.pre; // in 64 bits a division is a long function
                j = (u32)s - i * p.pre;
            } else {
                i = (u32)(s / p.pre);
                j = (u32)(s - (u64)i * p.pre);
            }
            total = sum(i, j, s, slice, p.slices);
        }
        if (p.slices > 1) {
            parts[t] = total;
            __syncthreads();
            for (u32 half = p.slices / 2; half > 0; half /= 2) {
                if (slice < half) parts[t] += parts[t + half * width];
                __syncthreads();
            }
            total = parts[t];
        }
        if (slice == 0 && s < p.count) done(s, j, total);
    }
}

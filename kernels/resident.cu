// Many steps of a small simulation in one launch: every block keeps the weights onto its own neurons in shared memory,
// and the blocks meet where one step reads what the last one wrote. The numbers are those of the single launches.
#include "neurons.cuh"
#include "propagate.cuh"
#include "stage.cuh"
#include "tick.cuh"
#include "warp.cuh"

#define RESIDENT_STAGES 4
#define RESIDENT_POPULATIONS 4
#define RESIDENT_PROJECTIONS 8

struct Resident {
    Now now;
    Tick tick;    // by so many steps, all of one trial, its first and last not among them
    u64 *arrived; // at the meeting of the blocks; grows for ever
    u32 stages, populations, projections;
    u32 meet[RESIDENT_POPULATIONS]; // before this population: its input was written in the same step
    u32 onto[RESIDENT_PROJECTIONS]; // a projection's population
    Stage stage[RESIDENT_STAGES];
    Neurons neurons[RESIDENT_POPULATIONS];
    Propagate propagate[RESIDENT_PROJECTIONS];
};

// All blocks of a cooperative launch wait for each other; what they wrote before can be read past the first-level cache.
static __device__ void resident_meet(u64 *arrived) {
    __syncthreads();
    if (threadIdx.x == 0) {
        __threadfence();
        const u64 mine = atomicAdd(arrived, 1ULL), all = (mine / gridDim.x + 1) * gridDim.x;
        while (*(volatile u64 *)arrived < all) __nanosleep(20);
        __threadfence();
    }
    __syncthreads();
}

// The neurons of a population that are this block's: whole blocks of four.
static __device__ __forceinline__ u32 resident_first(u32 neurons, u32 block) {
    const u64 first = (u64)((neurons + 3) / 4) * block / gridDim.x * 4;
    return first < neurons ? (u32)first : neurons;
}

KERNEL(resident, Resident, 256) {
    DYN_SHARED(float, memory);
    Clock now = *p.now.clock;
    if (now.stopped) return;
    const u32 t = threadIdx.x, lane = t % 32, warps = blockDim.x / 32;

    float *x = memory; // behind the weights: what a projection reads
    for (u32 q = 0; q < p.projections; ++q) {
        const Propagate &in = p.propagate[q];
        const u32 pre = in.from.cols, first = resident_first(in.to.cols, blockIdx.x);
        const u64 count = (u64)(resident_first(in.to.cols, blockIdx.x + 1) - first) * pre;
        const float *weights = (const float *)in.weights + (u64)first * pre;
        for (u64 e = t; e < count; e += blockDim.x) x[e] = weights[e];
        x += count;
    }

    for (long long s = 0; s < p.tick.by; ++s) {
        for (u32 q = 0; q < p.stages; ++q) stage_inputs(p.stage[q], now, thread(), threads());
        const float *weights = memory;
        for (u32 i = 0; i < p.populations; ++i) {
            const Neurons &own = p.neurons[i];
            const u32 cols = own.input.cols, rows = own.input.rows;
            const u32 first = resident_first(cols, blockIdx.x), end = resident_first(cols, blockIdx.x + 1);
            if (p.meet[i]) resident_meet(p.arrived);
            for (u32 q = 0; q < p.projections; ++q) {
                if (p.onto[q] != i) continue;
                const Propagate &in = p.propagate[q];
                const u32 pre = in.from.cols;
                const float *from = at(in.from, now.step);
                float *to = at(in.to, now.step);
                __syncthreads(); // the last projection's input may still be read
                for (u32 e = t; e < rows * pre; e += blockDim.x) x[e] = __ldcg(from + e);
                __syncthreads();
                for (u32 j = first + t / 32; j < end; j += warps) {
                    const float *w = weights + (u64)(j - first) * pre;
                    float sums[FEW] = {};
                    for (u32 l = lane; l < pre; l += 32) {
#pragma unroll
                        for (u32 r = 0; r < FEW; ++r) {
                            if (r < rows) sums[r] = fmaf(w[l], x[r * pre + l], sums[r]);
                        }
                    }
#pragma unroll
                    for (u32 r = 0; r < FEW; ++r) {
                        const float sum = warp_total(sums[r]);
                        float &c = to[(u64)r * cols + j];
                        if (lane == 0 && r < rows) c = in.add ? c + sum : sum;
                    }
                }
                weights += (u64)(end - first) * pre;
            }
            __syncthreads();
            const u32 blocks = (end - first + 3) / 4;
            for (u32 e = t; e < rows * blocks; e += blockDim.x) four_neurons(own, now, e / blocks, first / 4 + e % blocks);
        }
        ++now.step;
        ++now.step_in_trial;
        // The next step reads what this one wrote, and writes over what this one read.
        resident_meet(p.arrived);
    }
    if (blockIdx.x == 0 && t == 0) move_clock(p.tick);
}

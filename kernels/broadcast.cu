// See plan::op::Broadcast.
#include "strips.cuh"

// to ← left · right: e B, e C, (e C) U, and e B_off. The factors are buffers or rings.
struct Broadcast {
    Now now;
    View left, right;
    float *to;
    u32 slices;
};

template <bool TILES> static __device__ __forceinline__ void broadcast_product(const Broadcast &p) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u32 rows = p.left.rows, cols = p.right.cols, depth = p.left.cols;
    const Plain a = {at(p.left, now.step), depth}, b = {at(p.right, now.step), cols};
    Set out = {p.to, cols};
    if (TILES) product(rows, cols, depth, a, b, out);
    else strips(rows, cols, depth, p.slices, a, b, out);
}

KERNEL(broadcast_tiles, Broadcast, 256) { broadcast_product<true>(p); }
KERNEL(broadcast_strips, Broadcast, 256) { broadcast_product<false>(p); }

// M ← (e C) U in one launch, where e C is cheap enough for every block to find the eight rows of it that it needs.
struct BroadcastThrough {
    Now now;
    View error, feedback;
    const float *basis;
    float *coordinates, *to;
    u32 neurons, slices;
};

KERNEL(broadcast_through, BroadcastThrough, 256) {
    DYN_SHARED(float, c); // STRIP_ROWS × rank
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u32 replicas = p.error.rows, outputs = p.error.cols, rank = p.feedback.cols, row0 = blockIdx.y * STRIP_ROWS;
    const float *error = at(p.error, now.step), *feedback = at(p.feedback, now.step);
    for (u32 k = threadIdx.x; k < STRIP_ROWS * rank; k += blockDim.x) {
        const u32 row = row0 + k / rank, component = k % rank;
        float sum = 0.0f;
        if (row < replicas) {
#pragma unroll 4
            for (u32 o = 0; o < outputs; ++o) {
                sum = fmaf(error[(u64)row * outputs + o], feedback[(u64)o * rank + component], sum);
            }
            if (blockIdx.x == 0) p.coordinates[(u64)row * rank + component] = sum;
        }
        c[k] = sum;
    }
    __syncthreads();
    // Addressed by the rows of the whole, of which the block has its eight.
    struct Rows {
        const float *data;
        u32 first, stride;
        __device__ __forceinline__ float get(u32 i, u32 j) const { return data[(i - first) * stride + j]; }
    };
    const Rows rows = {c, row0, rank};
    const Plain basis = {p.basis, p.neurons};
    Set out = {p.to, p.neurons};
    strips(replicas, p.neurons, rank, p.slices, rows, basis, out);
}

struct BroadcastAdd {
    Now now;
    const float *from;
    float *to;
    u64 count;
};

KERNEL(broadcast_add, BroadcastAdd, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    for (u64 e = thread(); e < p.count; e += threads()) p.to[e] += p.from[e];
}

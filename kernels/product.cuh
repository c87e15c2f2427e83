// Matrix products in tiles: 64 × 64 sums a block of 256 threads, sixteen a thread.
#pragma once
#include "kernel.cuh"

#define TILE 64
#define TILE_DEPTH 16
#define TILE_THREADS 256

// A matrix whose rows lie one after the other, read as it stands or turned.
struct Plain {
    const float *data;
    u64 stride;
    // True where elements with neighbouring second index are neighbours in memory.
    static const bool ALONG = true;
    __device__ __forceinline__ float get(u32 i, u32 j) const { return data[i * stride + j]; }
};

struct Turned {
    const float *data;
    u64 stride;
    static const bool ALONG = false;
    __device__ __forceinline__ float get(u32 i, u32 j) const { return data[j * stride + i]; }
};

// What becomes of a sum: it is put in its place, put there or added, or taken away from what is there.
struct Set {
    float *to;
    u64 stride;
    __device__ __forceinline__ void operator()(u32 i, u32 j, float sum) { to[i * stride + j] = sum; }
};

struct SetOrAdd {
    float *to;
    u64 stride;
    bool add;
    __device__ __forceinline__ void operator()(u32 i, u32 j, float sum) {
        float &x = to[i * stride + j];
        x = add ? x + sum : sum;
    }
};

struct TakeAway {
    float *from;
    u64 stride;
    __device__ __forceinline__ void operator()(u32 i, u32 j, float sum) { from[i * stride + j] -= sum; }
};

// out(i, j, Σ_l a(i, l) b(l, j)) for every i < m and j < n; the grid has a block a tile: x along j, y along i.
//
// `A` and `B` have `get(row, column)`, and `ALONG`, which way their elements are neighbours: so threads of a warp read
// neighbours. `Out` is called once for every element, by any thread. All threads of the block must get here.
template <class A, class B, class Out>
static __device__ __forceinline__ void product(u32 m, u32 n, u32 depth, const A &a, const B &b, Out &out) {
    __shared__ float left[TILE_DEPTH][TILE + 1], right[TILE_DEPTH][TILE + 1];
    const u32 row0 = blockIdx.y * TILE, col0 = blockIdx.x * TILE, t = threadIdx.x;
    const u32 row = t / 16 * 4, col = t % 16 * 4;
    float sums[4][4] = {};
    for (u32 l0 = 0; l0 < depth; l0 += TILE_DEPTH) {
#pragma unroll
        for (u32 k = 0; k < TILE * TILE_DEPTH / TILE_THREADS; ++k) {
            const u32 e = k * TILE_THREADS + t;
            const u32 ai = A::ALONG ? e / TILE_DEPTH : e % TILE, al = A::ALONG ? e % TILE_DEPTH : e / TILE;
            const u32 bj = B::ALONG ? e % TILE : e / TILE_DEPTH, bl = B::ALONG ? e / TILE : e % TILE_DEPTH;
            left[al][ai] = row0 + ai < m && l0 + al < depth ? a.get(row0 + ai, l0 + al) : 0.0f;
            right[bl][bj] = col0 + bj < n && l0 + bl < depth ? b.get(l0 + bl, col0 + bj) : 0.0f;
        }
        __syncthreads();
#pragma unroll
        for (u32 l = 0; l < TILE_DEPTH; ++l) {
#pragma unroll
            for (u32 i = 0; i < 4; ++i) {
#pragma unroll
                for (u32 j = 0; j < 4; ++j) sums[i][j] = fmaf(left[l][row + i], right[l][col + j], sums[i][j]);
            }
        }
        __syncthreads();
    }
#pragma unroll
    for (u32 i = 0; i < 4; ++i) {
#pragma unroll
        for (u32 j = 0; j < 4; ++j) {
            if (row0 + row + i < m && col0 + col + j < n) out(row0 + row + i, col0 + col + j, sums[i][j]);
        }
    }
}

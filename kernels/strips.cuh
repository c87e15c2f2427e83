// Matrix products without tiles, for those of which there are too few to keep a device busy, or whose sums are short: a
// strip of eight rows a block, whose threads share the terms of each sum.
#pragma once
#include "product.cuh"

#define STRIP_ROWS 8
#define STRIP_THREADS 256
// Elements of the right factor that a thread waits for together.
#define STRIP_BATCH 4

// What a thread does with a column of a strip that is its own. Outputs that want the eight elements together have a
// function of their own by this name.
template <class Out>
static __device__ __forceinline__ void strip_done(Out &out, u32 row, u32 rows, u32 col, const float (&sums)[STRIP_ROWS]) {
#pragma unroll
    for (u32 i = 0; i < STRIP_ROWS; ++i) {
        if (i < rows) out(row + i, col, sums[i]);
    }
}

// A slice's terms of the sums of some rows. Past the last row it is the last one again, of which nothing is kept: cheaper
// than to ask at every term.
template <u32 ROWS, class A, class B>
static __device__ __forceinline__ void strip_terms(
    u32 row, u32 m, u32 col, u32 depth, u32 slice, u32 slices, const A &a, const B &b, float (&sums)[STRIP_ROWS]) {
    u32 rows[ROWS];
#pragma unroll
    for (u32 i = 0; i < ROWS; ++i) rows[i] = min(row + i, m - 1);
    u32 l = slice;
    for (; l + (STRIP_BATCH - 1) * slices < depth; l += STRIP_BATCH * slices) {
        float right[STRIP_BATCH];
#pragma unroll
        for (u32 k = 0; k < STRIP_BATCH; ++k) right[k] = b.get(l + k * slices, col);
#pragma unroll
        for (u32 k = 0; k < STRIP_BATCH; ++k) {
#pragma unroll
            for (u32 i = 0; i < ROWS; ++i) sums[i] = fmaf(a.get(rows[i], l + k * slices), right[k], sums[i]);
        }
    }
    for (; l < depth; l += slices) {
        const float right = b.get(l, col);
#pragma unroll
        for (u32 i = 0; i < ROWS; ++i) sums[i] = fmaf(a.get(rows[i], l), right, sums[i]);
    }
}

// out(i, j, Σ_l a(i, l) b(l, j)) for every i < m and j < n, each once, as `product` does it. Threads have neighbouring
// columns, and each element of `b` is read once for the eight rows. `slices` (a power of 2 up to 32) threads share the
// terms of a sum: blocks are STRIP_THREADS / slices columns wide; x along j, y along i. All threads of the block must get
// here.
template <class A, class B, class Out>
static __device__ __forceinline__ void strips(
    u32 m, u32 n, u32 depth, u32 slices, const A &a, const B &b, Out &out) {
    __shared__ float parts[STRIP_ROWS][STRIP_THREADS];
    const u32 t = threadIdx.x, width = STRIP_THREADS / slices, slice = t / width;
    const u32 row0 = blockIdx.y * STRIP_ROWS, col0 = blockIdx.x * width, col = col0 + t % width;
    float sums[STRIP_ROWS] = {};
    if (col < n && m - row0 == 1) strip_terms<1>(row0, m, col, depth, slice, slices, a, b, sums);
    else if (col < n) strip_terms<STRIP_ROWS>(row0, m, col, depth, slice, slices, a, b, sums);
    if (slices == 1) {
        if (col < n) strip_done(out, row0, min(m - row0, (u32)STRIP_ROWS), col, sums);
        return;
    }
#pragma unroll
    for (u32 i = 0; i < STRIP_ROWS; ++i) parts[i][t] = sums[i];
    __syncthreads();
    for (u32 e = t; e < STRIP_ROWS * width; e += STRIP_THREADS) {
        const u32 i = e / width, j = e % width;
        if (row0 + i >= m || col0 + j >= n) continue;
        float sum = 0.0f;
        for (u32 s = 0; s < slices; ++s) sum += parts[i][s * width + j];
        out(row0 + i, col0 + j, sum);
    }
}

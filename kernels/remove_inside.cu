// rows ← rows − (rows Uᵀ) U, with rows Uᵀ left in `inside`: two launches.
#include "product.cuh"
#include "warp.cuh"

struct RemoveInside {
    Now now;
    Turn turn;
    const float *basis;  // U (rank × n)
    float *rows;         // count × n
    float *inside;       // count × rank
    u32 count, n, rank;
};

KERNEL(remove_inside_find, RemoveInside, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped || !is_now(p.turn, now.update)) return;
    const Plain x = {p.rows, p.n};
    const Turned u = {p.basis, p.n};
    Set to = {p.inside, p.rank};
    product(p.count, p.rank, p.n, x, u, to);
}

// Rows, and components, that a warp works on at once.
#define INSIDE_FEW 4

// A warp 4 × 4 sums. Subspaces are small: there are too few sums for tiles to keep the device busy, and each is long.
KERNEL(remove_inside_find_few, RemoveInside, 128) {
    const Clock now = *p.now.clock;
    if (now.stopped || !is_now(p.turn, now.update)) return;
    const u32 lane = threadIdx.x % 32, across = (p.rank + INSIDE_FEW - 1) / INSIDE_FEW;
    const u64 warp = thread() / 32;
    const u32 row = (u32)(warp / across) * INSIDE_FEW, component = (u32)(warp % across) * INSIDE_FEW;
    if (row >= p.count) return;
    const float *x[INSIDE_FEW], *u[INSIDE_FEW];
#pragma unroll
    for (u32 i = 0; i < INSIDE_FEW; ++i) {
        // Past the end the last one again, of which nothing is kept.
        x[i] = p.rows + (u64)min(row + i, p.count - 1) * p.n;
        u[i] = p.basis + (u64)min(component + i, p.rank - 1) * p.n;
    }
    float sums[INSIDE_FEW][INSIDE_FEW] = {};
    for (u32 l = lane; l < p.n; l += 32) {
        float a[INSIDE_FEW], b[INSIDE_FEW];
#pragma unroll
        for (u32 i = 0; i < INSIDE_FEW; ++i) {
            a[i] = x[i][l];
            b[i] = u[i][l];
        }
#pragma unroll
        for (u32 i = 0; i < INSIDE_FEW; ++i) {
#pragma unroll
            for (u32 j = 0; j < INSIDE_FEW; ++j) sums[i][j] = fmaf(a[i], b[j], sums[i][j]);
        }
    }
#pragma unroll
    for (u32 i = 0; i < INSIDE_FEW; ++i) {
#pragma unroll
        for (u32 j = 0; j < INSIDE_FEW; ++j) {
            const float sum = warp_total(sums[i][j]);
            if (lane == 0 && row + i < p.count && component + j < p.rank) {
                p.inside[(u64)(row + i) * p.rank + component + j] = sum;
            }
        }
    }
}

KERNEL(remove_inside_leave, RemoveInside, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped || !is_now(p.turn, now.update)) return;
    const Plain c = {p.inside, p.rank}, u = {p.basis, p.n};
    TakeAway from = {p.rows, p.n};
    product(p.count, p.n, p.rank, c, u, from);
}

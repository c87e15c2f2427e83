// See plan::op::Draw.
#include "philox.cuh"
#include "warp.cuh"

struct Draw {
    Now now;
    Turn turn;
    float *coordinates;
    const float *active; // how many components are in use; null: all
    Stream stream;
    u32 draws, rank, replicas, signs; // signs: −1 or +1, else normal
    float keep, fresh;                // √(1−keep²)
};

// Components in use; all of them before the first tracking.
static __device__ __forceinline__ u32 draw_active(const Draw &p) {
    const float active = p.active ? *p.active : 0.0f;
    return active >= 1.0f && active < (float)p.rank ? (u32)active : p.rank;
}

// Draws four coordinates of one row: a block of the generator.
static __device__ __forceinline__ void draw_four(const Draw &p, const Clock &now, u32 active, u32 row, u32 block) {
    const u32 j = 4 * block;
    float *z = p.coordinates + (u64)row * p.rank + j;
    float4 four = float4();
    if (j < active) {
        const u64 trial = now.update * p.replicas + row % p.replicas;
        const u32 draw = row / p.replicas * p.now.steps + now.step_in_trial;
        four = p.signs ? rademachers(p.stream, trial, draw, block) : normals(p.stream, trial, draw, block);
        if (p.keep > 0.0f && now.step_in_trial > 0) {
            four.x = fmaf(p.keep, z[0], p.fresh * four.x);
            if (j + 1 < active) four.y = fmaf(p.keep, z[1], p.fresh * four.y);
            if (j + 2 < active) four.z = fmaf(p.keep, z[2], p.fresh * four.z);
            if (j + 3 < active) four.w = fmaf(p.keep, z[3], p.fresh * four.w);
        }
        if (j + 1 >= active) four.y = 0.0f;
        if (j + 2 >= active) four.z = 0.0f;
        if (j + 3 >= active) four.w = 0.0f;
    }
    if (p.rank % 4 == 0) {
        *(float4 *)z = four;
    } else {
        for (u32 k = 0; k < 4 && j + k < p.rank; ++k) z[k] = one_of(four, k);
    }
}

KERNEL(draw, Draw, 128) {
    const Clock now = *p.now.clock;
    if (now.stopped || !is_now(p.turn, now.update)) return;
    const u32 active = draw_active(p), blocks = (p.rank + 3) / 4;
    for (u64 i = thread(); i < (u64)p.draws * blocks; i += threads()) {
        draw_four(p, now, active, (u32)(i / blocks), (u32)(i % blocks));
    }
}

#define DRAW_WARPS 16

// Takes from each row what lies along the rows before it, for `rows` rows of `active` coordinates.
//
// A row that is done is at once taken from all that follow, a warp each: one barrier a row. (Gram and Schmidt as
// modified; on the CPU the same sums come row by row.)
static __device__ __forceinline__ void draw_sweep(float *z, u32 rows, u32 rank, u32 active) {
    const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    for (u32 i = 0; i < rows; ++i) {
        const float *done = z + (u64)i * rank;
        for (u32 k = i + 1 + warp; k < rows; k += DRAW_WARPS) {
            float *row = z + (u64)k * rank;
            float along = 0.0f, length = 0.0f;
            for (u32 l = lane; l < active; l += 32) {
                along = fmaf(row[l], done[l], along);
                length = fmaf(done[l], done[l], length);
            }
            along = warp_total(along) / warp_total(length);
            for (u32 l = lane; l < active; l += 32) row[l] = fmaf(-along, done[l], row[l]);
        }
        __syncthreads();
    }
}

// A block of threads a block of rows that shall be orthogonal: as many as there are components in use.
KERNEL(draw_orthogonal, Draw, 512) {
    const Clock now = *p.now.clock;
    if (now.stopped || !is_now(p.turn, now.update)) return;
    const u32 active = draw_active(p), blocks = (p.rank + 3) / 4, lane = threadIdx.x % 32;
    for (u64 first = (u64)blockIdx.x * active; first < p.draws; first += (u64)gridDim.x * active) {
        const u32 rows = (u32)min((u64)active, p.draws - first);
        float *z = p.coordinates + first * p.rank;
        for (u64 i = threadIdx.x; i < (u64)rows * blocks; i += blockDim.x) {
            draw_four(p, now, active, (u32)(first + i / blocks), (u32)(i % blocks));
        }
        __syncthreads();
        // Once leaves errors where little remains of a row; twice is enough.
        draw_sweep(z, rows, p.rank, active);
        draw_sweep(z, rows, p.rank, active);
        for (u32 k = threadIdx.x / 32; k < rows; k += DRAW_WARPS) {
            float *row = z + (u64)k * p.rank, length = 0.0f;
            for (u32 l = lane; l < active; l += 32) length = fmaf(row[l], row[l], length);
            const float scale = sqrtf((float)active) / sqrtf(warp_total(length));
            for (u32 l = lane; l < active; l += 32) row[l] *= scale;
        }
    }
}

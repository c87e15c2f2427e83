// See plan::op::Reward.
#include "product.cuh"

struct Reward {
    Now now;
    Turn turn;
    View coordinates;    // z of this step (draws × rank)
    const float *change; // null where the sums are already there
    const float *basis;  // U (rank × n), and Σ δL z; null: coordinates are the directions
    float *sums;
    float *third_factor;
    u32 replicas, per_sample, rank, neurons;
    float scale;
};

// Σ δL z of a replica.
struct Rewarded {
    const Reward &p;
    const float *z;
    static const bool ALONG = true;
    __device__ __forceinline__ float get(u32 b, u32 j) const {
        float &kept = p.sums[(u64)b * p.rank + j];
        if (!p.change) return kept;
        const float sum = of(b, j);
        // Every tile of the row finds the same; the first one leaves it behind.
        if (blockIdx.x == 0) kept = sum;
        return sum;
    }
    __device__ __forceinline__ float of(u32 b, u32 j) const {
        float sum = 0.0f;
        for (u32 k = 0; k < p.per_sample; ++k) {
            const u64 row = (u64)k * p.replicas + b;
            sum = fmaf(p.scale * p.change[row], z[row * p.rank + j], sum);
        }
        return sum;
    }
};

// Σ δL z: M itself, or, with a basis, its coordinates.
KERNEL(reward_sums, Reward, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const bool mine = is_now(p.turn, now.update);
    if (!mine && p.basis) return;
    const Rewarded sums = {p, at(p.coordinates, now.step)};
    float *to = p.basis ? p.sums : p.third_factor;
    for (u64 i = thread(); i < (u64)p.replicas * p.rank; i += threads()) {
        to[i] = mine ? sums.of((u32)(i / p.rank), (u32)(i % p.rank)) : 0.0f;
    }
}

// M = (Σ δL z) U.
KERNEL(reward_tiles, Reward, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    Set to = {p.third_factor, p.neurons};
    const Rewarded sums = {p, at(p.coordinates, now.step)};
    const Plain u = {p.basis, p.neurons};
    // Out of turn the sum of nothing.
    product(p.replicas, p.neurons, is_now(p.turn, now.update) ? p.rank : 0, sums, u, to);
}

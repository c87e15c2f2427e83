// See plan::op::Perturb.
#include "product.cuh"

struct Perturb {
    Now now;
    Turn turn;
    View activity;
    const float *coordinates, *basis; // no basis: coordinates are the directions themselves
    float *noise;                     // ξ / scale, where it is put together
    float *epsilon;                   // null where no noise leaves the subspace
    const float *inside;              // ε Uᵀ, where ε still has what lies in the subspace
    u32 replicas, draws, rank, antithetic, first;
    float scale, off_scale;
};

// One element of ξ goes to its twins.
struct PerturbTwins {
    const Perturb &p;
    float *activity;
    __device__ __forceinline__ void operator()(u32 draw, u32 j, float noise) {
        const u64 n = p.activity.cols, e = draw * n + j;
        if (p.noise) p.noise[e] = noise;
        const float off = p.epsilon ? p.epsilon[e] : 0.0f;
        const float *clean = p.first ? activity + draw % p.replicas * n + j : 0;
        float *twin = activity + p.replicas * n + e;
        *twin = moved(clean ? *clean : *twin, p.scale, noise, p.off_scale, off);
        if (!p.antithetic) return;
        twin += p.draws * n;
        *twin = moved(clean ? *clean : *twin, -p.scale, noise, -p.off_scale, off);
    }
    __device__ __forceinline__ float moved(float x, float scale, float noise, float off_scale, float off) const {
        x = fmaf(scale, noise, x);
        return p.epsilon ? fmaf(off_scale, off, x) : x;
    }
};

// Out of turn twins that first differ here start from the clean activity, and nothing else happens.
static __device__ __forceinline__ void perturb_not(const Perturb &p, float *activity, u64 thread, u64 threads) {
    if (!p.first) return;
    const u64 n = p.activity.cols, clean = p.replicas * n;
    const u64 twins = (p.antithetic ? 2 : 1) * (u64)p.draws * n;
    // Draws come replica by replica, so clean rows repeat; both sets have whole repetitions.
    for (u64 i = thread; i < twins; i += threads) activity[clean + i] = activity[i % clean];
}

KERNEL(perturb, Perturb, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    float *activity = at(p.activity, now.step);
    if (!is_now(p.turn, now.update)) return perturb_not(p, activity, thread(), threads());
    PerturbTwins twins = {p, activity};
    const u32 n = p.activity.cols;
    for (u64 i = thread(); i < (u64)p.draws * n; i += threads()) {
        twins((u32)(i / n), (u32)(i % n), p.coordinates[i]);
    }
}

// ξ = z U in tiles. A thread takes from ε what lies in the subspace where it needs ε right after.
KERNEL(perturb_tiles, Perturb, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    float *activity = at(p.activity, now.step);
    const u32 n = p.activity.cols;
    if (!is_now(p.turn, now.update)) {
        const u64 blocks = (u64)gridDim.x * gridDim.y, block = (u64)blockIdx.y * gridDim.x + blockIdx.x;
        return perturb_not(p, activity, block * blockDim.x + threadIdx.x, blocks * blockDim.x);
    }
    const Plain u = {p.basis, n};
    if (p.inside) {
        const Plain c = {p.inside, p.rank};
        TakeAway leave = {p.epsilon, n};
        product(p.draws, n, p.rank, c, u, leave);
    }
    const Plain z = {p.coordinates, p.rank};
    PerturbTwins twins = {p, activity};
    product(p.draws, n, p.rank, z, u, twins);
}

// See plan::op::Learn.
#include "change.cuh"
#include "strips.cuh"
#include "synapses.cuh"

struct Learn {
    Now now;
    View delta, activity;
    Change change;
    u32 slices;
};

// Keeps a thread's sums, which are an aligned square of four by four, until all are there.
struct LearnSquare {
    float sums[16];
    u32 row, col, which;
    __device__ __forceinline__ void operator()(u32 i, u32 j, float sum) {
        const u32 k = i % 4 * 4 + j % 4;
        sums[k] = sum;
        row = i - i % 4;
        col = j - j % 4;
        which |= 1u << k;
    }
};

KERNEL(learn_tiles, Learn, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const Update u = change_due(p.change, now);
    const u32 post = p.delta.cols, pre = p.activity.cols;
    const Turned delta = {at(p.delta, now.step), post};
    const Plain x = {at(p.activity, now.step), pre};
    LearnSquare square = {};
    product(post, pre, p.delta.rows, delta, x, square);
#pragma unroll
    for (u32 half = 0; half < 2; ++half) {
        u64 e[8];
        u32 from[8];
        float sums[8];
#pragma unroll
        for (u32 k = 0; k < 8; ++k) {
            from[k] = square.col + k % 4;
            e[k] = (u64)(square.row + 2 * half + k / 4) * pre + from[k];
            sums[k] = square.sums[8 * half + k];
        }
        change_some<8>(p.change, u, e, from, sums, square.which >> 8 * half & 0xff);
    }
}

struct LearnStrip {
    const Change &to;
    const Update &u;
    u32 pre;
    __device__ __forceinline__ void operator()(u32 i, u32 j, float sum) { change(to, u, (u64)i * pre + j, j, sum); }
};

static __device__ __forceinline__ void strip_done(
    LearnStrip &out, u32 row, u32 rows, u32 col, const float (&sums)[STRIP_ROWS]) {
    u64 e[STRIP_ROWS];
    u32 from[STRIP_ROWS];
#pragma unroll
    for (u32 k = 0; k < STRIP_ROWS; ++k) {
        e[k] = (u64)(row + k) * out.pre + col;
        from[k] = col;
    }
    change_some<STRIP_ROWS>(out.to, out.u, e, from, sums, (1u << rows) - 1);
}

KERNEL(learn_strips, Learn, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const Update u = change_due(p.change, now);
    const u32 post = p.delta.cols, pre = p.activity.cols;
    const Turned delta = {at(p.delta, now.step), post};
    const Plain x = {at(p.activity, now.step), pre};
    LearnStrip out = {p.change, u, pre};
    strips(post, pre, p.delta.rows, p.slices, delta, x, out);
}

// The gradient lies there whole, as cuBLAS left it.
struct LearnTakeUp {
    Now now;
    const float *gradient;
    Change change;
    u64 count;
    u32 pre;
};

// Four synapses a thread, far apart, so that neighbouring threads read neighbours.
KERNEL(learn_take_up, LearnTakeUp, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const Update u = change_due(p.change, now);
    for (u64 first = thread(); first < p.count; first += 4 * threads()) {
        u64 e[4];
        u32 from[4], which = 0;
        float sums[4];
#pragma unroll
        for (u32 k = 0; k < 4; ++k) {
            e[k] = first + k * threads();
            from[k] = 0;
            if (e[k] >= p.count) continue;
            which |= 1u << k;
            sums[k] = p.gradient[e[k]];
            if (p.change.has_signs) from[k] = (u32)(e[k] % p.pre);
        }
        change_some<4>(p.change, u, e, from, sums, which);
    }
}

struct LearnSparse {
    Now now;
    View delta, activity;
    Change change;
    Synapses synapses;
};

KERNEL(learn_sparse, LearnSparse, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const Update u = change_due(p.change, now);
    const float *delta = at(p.delta, now.step), *x = at(p.activity, now.step);
    const auto sum = [&](u32 i, u32 j, u64, u32 slice, u32 slices) {
        float total = 0.0f;
#pragma unroll 4
        for (u32 r = slice; r < p.delta.rows; r += slices) {
            total = fmaf(delta[(u64)r * p.delta.cols + i], x[(u64)r * p.activity.cols + j], total);
        }
        return total;
    };
    each_synapse(p.synapses, sum, [&](u64 s, u32 j, float total) { change(p.change, u, s, j, total); });
}

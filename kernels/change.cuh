// How weights follow from their gradient: see plan::op::Change, plasticity::Optimizer and plasticity::Schedule.
#pragma once
#include "kernel.cuh"

enum { SGD, MOMENTUM, ADAM };
enum { CONSTANT, COSINE, STEP };

struct Change {
    float *weights, *first, *second; // what a synapse remembers, where it does
    double rate, beta1, beta2, decay;
    double last;  // of the schedule: the factor at the end, or of every fall
    u64 span;     // of the schedule: changes of rise, or between two falls
    u64 changes;  // in the whole run
    float keep1, keep2, new1, new2, epsilon; // β and 1 − β, rounded
    u32 optimizer, schedule;
    u32 online;   // a change every step
    u32 replicas;
    u32 has_signs, excitatory; // Dale's law, and its first inhibitory neuron
};

// The scalars of one change: see plasticity::optimizer::Update.
struct Update {
    float rate, scale, keep, correct1, correct2;
};

static __device__ __forceinline__ double change_power(double base, u64 exponent) {
    double power = 1.0;
    for (; exponent != 0; exponent >>= 1, base *= base) {
        if (exponent & 1) power *= base;
    }
    return power;
}

// 1/(1 − βᵗ).
static __device__ __forceinline__ double change_correction(double beta, u64 count) {
    return 1.0 / (1.0 - change_power(beta, count));
}

static __device__ __forceinline__ double change_schedule(const Change &c, u64 change) {
    if (c.schedule == STEP) return change_power(c.last, change / c.span);
    if (c.schedule != COSINE) return 1.0;
    if (change < c.span) return (double)(change + 1) / (double)c.span;
    const u64 falling = c.changes > c.span ? c.changes - c.span : 1;
    double done = (double)(change - c.span) / (double)falling, sine, cosine;
    if (done > 1.0) done = 1.0;
    sincospi(done, &sine, &cosine);
    return c.last + (1.0 - c.last) * 0.5 * (1.0 + cosine);
}

// The scalars of the change that is due, found once a block: double precision is slow. All threads must get here.
static __device__ __forceinline__ Update change_due(const Change &c, const Clock &now) {
    __shared__ Update update;
    if (threadIdx.x == 0) {
        const u64 change = c.online ? now.step : now.update, count = change + 1 < 0x7fffffff ? change + 1 : 0x7fffffff;
        const double rate = c.rate * change_schedule(c, change);
        update.rate = (float)rate;
        update.scale = (float)(1.0 / (double)c.replicas);
        update.keep = (float)(1.0 - rate * c.decay);
        update.correct1 = c.optimizer == ADAM ? (float)change_correction(c.beta1, count) : 1.0f;
        update.correct2 = c.optimizer == ADAM ? (float)change_correction(c.beta2, count) : 1.0f;
    }
    __syncthreads();
    return update;
}

static __device__ __forceinline__ float change_signed(const Change &c, u32 pre, float w) {
    return !c.has_signs || (pre < c.excitatory ? w >= 0.0f : w <= 0.0f) || w != w ? w : 0.0f;
}

// One change of N synapses at most, those whose bit `which` has: synapse `e[k]` from presynaptic neuron `pre[k]`, by its
// gradient summed over replicas. All are read before the first is written, so that they are waited for once.
template <u32 N>
static __device__ __forceinline__ void change_some(
    const Change &c, const Update &u, const u64 (&e)[N], const u32 (&pre)[N], const float (&sum)[N], u32 which) {
    float w[N], m[N], s[N];
#pragma unroll
    for (u32 k = 0; k < N; ++k) {
        if (!(which >> k & 1)) continue;
        w[k] = c.weights[e[k]];
        if (c.optimizer != SGD) m[k] = c.first[e[k]];
        if (c.optimizer == ADAM) s[k] = c.second[e[k]];
    }
#pragma unroll
    for (u32 k = 0; k < N; ++k) {
        if (!(which >> k & 1)) continue;
        if (c.optimizer == SGD) {
            w[k] = fmaf(-(u.rate * u.scale), sum[k], u.keep * w[k]);
        } else if (c.optimizer == MOMENTUM) {
            m[k] = fmaf(c.keep1, m[k], sum[k] * u.scale);
            w[k] = fmaf(-u.rate, m[k], u.keep * w[k]);
        } else {
            const float g = sum[k] * u.scale;
            m[k] = fmaf(c.keep1, m[k], c.new1 * g);
            s[k] = fmaf(c.keep2, s[k], c.new2 * g * g);
            w[k] = fmaf(-u.rate, m[k] * u.correct1 / (sqrtf(s[k] * u.correct2) + c.epsilon), u.keep * w[k]);
        }
        c.weights[e[k]] = change_signed(c, pre[k], w[k]);
        if (c.optimizer != SGD) c.first[e[k]] = m[k];
        if (c.optimizer == ADAM) c.second[e[k]] = s[k];
    }
}

// The same of one synapse.
static __device__ __forceinline__ void change(const Change &c, const Update &u, u64 e, u32 pre, float sum) {
    const u64 es[1] = {e};
    const u32 pres[1] = {pre};
    const float sums[1] = {sum};
    change_some<1>(c, u, es, pres, sums, 1);
}

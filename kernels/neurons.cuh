// One step of four neurons: see plan::op::Neurons.
#pragma once
#include "activation.cuh"
#include "philox.cuh"

struct Drive {
    const float *scale; // null where there is none
    Stream stream;
};

struct Neurons {
    Now now;
    View input, state, activity; // no state: instant neurons
    const float *bias, *alpha;
    Drive own, shared;
    Activation activation;
    u32 leaks_activity;
};

// Neurons 4 `block` … 4 `block` + 3 of a row: a block of the generator.
static __device__ __forceinline__ void four_neurons(const Neurons &p, const Clock &now, u32 row, u32 block) {
    const u32 cols = p.input.cols;
    float *input = at(p.input, now.step), *activity = at(p.activity, now.step);
    float *state = p.state.data ? at(p.state, now.step) : 0;
    const u64 trial = now.update * p.now.replicas + row % p.now.replicas;
    const float4 own = p.own.scale ? normals(p.own.stream, trial, now.step_in_trial, block) : float4();
    const float common = p.shared.scale ? normals(p.shared.stream, trial, now.step_in_trial, 0).x : 0.0f;
    for (u32 k = 0; k < 4 && 4 * block + k < cols; ++k) {
        const u32 j = 4 * block + k;
        const u64 e = (u64)row * cols + j;
        float x = input[e];
        if (p.own.scale) x = fmaf(p.own.scale[j], one_of(own, k), x);
        if (p.shared.scale) x = fmaf(p.shared.scale[j], common, x);
        x += p.bias[j];
        input[e] = x;
        if (!state) {
            activity[e] = rate(p.activation, x);
            continue;
        }
        const float a = p.alpha[j], v = state[e];
        const float towards = p.leaks_activity ? rate(p.activation, x) : x;
        const float next = fmaf(a, towards - v, v);
        state[e] = next;
        activity[e] = p.leaks_activity ? next : rate(p.activation, next);
    }
}

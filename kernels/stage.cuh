// See plan::op::Stage.
#pragma once
#include "kernel.cuh"

struct Stage {
    Now now;
    const float *from;
    View to;
    u32 held;
};

// This step's inputs, by thread `first` of `count`.
static __device__ __forceinline__ void stage_inputs(const Stage &p, const Clock &now, u64 first, u64 count) {
    const u64 inputs = (u64)p.to.rows * p.to.cols;
    const u64 place = p.held ? now.slot : (u64)now.slot * p.now.steps + now.step_in_trial;
    const float *from = p.from + place * inputs;
    float *to = at(p.to, now.step);
    for (u64 i = first; i < inputs; i += count) to[i] = from[i];
}

// Moving a program's clock.
#pragma once
#include "kernel.cuh"

struct Tick {
    Now now;
    long long by;
    u32 chunk, answers;
};

// By one thread.
static __device__ __forceinline__ void move_clock(const Tick &p) {
    Clock &clock = *p.now.clock;
    const u64 step = clock.step + (u64)p.by, update = step / p.now.steps;
    const u32 in_trial = (u32)(step - update * p.now.steps), slot = (u32)(update % p.chunk);
    clock.step = step;
    clock.update = update;
    clock.step_in_trial = in_trial;
    clock.slot = slot;
    clock.answer = p.answers == 1 ? slot : slot * p.answers + in_trial;
}

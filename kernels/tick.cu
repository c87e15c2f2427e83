// Moves a program's clock: at the end of a step, and backward through a trial.
#include "kernel.cuh"

struct Tick {
    Now now;
    long long by;
    u32 chunk, answers;
};

KERNEL(tick, Tick, 32) {
    Clock &clock = *p.now.clock;
    if (threadIdx.x != 0 || clock.stopped) return;
    const u64 step = clock.step + (u64)p.by, update = step / p.now.steps;
    const u32 in_trial = (u32)(step - update * p.now.steps), slot = (u32)(update % p.chunk);
    clock.step = step;
    clock.update = update;
    clock.step_in_trial = in_trial;
    clock.slot = slot;
    clock.answer = p.answers == 1 ? slot : slot * p.answers + in_trial;
}

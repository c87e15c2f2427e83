// Moves a program's clock: at the end of a step, and backward through a trial.
#include "tick.cuh"

KERNEL(tick, Tick, 32) {
    if (threadIdx.x == 0 && !p.now.clock->stopped) move_clock(p);
}

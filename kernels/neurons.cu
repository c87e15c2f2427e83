// See plan::op::Neurons.
#include "neurons.cuh"

KERNEL(neurons, Neurons, 128) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u32 blocks = (p.input.cols + 3) / 4;
    for (u64 i = thread(); i < (u64)p.input.rows * blocks; i += threads()) {
        four_neurons(p, now, (u32)(i / blocks), (u32)(i % blocks));
    }
}

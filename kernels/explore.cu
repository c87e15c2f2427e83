// See plan::op::Explore.
#include "philox.cuh"

struct Explore {
    Now now;
    View input;
    const float *alpha; // null for instant neurons
    Stream stream;
    float probability, amplitude;
};

// A thread has four neurons of one row: a block of the generator.
KERNEL(explore, Explore, 128) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u32 cols = p.input.cols, blocks = (cols + 3) / 4;
    float *input = at(p.input, now.step);
    for (u64 i = thread(); i < (u64)p.input.rows * blocks; i += threads()) {
        const u32 row = (u32)(i / blocks), block = (u32)(i % blocks);
        const u64 trial = now.update * p.now.replicas + row % p.now.replicas;
        const float4 drawn = uniforms(p.stream, trial, now.step_in_trial, block);
        const u32 j = 4 * block, count = min(4u, cols - j);
        float *x = input + (u64)row * cols + j;
#pragma unroll 1
        for (u32 k = 0; k < count; ++k) {
            const float u = one_of(drawn, k);
            if (u >= p.probability) continue;
            const float kick = p.amplitude * (2.0f * u / p.probability - 1.0f);
            x[k] += p.alpha ? kick / p.alpha[j + k] : kick;
        }
    }
}

// See plan::op::PerturbWeights.
#include "philox.cuh"

struct PerturbWeights {
    Now now;
    u64 count;
    const float *weights;
    float *noise, *perturbed;
    Stream stream;
    float scale;
};

// A thread has four weights: a block of the generator, read and written at once.
KERNEL(perturb_weights, PerturbWeights, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    for (u64 block = thread(); 4 * block < p.count; block += threads()) {
        const float4 e = normals(p.stream, now.update, 0, (u32)block);
        const u64 i = 4 * block;
        if (i + 4 <= p.count) {
            const float4 w = *(const float4 *)(p.weights + i);
            *(float4 *)(p.noise + i) = e;
            *(float4 *)(p.perturbed + i) = make_float4(
                fmaf(p.scale, e.x, w.x), fmaf(p.scale, e.y, w.y), fmaf(p.scale, e.z, w.z), fmaf(p.scale, e.w, w.w));
            continue;
        }
        for (u32 k = 0; i + k < p.count; ++k) {
            p.noise[i + k] = one_of(e, k);
            p.perturbed[i + k] = fmaf(p.scale, one_of(e, k), p.weights[i + k]);
        }
    }
}

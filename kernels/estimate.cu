// See plan::op::Estimate.
#include "strips.cuh"

struct Estimate {
    Now now;
    const float *change, *coordinates; // draws × outputs, draws × rank
    View feedback;
    Turn turn;
    float least; // share of an estimate, whose share is else 1/estimates
    float scale;
    u32 draws, slices;
};

struct EstimateOut {
    float *feedback;
    u64 stride;
    float keep, gain;
    __device__ __forceinline__ void operator()(u32 i, u32 j, float sum) {
        float &c = feedback[i * stride + j];
        c = fmaf(keep, c, gain * sum);
    }
};

template <bool TILES> static __device__ __forceinline__ void estimate_product(const Estimate &p) {
    const Clock now = *p.now.clock;
    if (now.stopped || !is_now(p.turn, now.update)) return;
    // The share of the present estimate: see credit::Estimator.
    const float mean = 1.0f / (float)(turns_before(p.turn, now.update) + 1), share = mean > p.least ? mean : p.least;
    const bool begins = p.feedback.slots > 1 || now.step_in_trial == 0;
    const u32 outputs = p.feedback.rows, rank = p.feedback.cols;
    const Turned change = {p.change, outputs};
    const Plain z = {p.coordinates, rank};
    EstimateOut out = {at(p.feedback, now.step), rank, begins ? 1.0f - share : 1.0f, share * p.scale};
    if (TILES) product(outputs, rank, p.draws, change, z, out);
    else strips(outputs, rank, p.draws, p.slices, change, z, out);
}

KERNEL(estimate_tiles, Estimate, 256) { estimate_product<true>(p); }
KERNEL(estimate_strips, Estimate, 256) { estimate_product<false>(p); }

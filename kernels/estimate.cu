// See plan::op::Estimate.
#include "strips.cuh"

enum { EXPONENTIAL, RUNNING_MEAN, REBUILT };

struct Estimate {
    Now now;
    const float *change, *coordinates; // draws × outputs, draws × rank
    View feedback;
    Turn turn;
    double rate; // of an exponential mean
    u32 estimator, draws;
    float scale;
    u32 slices;
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

// The share of the present estimate: see credit::Estimator. In double precision, which is slow: once a block. All threads
// must get here.
static __device__ __forceinline__ float estimate_share(const Estimate &p, const Clock &now) {
    __shared__ float share;
    if (threadIdx.x == 0) {
        const double mean = 1.0 / ((double)turns_before(p.turn, now.update) + 1.0);
        share = (float)(p.estimator == REBUILT ? 1.0 : p.estimator == EXPONENTIAL && p.rate > mean ? p.rate : mean);
    }
    __syncthreads();
    return share;
}

template <bool TILES> static __device__ __forceinline__ void estimate_product(const Estimate &p) {
    const Clock now = *p.now.clock;
    if (now.stopped || !is_now(p.turn, now.update)) return;
    const float share = estimate_share(p, now);
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

// See plan::op::OutputError.
#include "warp.cuh"

struct OutputError {
    Now now;
    View output, error;            // no error: nothing learns
    const float *targets, *weights; // no weights: one answer a trial
    float *losses;
    u32 replicas, squared; // squared: else cross-entropy
};

// A warp a row; sums in double precision, as node perturbation lives on differences of losses.
//
// A loss that is not finite stops the program, but no block of this launch may see that half way: the last block to
// finish says so.
KERNEL(output_error, OutputError, 128) {
    Clock &clock = *p.now.clock;
    if (clock.stopped) return;
    const u64 step = clock.step;
    const u32 lane = threadIdx.x % 32, cols = p.output.cols;
    const u64 first = (u64)clock.answer * p.replicas;
    const bool begins = !p.weights || clock.step_in_trial == 0;
    const float *output = at(p.output, step);
    float *errors = p.error.data ? at(p.error, step) : 0;
    for (u64 row = thread() / 32; row < p.output.rows; row += threads() / 32) {
        const u64 replica = row % p.replicas;
        const float *y = output + row * cols, *target = p.targets + (first + replica) * cols;
        float *error = errors && row < p.replicas ? errors + row * cols : 0;
        const float weight = p.weights ? p.weights[first + replica] : 1.0f;
        double loss = 0.0;
        if (p.squared) {
            for (u32 j = lane; j < cols; j += 32) {
                const float e = y[j] - target[j];
                loss += 0.5 * (double)e * (double)e;
                if (error) error[j] = weight * e;
            }
        } else {
            float top = -__uint_as_float(0x7f800000u);
            for (u32 j = lane; j < cols; j += 32) top = fmaxf(top, y[j]);
            top = warp_largest(top);
            double sum = 0.0;
            for (u32 j = lane; j < cols; j += 32) sum += exp((double)(y[j] - top));
            const double log_sum = log(warp_total(sum)) + (double)top;
            for (u32 j = lane; j < cols; j += 32) {
                const double over = (double)y[j] - log_sum, t = (double)target[j];
                loss -= t * over;
                if (error) error[j] = weight * (float)(exp(over) - t);
            }
        }
        loss = warp_total(loss);
        if (lane == 0) {
            const float sum = (begins ? 0.0f : p.losses[row]) + (float)((double)weight * loss);
            p.losses[row] = sum;
            if (!is_finite(sum)) atomicExch(&clock.faulty, 1u);
        }
    }
    __threadfence();
    __syncthreads();
    if (threadIdx.x == 0 && atomicAdd(&clock.arrived, 1u) == gridDim.x - 1) {
        __threadfence();
        clock.arrived = 0;
        clock.stopped = atomicOr(&clock.faulty, 0u);
    }
}

// See plan::op::Slope.
#include "activation.cuh"

struct Slope {
    Now now;
    View of, activity, to; // no activity: φ(v) is not at hand
    Activation activation;
};

KERNEL(slopes, Slope, 256) {
    const Clock now = *p.now.clock;
    if (now.stopped) return;
    const u64 count = (u64)p.to.rows * p.to.cols;
    const float *v = at(p.of, now.step), *activity = p.activity.data ? at(p.activity, now.step) : 0;
    float *to = at(p.to, now.step);
    const u32 kind = activity ? p.activation.kind : IDENTITY;
    for (u64 i = thread(); i < count; i += threads()) {
        // These two follow from φ(v) alone.
        if (kind == TANH) to[i] = 1.0f - activity[i] * activity[i];
        else if (kind == SIGMOID) to[i] = activity[i] * (1.0f - activity[i]);
        else to[i] = slope(p.activation, v[i]);
    }
}

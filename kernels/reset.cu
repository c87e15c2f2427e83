// See plan::op::Reset: one launch a view.
#include "kernel.cuh"

struct Reset {
    Now now;
    float *data;
    u64 count;
    float value;
};

KERNEL(reset, Reset, 256) {
    if (p.now.clock->stopped) return;
    for (u64 i = thread(); i < p.count; i += threads()) p.data[i] = p.value;
}

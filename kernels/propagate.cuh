// The arguments of plan::op::Propagate.
#pragma once
#include "kernel.cuh"

struct Propagate {
    Now now;
    View from, to;
    const void *weights;
    const u32 *starts, *columns; // synapses by postsynaptic neuron, where not all exist
    u32 add;
};

// Replicas that a warp works on at once, where there are few: each row of W is read once for all of them.
#define FEW 8

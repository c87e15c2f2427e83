// What the lanes of a warp find out together.
#pragma once
#include "kernel.cuh"

// The sum over the lanes; every lane gets it, and all 32 must get here.
template <class T> static __device__ __forceinline__ T warp_total(T x) {
    for (int far = 16; far > 0; far /= 2) x += __shfl_xor_sync(0xffffffffu, x, far);
    return x;
}

static __device__ __forceinline__ float warp_largest(float x) {
    for (int far = 16; far > 0; far /= 2) x = fmaxf(x, __shfl_xor_sync(0xffffffffu, x, far));
    return x;
}

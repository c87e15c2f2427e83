// Sums over the threads of a block.
#pragma once
#include "warp.cuh"

// The sum of every thread's `x`, for every thread, always in the same order. All threads of the block must get here.
template <class T> static __device__ __forceinline__ T block_sum(T x) {
    __shared__ T parts[32];
    x = warp_total(x);
    __syncthreads(); // an earlier sum may still be read
    if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = x;
    __syncthreads();
    T sum = 0;
    for (u32 i = 0; i < (blockDim.x + 31) / 32; ++i) sum += parts[i];
    return sum;
}

// Numbers of half precision: for weights that are only propagated through.
#pragma once
#include "kernel.cuh"

struct Half {
    unsigned short bits;
};

static __device__ __forceinline__ float wide(float x) { return x; }

static __device__ __forceinline__ float wide(Half x) {
#ifdef __CUDA_ARCH__
    float y;
    asm("cvt.f32.f16 %0, %1;" : "=f"(y) : "h"(x.bits));
    return y;
#else
    const u32 exponent = x.bits >> 10 & 31, fraction = x.bits & 1023, sign = (u32)(x.bits & 0x8000) << 16;
    if (exponent == 0) {
        const float small = (float)fraction * 0x1p-24f;
        return sign ? -small : small;
    }
    return __uint_as_float(sign | (exponent == 31 ? 0x7f800000u : exponent + 112 << 23) | fraction << 13);
#endif
}

// The numbers of rng::Stream: Philox4x32-10 (doi:10.1145/2063384.2063405), and all numbers with the bits that
// they have on the CPU.
#pragma once
#include "real.cuh"

// The key of a stream.
struct Stream {
    u32 low, high;
};

static __device__ __forceinline__ uint4 philox(uint4 c, Stream key) {
#pragma unroll
    for (int round = 0; round < 10; ++round) {
        const u32 high0 = __umulhi(0xd2511f53u, c.x), low0 = 0xd2511f53u * c.x;
        const u32 high1 = __umulhi(0xcd9e8d57u, c.z), low1 = 0xcd9e8d57u * c.z;
        c = make_uint4(high1 ^ c.y ^ key.low, low1, high0 ^ c.w ^ key.high, low0);
        key.low += 0x9e3779b9u;
        key.high += 0xbb67ae85u;
    }
    return c;
}

// The words of neurons 4 `block` … 4 `block` + 3 in a trial at a step.
static __device__ __forceinline__ uint4 words(Stream key, u64 trial, u32 step, u32 block) {
    return philox(make_uint4(block, step, (u32)trial, (u32)(trial >> 32)), key);
}

// Two standard normals from two words: Box and Muller with u(x) = fma(x, 2⁻³², 2⁻³³), in (0, 1].
static __device__ __forceinline__ float2 box_muller(u32 a, u32 b) {
    const float u = fmaf((float)a, 0x1p-32f, 0x1p-33f), v = fmaf((float)b, 0x1p-32f, 0x1p-33f);
    const float radius = sqrtf(-2.0f * real_ln(u));
    const float2 direction = real_cos_sin(v);
    return make_float2(radius * direction.x, radius * direction.y);
}

// Four neurons' standard normals.
static __device__ __forceinline__ float4 normals(Stream key, u64 trial, u32 step, u32 block) {
    const uint4 w = words(key, trial, step, block);
    const float2 a = box_muller(w.x, w.y), b = box_muller(w.z, w.w);
    return make_float4(a.x, a.y, b.x, b.y);
}

static __device__ __forceinline__ float sign_of(u32 x) { return __uint_as_float(0x3f800000u | (x & 0x80000000u)); }

// Four neurons' signs, −1 or +1.
static __device__ __forceinline__ float4 rademachers(Stream key, u64 trial, u32 step, u32 block) {
    const uint4 w = words(key, trial, step, block);
    return make_float4(sign_of(w.x), sign_of(w.y), sign_of(w.z), sign_of(w.w));
}

static __device__ __forceinline__ float unit_of(u32 x) { return (float)(x >> 8) * 0x1p-24f; }

// Four neurons' uniform numbers in [0, 1).
static __device__ __forceinline__ float4 uniforms(Stream key, u64 trial, u32 step, u32 block) {
    const uint4 w = words(key, trial, step, block);
    return make_float4(unit_of(w.x), unit_of(w.y), unit_of(w.z), unit_of(w.w));
}

// The one of four.
static __device__ __forceinline__ float one_of(float4 x, u32 i) {
    return i == 0 ? x.x : i == 1 ? x.y : i == 2 ? x.z : x.w;
}

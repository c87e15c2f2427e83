// The functions of real/single.rs, operation by operation: kernels are compiled without contraction, so what they compute
// from the same numbers has the same bits as on the CPU.
//
// Polynomials: Moshier, Cephes mathematical library, single precision (https://www.netlib.org/cephes/).
#pragma once
#include "kernel.cuh"

// Adding 1.5·2²³ leaves the nearest integer in the low bits of the sum.
#define ROUND 12582912.0f
// ln 2 in two parts; a product of the first with a small integer is exact.
#define LN_2_HIGH 0.6933594f
#define LN_2_LOW -2.1219444e-4f

// 2ⁿ for n in −126 … 127.
static __device__ __forceinline__ float power_of_two(int n) { return __uint_as_float((u32)(n + 127) << 23); }

static __device__ __forceinline__ float real_exp(float x) {
    x = x < -104.0f ? -104.0f : x;
    x = x > 89.0f ? 89.0f : x;
    const float rounded = fmaf(x, 1.44269504088896340736f, ROUND), n = rounded - ROUND;
    const float r = fmaf(n, -LN_2_LOW, fmaf(n, -LN_2_HIGH, x));
    float tail = 1.9875691e-4f;
    tail = fmaf(tail, r, 1.3982e-3f);
    tail = fmaf(tail, r, 8.333452e-3f);
    tail = fmaf(tail, r, 4.1665796e-2f);
    tail = fmaf(tail, r, 0.16666665f);
    tail = fmaf(tail, r, 0.5f);
    const float y = fmaf(tail, r * r, r) + 1.0f;
    // Two factors, because 2ⁿ itself leaves the range at both ends: rounding happens in the last.
    const int whole = (int)(__float_as_uint(rounded) - __float_as_uint(ROUND)), half = whole >> 1;
    return y * power_of_two(half) * power_of_two(whole - half);
}

// ln x for normal positive x.
static __device__ __forceinline__ float real_ln(float x) {
    // Mantissa in [√½, √2), so that the logarithm of numbers near 1 loses nothing.
    const int exponent = (int)(__float_as_uint(x) - 0x3f3504f3u) >> 23;
    const float f = __uint_as_float(__float_as_uint(x) - ((u32)exponent << 23)) - 1.0f;
    const float e = (float)exponent, z = f * f;
    float tail = 7.0376836e-2f;
    tail = fmaf(tail, f, -0.1151461f);
    tail = fmaf(tail, f, 0.116769984f);
    tail = fmaf(tail, f, -0.12420141f);
    tail = fmaf(tail, f, 0.14249323f);
    tail = fmaf(tail, f, -0.16668057f);
    tail = fmaf(tail, f, 0.20000715f);
    tail = fmaf(tail, f, -0.24999994f);
    tail = fmaf(tail, f, 0.3333333f);
    const float y = fmaf(e, LN_2_LOW, tail * (f * z));
    return fmaf(e, LN_2_HIGH, fmaf(z, -0.5f, y) + f);
}

// ln(1 + y), y in [0, 1]: the logarithm of the rounded sum, plus what the sum lost.
static __device__ __forceinline__ float real_ln_1p(float y) {
    const float u = 1.0f + y;
    return real_ln(u) + (y - (u - 1.0f)) / u;
}

static __device__ __forceinline__ float real_tanh(float x) {
    const float a = fabsf(x), z = x * x;
    float tail = -5.7049887e-3f;
    tail = fmaf(tail, z, 2.063909e-2f);
    tail = fmaf(tail, z, -5.3739716e-2f);
    tail = fmaf(tail, z, 0.13331442f);
    tail = fmaf(tail, z, -0.3333328f);
    if (a < 0.625f) return fmaf(tail * z, x, x);
    return copysignf(1.0f - 2.0f / (real_exp(a + a) + 1.0f), x);
}

// (cos 2πx, sin 2πx).
static __device__ __forceinline__ float2 real_cos_sin(float x) {
    const float turn = x - rintf(x), rounded = fmaf(turn, 4.0f, ROUND), quarters = rounded - ROUND;
    const float t = fmaf(quarters, -0.25f, turn) * 6.28318530717958647693f, z = t * t;
    float sine = -1.9515296e-4f;
    sine = fmaf(sine, z, 8.332161e-3f);
    sine = fmaf(sine, z, -0.16666655f);
    sine = fmaf(sine * z, t, t);
    float cosine = 2.4433158e-5f;
    cosine = fmaf(cosine, z, -1.3887316e-3f);
    cosine = fmaf(cosine, z, 4.1666646e-2f);
    cosine = fmaf(cosine * z, z, fmaf(z, -0.5f, 1.0f));
    const u32 n = __float_as_uint(rounded);
    const float s = n & 1 ? cosine : sine, c = n & 1 ? sine : cosine;
    // Sine changes sign in quarters 2 and 3, cosine in 1 and 2.
    return make_float2(
        __uint_as_float(__float_as_uint(c) ^ (n + 1 & 2) << 30), __uint_as_float(__float_as_uint(s) ^ (n & 2) << 30));
}

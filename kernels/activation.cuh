// Activation functions and their slopes: see neuron::Activation.
#pragma once
#include "real.cuh"

enum { IDENTITY, RELU, LEAKY_RELU, TANH, SIGMOID, SOFTPLUS, THRESHOLD_LINEAR };

// Which function, and its parameters: the slope below zero, or threshold and gain.
struct Activation {
    u32 kind;
    float a, b;
};

static __device__ __forceinline__ float sigmoid(float x) {
    const float e = real_exp(-fabsf(x));
    return x < 0.0f ? e / (1.0f + e) : 1.0f / (1.0f + e);
}

// max(x, 0) that passes NaN on: a circuit that has diverged must not look silent.
static __device__ __forceinline__ float rectified(float x) { return x <= 0.0f ? 0.0f : x; }

static __device__ __forceinline__ float softplus(float x) { return real_ln_1p(real_exp(-fabsf(x))) + rectified(x); }

// φ(x).
static __device__ __forceinline__ float rate(const Activation &f, float x) {
    switch (f.kind) {
        case RELU: return rectified(x);
        case LEAKY_RELU: return x > 0.0f ? x : x * f.a;
        case TANH: return real_tanh(x);
        case SIGMOID: return sigmoid(x);
        case SOFTPLUS: return softplus(x);
        case THRESHOLD_LINEAR: return x <= f.a ? 0.0f : f.b * (x - f.a);
        default: return x;
    }
}

// φ'(x); at a kink the slope from below.
static __device__ __forceinline__ float slope(const Activation &f, float x) {
    float y;
    switch (f.kind) {
        case RELU: return x > 0.0f ? 1.0f : 0.0f;
        case LEAKY_RELU: return x > 0.0f ? 1.0f : f.a;
        case TANH: y = real_tanh(x); return 1.0f - y * y;
        case SIGMOID: y = sigmoid(x); return y * (1.0f - y);
        case SOFTPLUS: return sigmoid(x);
        case THRESHOLD_LINEAR: return x > f.a ? f.b : 0.0f;
        default: return 1.0f;
    }
}

// How every kernel is declared, when it runs, and what it sees. No header but our own: run-time compilers have none.
#pragma once

typedef unsigned int u32;
typedef unsigned long long u64;

// A kernel takes one struct, named `p`. The emulated driver has a definition of its own, which also registers the kernel.
#ifndef KERNEL
#define KERNEL(name, Args, threads) \
    extern "C" __global__ void __launch_bounds__(threads) name(const __grid_constant__ Args p)
#endif

// Shared memory whose size the launch decides.
#ifndef DYN_SHARED
#define DYN_SHARED(T, name) extern __shared__ T name[]
#endif

// Where a program stands: the only thing that changes from step to step besides the buffers. Moved on by `tick`.
struct Clock {
    u64 step, update;
    u32 step_in_trial; // of its trial
    u32 slot;          // the update's place in the host's buffers
    u32 answer;        // the answer's place there
    u32 stopped;       // a loss was not finite: nothing more is done
    u32 faulty;        // a loss of this step is not finite, and so many blocks have looked
    u32 arrived;
};

// What a kernel needs to know of its program. Every kernel of a step returns at once where the clock has stopped.
struct Now {
    Clock *clock;
    u32 steps;    // of a trial
    u32 replicas; // trials side by side
};

// Rows of a buffer, which may be a ring over the last steps: see plan::View.
struct View {
    float *data;
    u32 first, rows, cols, slot_rows, slots, delay;
};

// The first element of the view at step `step`.
static __device__ __forceinline__ float *at(const View &v, u64 step) {
    u64 row = v.first;
    if (v.slots > 1) row += (step + v.slots - v.delay % v.slots) % v.slots * v.slot_rows;
    return v.data + row * v.cols;
}

// Whose turn it is: see plan::op::Turn.
struct Turn {
    u64 place, of;
};

static __device__ __forceinline__ bool is_now(const Turn &t, u64 update) { return update % t.of == t.place % t.of; }

static __device__ __forceinline__ u64 turns_before(const Turn &t, u64 update) {
    return (update + t.of - 1 - t.place % t.of) / t.of;
}

// This thread's number in a grid of one dimension, and the number of threads in it.
static __device__ __forceinline__ u64 thread() { return (u64)blockIdx.x * blockDim.x + threadIdx.x; }
static __device__ __forceinline__ u64 threads() { return (u64)gridDim.x * blockDim.x; }

static __device__ __forceinline__ float not_a_number() { return __uint_as_float(0x7fc00000u); }

static __device__ __forceinline__ bool is_finite(float x) { return (__float_as_uint(x) & 0x7f800000u) != 0x7f800000u; }

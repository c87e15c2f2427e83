// What CUDA C++ has and C++ has not. Included before the first line of the kernels, which are compiled unchanged.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <math.h>
#include <time.h>
#include <type_traits>

#include "launch.h"

#define TRIFACTOR_EMULATOR 1

// ---- keywords
#define __global__
#define __device__
#define __host__
#define __constant__ static
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __grid_constant__
#define __align__(n) alignas(n)
#ifdef TRIFACTOR_EMULATOR_ASAN
#define __shared__ static // AddressSanitizer puts red zones round these, and none round thread-local ones
#else
// Each resident block has a host thread of its own, and so a copy of its own.
#define __shared__ thread_local
#endif
#define DYN_SHARED(Type, name) Type *const name = static_cast<Type *>(emulator::here->dynamic)

// The emulator's form of the macro in kernel.cuh: it also registers the kernel.
#define KERNEL(name, Args, max_threads)                                                                        \
    static void name(const Args &p);                                                                           \
    [[maybe_unused]] static const bool emulator_added_##name = emulator::add_kernel(                           \
        {#name, sizeof(Args), max_threads, [](const void *p) { name(*static_cast<const Args *>(p)); }});       \
    static void name([[maybe_unused]] const Args &p)

// ---- where a thread stands
#define threadIdx (emulator::here->thread)
#define blockIdx (emulator::here->block)
#define blockDim (emulator::here->block_dim)
#define gridDim (emulator::here->grid_dim)
static constexpr int warpSize = 32;

#include "atomics.h"
#include "intrinsics.h"
#include "together.h"

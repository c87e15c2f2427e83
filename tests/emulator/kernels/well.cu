// Kernels without a fault: what the emulator must execute as a GPU would.

struct AddArgs {
    float *out;
    const float *a, *b;
    unsigned n;
};
KERNEL(add, AddArgs, 128) {
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < p.n) p.out[i] = p.a[i] + p.b[i];
}

// Reverses every block's part: through shared memory, so that the barrier is needed.
struct ReverseArgs {
    float *data;
};
KERNEL(reverse, ReverseArgs, 64) {
    __shared__ float tile[64];
    float *const part = p.data + blockIdx.x * 64;
    tile[threadIdx.x] = part[threadIdx.x];
    __syncthreads();
    part[threadIdx.x] = tile[63 - threadIdx.x];
}

// The sum of all: shuffles, then dynamic shared memory, then one atomic per block.
struct SumArgs {
    float *sum;
    unsigned *positive;
    const float *data;
    unsigned n;
};
KERNEL(sum, SumArgs, 128) {
    DYN_SHARED(float, partial);
    const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    float value = i < p.n ? p.data[i] : 0.0f;
    const unsigned positive = __ballot_sync(~0u, value > 0.0f);
    for (int offset = 16; offset > 0; offset /= 2) value += __shfl_xor_sync(~0u, value, offset);
    const unsigned lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    if (lane == 0) {
        partial[warp] = value;
        atomicAdd(p.positive, (unsigned)__popc(positive));
    }
    __syncthreads();
    if (threadIdx.x == 0) {
        for (unsigned other = 1; other < blockDim.x / 32; ++other) value += partial[other];
        atomicAdd(p.sum, value);
    }
}

// What every kind of shuffle gives each lane, and what a lane outside the mask is read as.
struct ShuffleArgs {
    float *out; // 5 × 32
};
KERNEL(shuffles, ShuffleArgs, 32) {
    const unsigned lane = threadIdx.x;
    const float own = (float)lane;
    p.out[lane] = __shfl_sync(~0u, own, 3, 8);
    p.out[32 + lane] = __shfl_up_sync(~0u, own, 2, 16);
    p.out[64 + lane] = __shfl_down_sync(~0u, own, 2, 16);
    p.out[96 + lane] = __shfl_xor_sync(~0u, own, 5);
    p.out[128 + lane] = 0.0f;
    if (lane < 16) p.out[128 + lane] = __shfl_sync(0xffffu, own, (int)lane + 8);
}

// Every block adds to one number, waits for all blocks, and reads the total, `rounds` times.
struct TogetherArgs {
    unsigned *total, *arrived, *seen;
    unsigned rounds;
};
KERNEL(together, TogetherArgs, 64) {
    for (unsigned round = 0; round < p.rounds; ++round) {
        if (threadIdx.x < 3) atomicAdd(p.total, 1u);
        __syncthreads();
        if (threadIdx.x == 0) {
            __threadfence();
            atomicAdd(p.arrived, 1u);
            while (*(volatile unsigned *)p.arrived < (2 * round + 1) * gridDim.x) __nanosleep(20);
            p.seen[round * gridDim.x + blockIdx.x] = *(volatile unsigned *)p.total;
            __threadfence();
            atomicAdd(p.arrived, 1u);
            while (*(volatile unsigned *)p.arrived < (2 * round + 2) * gridDim.x) __nanosleep(20);
        }
        __syncthreads();
    }
}

// What shared memory holds before anyone writes to it.
struct FreshArgs {
    float *out;
};
KERNEL(fresh, FreshArgs, 32) {
    __shared__ float fixed[32];
    DYN_SHARED(float, dynamic);
    float *const part = p.out + blockIdx.x * 64;
    part[threadIdx.x] = fixed[threadIdx.x];
    part[32 + threadIdx.x] = dynamic[threadIdx.x];
    __syncthreads();
    fixed[threadIdx.x] = dynamic[threadIdx.x] = 1.0f;
}

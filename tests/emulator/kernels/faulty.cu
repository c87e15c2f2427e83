// Kernels with planted faults: what the emulator must find.

struct DataArgs {
    float *data;
    unsigned n;
};

// `reverse` without its barrier.
KERNEL(reverse_unsynchronised, DataArgs, 64) {
    __shared__ float tile[64];
    tile[threadIdx.x] = p.data[threadIdx.x];
    p.data[threadIdx.x] = tile[63 - threadIdx.x];
}

// Nobody reads what is not written; but who is first decides. No fill with NaN shows that.
KERNEL(last_one_wins, DataArgs, 64) {
    __shared__ float winner;
    winner = (float)threadIdx.x;
    __syncthreads();
    p.data[threadIdx.x] = winner;
}

// A loop whose second barrier is missing: the next round overwrites what others still read.
KERNEL(rotate_unsynchronised, DataArgs, 64) {
    __shared__ float tile[64];
    float own = p.data[threadIdx.x];
    for (int round = 0; round < 4; ++round) {
        tile[threadIdx.x] = own;
        __syncthreads();
        own = tile[(threadIdx.x + 1) % 64];
    }
    p.data[threadIdx.x] = own;
}

// Every block writes the same place.
KERNEL(blocks_collide, DataArgs, 32) { p.data[threadIdx.x] = (float)blockIdx.x; }

KERNEL(one_past_the_end, DataArgs, 32) {
    if (threadIdx.x <= p.n) p.data[threadIdx.x] = 1.0f;
}

KERNEL(one_before_the_start, DataArgs, 32) {
    if (threadIdx.x == 0) *(p.data - 1 + p.n * 0) = 1.0f;
}

KERNEL(past_dynamic_shared_memory, DataArgs, 32) {
    DYN_SHARED(float, tile);
    tile[threadIdx.x * p.n] = 1.0f;
    __syncthreads();
    p.data[threadIdx.x] = tile[threadIdx.x];
}

KERNEL(past_a_shared_array, DataArgs, 32) {
    __shared__ float tile[32];
    tile[threadIdx.x + p.n] = 1.0f;
    __syncthreads();
    p.data[threadIdx.x] = tile[threadIdx.x];
}

KERNEL(divergent_barrier, DataArgs, 64) {
    if (threadIdx.x < 32) __syncthreads();
    p.data[threadIdx.x] = 1.0f;
}

KERNEL(two_barriers, DataArgs, 64) {
    if (threadIdx.x < 32) __syncthreads();
    else __syncthreads();
    p.data[threadIdx.x] = 1.0f;
}

KERNEL(lane_left_out, DataArgs, 32) {
    if (threadIdx.x == 7) return;
    p.data[threadIdx.x] = __shfl_xor_sync(~0u, 1.0f, 1);
}

KERNEL(waits_for_nothing, DataArgs, 32) {
    if (threadIdx.x == 0)
        while (*(volatile float *)p.data >= 0.0f) __nanosleep(20);
}

KERNEL(asserts, DataArgs, 32) { assert(threadIdx.x < p.n); }

// The PTX says 8 bytes of parameters, 16 threads and nothing at all of these three.
KERNEL(stale_parameters, DataArgs, 32) { p.data[0] = 1.0f; }
KERNEL(stale_threads, DataArgs, 32) { p.data[0] = 1.0f; }
KERNEL(not_in_the_ptx, DataArgs, 32) { p.data[0] = 1.0f; }

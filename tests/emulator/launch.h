// What the kernels, the scheduler and the driver know of each other.
#pragma once
#include "vectors.h"
#include <cstddef>
#include <cstdint>
#include <string>

namespace emulator {

// A kernel as its source declares it. KERNEL registers one at load time, so there is no list to keep.
struct Kernel {
    const char *name;
    std::size_t parameter_bytes;
    unsigned threads; // __launch_bounds__
    void (*call)(const void *parameters);
};
bool add_kernel(Kernel kernel);
const Kernel *find_kernel(const std::string &name);

struct Shape {
    dim3 grid, block;
    std::size_t dynamic_bytes;
    bool cooperative;
    std::uint64_t blocks() const { return std::uint64_t(grid.x) * grid.y * grid.z; }
    std::uint64_t threads() const { return std::uint64_t(block.x) * block.y * block.z; }
};

// Why a kernel was given up. `code` is a CUresult, 0 for a kernel that ended well.
struct Fault {
    int code = 0;
    std::string what;
};
Fault run(const Kernel &kernel, const Shape &shape, const void *parameters);

// Where the running CUDA thread stands. One thread of one kernel runs at any moment.
struct Here {
    uint3 thread, block;
    dim3 block_dim, grid_dim;
    void *dynamic; // dynamic shared memory
    unsigned rank() const { return thread.x + block_dim.x * (thread.y + block_dim.y * thread.z); }
    unsigned lane() const { return rank() % 32; }
};
extern Here *here;

// What a warp or block does together.
enum class Together : std::uint8_t {
    Sync, Shuffle, ShuffleUp, ShuffleDown, ShuffleXor, Ballot, All, Any, Match, Add, Min, Max, And, Or, Xor
};
int block_barrier(Together vote, int predicate, const char *file, int line);
std::uint64_t warp_exchange(Together what, std::uint32_t mask, std::uint64_t value, unsigned argument, unsigned width,
                            const char *file, int line);
void yield();                                                      // lets every other thread go on first
[[noreturn]] void trap(const char *what, const char *file, int line);

} // namespace emulator

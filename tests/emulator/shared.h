// Static shared memory: the kernels' `__shared__` variables are thread-local, so every host thread has its own.
#pragma once
#include <cstddef>

namespace emulator {

struct SharedArrays {
    char *start = nullptr;
    std::size_t bytes = 0;
};
// The calling host thread's, all of them side by side. Empty for AddressSanitizer, which has red zones between them.
SharedArrays find_shared_arrays();

} // namespace emulator

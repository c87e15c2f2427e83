// Static shared memory: the kernels' `__shared__` variables are thread-local, so every host thread has its own.
#pragma once

namespace emulator {

// Sets every byte of the calling host thread's copy.
void fill_static_shared_memory(int byte);

} // namespace emulator

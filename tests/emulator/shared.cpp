#include "shared.h"

#include <cstring>
#include <link.h>

namespace emulator {

#if defined(TRIFACTOR_EMULATOR_ASAN)

// There `__shared__` variables are statics between red zones, which must not be written over.
void fill_static_shared_memory(int) {}

#else

// Shows which thread-local segment is this library's. All else in it is the kernels'.
static thread_local char marker;

struct Segment {
    char *start;
    std::size_t bytes;
};

static int find(dl_phdr_info *library, std::size_t, void *found) {
    for (int i = 0; i < library->dlpi_phnum; ++i) {
        const auto &header = library->dlpi_phdr[i];
        char *const start = static_cast<char *>(library->dlpi_tls_data);
        if (header.p_type != PT_TLS || start == nullptr) continue;
        if (&marker < start || &marker >= start + header.p_memsz) continue;
        *static_cast<Segment *>(found) = {start, header.p_memsz};
        return 1;
    }
    return 0;
}

void fill_static_shared_memory(int byte) {
    marker = 1; // exists from the first use on
    Segment segment{};
    dl_iterate_phdr(find, &segment);
    if (segment.start != nullptr) std::memset(segment.start, byte, segment.bytes);
}

#endif

} // namespace emulator

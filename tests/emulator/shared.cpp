#include "shared.h"

#include <link.h>

namespace emulator {

#if defined(TRIFACTOR_EMULATOR_ASAN)

SharedArrays find_shared_arrays() { return {}; }

#else

// Shows which thread-local segment is this library's. All else in it that a seat's thread uses is the kernels'.
static thread_local char marker;

static int find(dl_phdr_info *library, std::size_t, void *found) {
    for (int i = 0; i < library->dlpi_phnum; ++i) {
        const auto &header = library->dlpi_phdr[i];
        char *const start = static_cast<char *>(library->dlpi_tls_data);
        if (header.p_type != PT_TLS || start == nullptr) continue;
        if (&marker < start || &marker >= start + header.p_memsz) continue;
        *static_cast<SharedArrays *>(found) = {start, header.p_memsz};
        return 1;
    }
    return 0;
}

SharedArrays find_shared_arrays() {
    marker = 1; // the segment exists from its first use on
    SharedArrays arrays;
    dl_iterate_phdr(find, &arrays);
    return arrays;
}

#endif

} // namespace emulator

// Devices and contexts.
#include "driver.h"
#include "settings.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace emulator {

std::recursive_mutex &driver_lock() {
    static auto &one = *new std::recursive_mutex;
    return one;
}

int complain(int code, const std::string &what) {
    std::fprintf(stderr, "emulated CUDA: %s\n", what.c_str());
    return code;
}

static bool initialized;
static int fault;
// A context's handle is the address of its device's place here.
static char contexts[64];
static thread_local void *current; // not in the way of shared memory: kernels run on threads that call no driver

int current_device() { return current == nullptr ? -1 : int(static_cast<char *>(current) - contexts); }

int context_fault() { return fault; }

void ruin_context(const Fault &found) {
    if (fault == 0) fault = complain(found.code, found.what);
}

void forget_context_fault() { fault = 0; }

int look_for_trespass() {
    const std::string trespass = find_trespass();
    if (!trespass.empty()) ruin_context({ILLEGAL_ADDRESS, "a kernel wrote " + trespass});
    return fault;
}

static bool is_device(int device) { return device >= 0 && device < device_count(); }

// CUdevice_attribute: those that programs of this kind ask for. All others are 0, "no".
static int attribute(int which) {
    const int sm = compute_capability();
    switch (which) {
        case 1: return 1024;                   // threads of a block
        case 2: case 3: return 1024;           // along x, y
        case 4: return 64;                     // along z
        case 5: return 0x7fffffff;             // blocks of a grid along x
        case 6: case 7: return 65535;          // along y, z
        case 8: return 48 << 10;               // shared memory of a block, unless it asks for more
        case 9: return 64 << 10;               // constant memory
        case 10: return 32;                    // lanes of a warp
        case 12: case 82: return 65536;        // registers of a block, of a multiprocessor
        case 13: return 1500000;               // kHz
        case 16: return multiprocessors();
        case 36: return 1500000;               // kHz of the memory
        case 37: return 256;                   // bits of its bus
        case 38: return 4 << 20;               // second-level cache
        case 39: return 1024;                  // threads of a multiprocessor
        case 41: return 1;                     // unified addressing
        case 75: return sm / 10;
        case 76: return sm % 10;
        case 81: return most_shared_bytes() + 1024; // shared memory of a multiprocessor
        case 95: return 1;                     // cooperative launches
        case 97: return most_shared_bytes();   // shared memory of a block that asks for it
        case 106: return most_blocks_per_multiprocessor(); // blocks of a multiprocessor
        case 115: return 1;                    // memory pools
        default: return 0;
    }
}

} // namespace emulator

using namespace emulator;

API cuInit(unsigned) {
    LOCKED;
    if (init_result() != SUCCESS) return init_result();
    if (device_count() == 0) return NO_DEVICE;
    initialized = true;
    return SUCCESS;
}
API cuDriverGetVersion(int *version) {
    *version = driver_version();
    return SUCCESS;
}
API cuDeviceGetCount(int *count) {
    if (!initialized) return NOT_INITIALIZED;
    *count = device_count();
    return SUCCESS;
}
API cuDeviceGet(int *device, int ordinal) {
    if (!initialized) return NOT_INITIALIZED;
    if (!is_device(ordinal)) return INVALID_DEVICE;
    *device = ordinal;
    return SUCCESS;
}
API cuDeviceGetName(char *text, int bytes, int device) {
    if (!is_device(device)) return INVALID_DEVICE;
    std::snprintf(text, std::size_t(bytes), "CPU emulation of sm_%d", compute_capability());
    return SUCCESS;
}
API cuDeviceGetUuid_v2(unsigned char *uuid, int device) {
    if (!is_device(device)) return INVALID_DEVICE;
    std::memset(uuid, 0, 16);
    uuid[15] = static_cast<unsigned char>(device);
    return SUCCESS;
}
API cuDeviceGetUuid(unsigned char *uuid, int device) { return cuDeviceGetUuid_v2(uuid, device); }
API cuDeviceTotalMem_v2(std::size_t *bytes, int device) {
    if (!is_device(device)) return INVALID_DEVICE;
    *bytes = device_memory();
    return SUCCESS;
}
API cuDeviceGetAttribute(int *value, int which, int device) {
    if (!is_device(device)) return INVALID_DEVICE;
    *value = attribute(which);
    return SUCCESS;
}
API cuDeviceGetPCIBusId(char *text, int bytes, int device) {
    if (!is_device(device)) return INVALID_DEVICE;
    std::snprintf(text, std::size_t(bytes), "0000:%02x:00.0", device);
    return SUCCESS;
}
API cuDevicePrimaryCtxRetain(void **context, int device) {
    if (!initialized) return NOT_INITIALIZED;
    if (!is_device(device) || device >= int(sizeof contexts)) return INVALID_DEVICE;
    *context = &contexts[device];
    return SUCCESS;
}
API cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }
API cuDevicePrimaryCtxReset_v2(int) {
    LOCKED;
    forget_context_fault();
    return SUCCESS;
}
API cuCtxGetCurrent(void **context) {
    *context = current;
    return SUCCESS;
}
API cuCtxSetCurrent(void *context) {
    current = context;
    return SUCCESS;
}
API cuCtxGetDevice(int *device) {
    *device = current_device();
    return current != nullptr ? SUCCESS : INVALID_CONTEXT;
}
API cuCtxSetFlags(unsigned) { return SUCCESS; }
API cuCtxSetLimit(int, std::size_t) { return SUCCESS; }
API cuCtxSetCacheConfig(int) { return SUCCESS; }
API cuCtxGetStreamPriorityRange(int *least, int *greatest) {
    *least = 0;
    *greatest = -5;
    return SUCCESS;
}

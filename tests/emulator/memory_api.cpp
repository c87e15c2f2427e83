// Memory: allocation, copies, fills.
#include "driver.h"
#include "settings.h"

#include <cstring>

using namespace emulator;

namespace {

int begin(const char *what) {
    if (current_device() < 0) return INVALID_CONTEXT;
    if (const int fault = context_fault()) return fault;
    return refuse_in_capture(what);
}

// One end of a copy.
struct Place {
    void *host;
    Address device;
    void *pointer() const { return host != nullptr ? host : reinterpret_cast<void *>(device); }
};
Place on_host(const void *host) { return {const_cast<void *>(host), 0}; }
Place at(Address device) { return {nullptr, device}; }

bool is_legal(const Place &place, std::size_t bytes) { return place.host != nullptr || on_device(place.device, bytes); }

int check(const Place &to, const Place &from, std::size_t bytes) {
    if (current_device() < 0) return INVALID_CONTEXT;
    if (is_legal(to, bytes) && is_legal(from, bytes)) return SUCCESS;
    return complain(INVALID_VALUE, "a copy of " + std::to_string(bytes) + " bytes leaves its allocation on the device");
}

// From and to pinned memory the copy happens later, while the program runs on. Pageable memory is the driver's to
// handle: it is read before the call returns, and written before it returns.
int copy(Place to, Place from, std::size_t bytes, void *stream) {
    LOCKED;
    if (const int refused = check(to, from, bytes)) return refused;
    if (bytes == 0) return SUCCESS;
    const auto found = find_stream(stream);
    if (found == nullptr) return INVALID_HANDLE;
    const bool captured = found->capture != nullptr;
    if (from.host != nullptr && !is_pinned(from.host) && !captured) {
        const char *const host = static_cast<const char *>(from.host);
        auto staged = std::make_shared<std::vector<char>>(host, host + bytes);
        return submit(stream, [=] {
            std::memcpy(to.pointer(), staged->data(), bytes);
            return SUCCESS;
        });
    }
    const int refused = submit(stream, [=] {
        std::memmove(to.pointer(), from.pointer(), bytes);
        return SUCCESS;
    });
    if (refused != SUCCESS || captured || to.host == nullptr || is_pinned(to.host)) return refused;
    found->run_until(found->issued());
    return context_fault();
}

// The null stream waits for the streams that are not marked as independent of it; then the call waits for it.
int copy_now(Place to, Place from, std::size_t bytes) {
    LOCKED;
    if (const int refused = refuse_in_capture("a copy that waits")) return refused;
    if (const int refused = copy(to, from, bytes, nullptr)) return refused;
    const auto null_stream = find_stream(nullptr);
    null_stream->run_until(null_stream->issued());
    return context_fault();
}

template <class T> int fill(Address start, T value, std::size_t count, void *stream) {
    LOCKED;
    if (current_device() < 0) return INVALID_CONTEXT;
    if (!on_device(start, count * sizeof(T))) return complain(INVALID_VALUE, "a fill leaves its allocation");
    return submit(stream, [=] {
        T *const place = reinterpret_cast<T *>(start);
        for (std::size_t i = 0; i < count; ++i) place[i] = value;
        return SUCCESS;
    });
}

} // namespace

API cuMemGetInfo_v2(std::size_t *free, std::size_t *total) {
    LOCKED;
    if (current_device() < 0) return INVALID_CONTEXT;
    *total = device_memory();
    *free = *total - used_memory(current_device());
    return SUCCESS;
}
API cuMemAlloc_v2(Address *start, std::size_t bytes) {
    LOCKED;
    if (const int refused = begin("cuMemAlloc")) return refused;
    if (bytes == 0) return INVALID_VALUE;
    return allocate(current_device(), bytes, start) ? SUCCESS : OUT_OF_MEMORY;
}
API cuMemAllocAsync(Address *start, std::size_t bytes, void *) { return cuMemAlloc_v2(start, bytes); }
API cuMemFree_v2(Address start) {
    LOCKED;
    if (start == 0) return SUCCESS;
    if (const int refused = refuse_in_capture("cuMemFree")) return refused;
    run_all_streams();
    look_for_trespass();
    return deallocate(start) ? context_fault() : complain(INVALID_VALUE, "no allocation begins where one is freed");
}
API cuMemFreeAsync(Address start, void *stream) {
    LOCKED;
    if (const int refused = refuse_in_capture("cuMemFreeAsync")) return refused;
    return submit(stream, [=] { return deallocate(start) ? SUCCESS : INVALID_VALUE; });
}
API cuMemHostAlloc(void **start, std::size_t bytes, unsigned) {
    LOCKED;
    if (const int refused = begin("cuMemHostAlloc")) return refused;
    *start = allocate_pinned(bytes);
    return *start != nullptr ? SUCCESS : OUT_OF_MEMORY;
}
API cuMemAllocHost_v2(void **start, std::size_t bytes) { return cuMemHostAlloc(start, bytes, 0); }
API cuMemFreeHost(void *start) {
    LOCKED;
    if (const int refused = refuse_in_capture("cuMemFreeHost")) return refused;
    run_all_streams();
    return deallocate_pinned(start) ? SUCCESS : INVALID_VALUE;
}

API cuMemcpyHtoDAsync_v2(Address to, const void *from, std::size_t bytes, void *stream) {
    return copy(at(to), on_host(from), bytes, stream);
}
API cuMemcpyDtoHAsync_v2(void *to, Address from, std::size_t bytes, void *stream) {
    return copy(on_host(to), at(from), bytes, stream);
}
API cuMemcpyDtoDAsync_v2(Address to, Address from, std::size_t bytes, void *stream) {
    return copy(at(to), at(from), bytes, stream);
}
API cuMemcpyHtoD_v2(Address to, const void *from, std::size_t bytes) { return copy_now(at(to), on_host(from), bytes); }
API cuMemcpyDtoH_v2(void *to, Address from, std::size_t bytes) { return copy_now(on_host(to), at(from), bytes); }
API cuMemcpyDtoD_v2(Address to, Address from, std::size_t bytes) { return copy_now(at(to), at(from), bytes); }

API cuMemsetD8Async(Address start, unsigned char value, std::size_t count, void *stream) {
    return fill(start, value, count, stream);
}
API cuMemsetD16Async(Address start, unsigned short value, std::size_t count, void *stream) {
    return fill(start, value, count, stream);
}
API cuMemsetD32Async(Address start, unsigned value, std::size_t count, void *stream) {
    return fill(start, value, count, stream);
}
// On device memory these return before the fill is done, as a driver's do.
API cuMemsetD8_v2(Address start, unsigned char value, std::size_t count) { return fill(start, value, count, nullptr); }
API cuMemsetD16_v2(Address start, unsigned short value, std::size_t count) {
    return fill(start, value, count, nullptr);
}
API cuMemsetD32_v2(Address start, unsigned value, std::size_t count) { return fill(start, value, count, nullptr); }

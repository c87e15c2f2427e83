#include "memory.h"
#include "settings.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <sys/mman.h>

#if defined(TRIFACTOR_EMULATOR_ASAN)
extern "C" {
void __asan_poison_memory_region(const volatile void *place, std::size_t bytes);
void __asan_unpoison_memory_region(const volatile void *place, std::size_t bytes);
}
#endif

namespace emulator {

namespace {

const std::size_t PAGE = 4096;
// A driver aligns to 256. Less leaves fewer bytes between the end and the guard; vectors of 16 bytes need this much.
const std::size_t ALIGNMENT = 16;
const unsigned char BESIDE = 0xff; // NaN, as all of a fresh allocation

struct Allocation {
    int device;
    char *pages;
    std::size_t page_bytes; // with the guard
    std::size_t bytes;

    unsigned char *end_of_pages() const { return reinterpret_cast<unsigned char *>(pages + page_bytes - PAGE); }
};

std::map<Address, Allocation> &allocations() {
    static auto &all = *new std::map<Address, Allocation>;
    return all;
}

std::map<const char *, std::size_t> &pinned() {
    static auto &all = *new std::map<const char *, std::size_t>;
    return all;
}

std::size_t round_up(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

// The allocation that begins at or before `address`.
const std::pair<const Address, Allocation> *before(Address address) {
    auto found = allocations().upper_bound(address);
    return found == allocations().begin() ? nullptr : &*--found;
}

std::string of(const Allocation &allocation) { return "an allocation of " + std::to_string(allocation.bytes) + " bytes"; }

} // namespace

bool allocate(int device, std::size_t bytes, Address *out) {
    if (bytes > device_memory() || used_memory(device) > device_memory() - bytes) return false;
    const std::size_t body = round_up(std::max<std::size_t>(bytes, 1), ALIGNMENT);
    const std::size_t page_bytes = round_up(body, PAGE) + PAGE;
    void *const pages = mmap(nullptr, page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return false;
    const Allocation allocation = {device, static_cast<char *>(pages), page_bytes, bytes};
    mprotect(allocation.end_of_pages(), PAGE, PROT_NONE);
    std::memset(pages, BESIDE, page_bytes - PAGE);
    unsigned char *const start = allocation.end_of_pages() - body;
#if defined(TRIFACTOR_EMULATOR_ASAN)
    __asan_poison_memory_region(pages, page_bytes - PAGE);
    __asan_unpoison_memory_region(start, bytes);
#endif
    *out = Address(start);
    allocations().emplace(*out, allocation);
    return true;
}

bool deallocate(Address start) {
    const auto found = allocations().find(start);
    if (found == allocations().end()) return false;
#if defined(TRIFACTOR_EMULATOR_ASAN)
    __asan_unpoison_memory_region(found->second.pages, found->second.page_bytes);
#endif
    munmap(found->second.pages, found->second.page_bytes);
    allocations().erase(found);
    return true;
}

bool on_device(Address start, std::size_t bytes) {
    const auto *found = before(start);
    return found != nullptr && start + bytes <= found->first + found->second.bytes;
}

std::size_t used_memory(int device) {
    std::size_t used = 0;
    for (const auto &[start, allocation] : allocations())
        if (allocation.device == device) used += allocation.bytes;
    return used;
}

std::string describe_address(const void *address) {
    const Address at = Address(address);
    const auto *found = before(at);
    if (found == nullptr) return "";
    const auto &[start, allocation] = *found;
    const Address end = start + allocation.bytes;
    if (at < end || at >= Address(allocation.end_of_pages()) + PAGE) return "";
    return std::to_string(at - end) + " bytes past the end of " + of(allocation);
}

// The first byte of [from, to), which lies within one page, that a kernel has written to; null if there is none.
[[maybe_unused]] static const unsigned char *first_written(const unsigned char *from, const unsigned char *to) {
    static const std::string untouched(PAGE, static_cast<char>(BESIDE));
    if (std::memcmp(from, untouched.data(), std::size_t(to - from)) == 0) return nullptr;
    return std::find_if(from, to, [](unsigned char byte) { return byte != BESIDE; });
}

static bool suspected;

void suspect_trespass() { suspected = true; }

std::string find_trespass() {
    if (!suspected) return "";
    suspected = false;
#if !defined(TRIFACTOR_EMULATOR_ASAN) // which sees it when it is done
    for (const auto &[start, allocation] : allocations()) {
        const auto *const first = reinterpret_cast<const unsigned char *>(start);
        const auto *const last = first + allocation.bytes;
        if (const auto *at = first_written(reinterpret_cast<const unsigned char *>(allocation.pages), first))
            return std::to_string(first - at) + " bytes before the start of " + of(allocation);
        if (const auto *at = first_written(last, allocation.end_of_pages()))
            return std::to_string(at - last) + " bytes past the end of " + of(allocation);
    }
#endif
    return "";
}

void *allocate_pinned(std::size_t bytes) {
    char *const start = static_cast<char *>(std::aligned_alloc(PAGE, round_up(std::max<std::size_t>(bytes, 1), PAGE)));
    if (start == nullptr) return nullptr;
    std::memset(start, BESIDE, bytes);
    pinned()[start] = bytes;
    return start;
}

bool deallocate_pinned(void *start) {
    if (pinned().erase(static_cast<char *>(start)) == 0) return false;
    std::free(start);
    return true;
}

bool is_pinned(const void *start) {
    const char *const at = static_cast<const char *>(start);
    auto found = pinned().upper_bound(at);
    return found != pinned().begin() && at < (--found)->first + found->second;
}

} // namespace emulator

// Device memory: host pages that end against a page nobody may touch, and begin as NaN.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace emulator {

using Address = unsigned long long;

// False if the device has too little left.
bool allocate(int device, std::size_t bytes, Address *out);
// False if nothing begins there.
bool deallocate(Address start);
// True if all of it lies within one allocation.
bool on_device(Address start, std::size_t bytes);
std::size_t used_memory(int device);
// Of an address just outside an allocation: which, and how far.
std::string describe_address(const void *address);
// To be called when a kernel has run: until then nothing can have been written beside allocations.
void suspect_trespass();
// Of bytes beside allocations that a kernel has written to since the last look; empty if there are none.
std::string find_trespass();

// Pinned host memory: what the driver copies from and to while the program runs on.
void *allocate_pinned(std::size_t bytes);
bool deallocate_pinned(void *start);
bool is_pinned(const void *start);

} // namespace emulator

// What the emulator reads of PTX: enough to tell whether it belongs to the sources and would load on the device.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace emulator {

struct Entry {
    std::vector<std::size_t> parameter_bytes;
    unsigned max_threads = 1024; // .maxntid
};

struct Ptx {
    int version = 0;        // 87 for PTX ISA 8.7
    int target = 0;         // 80 for sm_80
    bool exact = false;     // sm_90a runs on sm_90 alone
    std::map<std::string, Entry> entries;
    std::string problem;    // empty if it could be read
};
Ptx parse_ptx(const char *text);

} // namespace emulator

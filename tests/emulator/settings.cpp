#include "settings.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace emulator {

static const char *setting(const char *name) {
    const std::string full = std::string("TRIFACTOR_EMULATOR_") + name;
    const char *text = std::getenv(full.c_str());
    return text != nullptr && *text != '\0' ? text : nullptr;
}

// A setting that is misspelt must not pass for one that holds.
[[noreturn]] static void refuse(const char *name, const char *text, const char *legal) {
    std::fprintf(stderr, "emulated CUDA: TRIFACTOR_EMULATOR_%s=%s is not %s\n", name, text, legal);
    std::exit(2);
}

static unsigned long long number(const char *name, unsigned long long otherwise) {
    const char *text = setting(name);
    if (text == nullptr) return otherwise;
    char *end = nullptr;
    const unsigned long long value = std::strtoull(text, &end, 10);
    if (*end != '\0') refuse(name, text, "a whole number");
    return value;
}

Order order() {
    const char *text = setting("ORDER");
    if (text == nullptr || std::strcmp(text, "up") == 0) return {Order::Up, 0};
    if (std::strcmp(text, "down") == 0) return {Order::Down, 0};
    char *end = nullptr;
    const unsigned long seed = std::strtoul(text, &end, 10);
    if (*end != '\0') refuse("ORDER", text, "up, down or a seed");
    return {Order::Drawn, unsigned(seed)};
}

int driver_version() {
    const char *text = setting("DRIVER");
    int major = 13, minor = 0;
    if (text != nullptr && std::sscanf(text, "%d.%d", &major, &minor) != 2) refuse("DRIVER", text, "like 12.8");
    return 1000 * major + 10 * minor;
}

// Release notes of the PTX ISA: from 11.0 on it counts along with CUDA, but 12.6 brought no new version.
int newest_ptx() {
    const int major = driver_version() / 1000, minor = driver_version() % 1000 / 10;
    if (major == 12) return 80 + (minor < 6 ? minor : minor - 1);
    return 10 * (major - 4) + minor;
}

bool lazy_streams() {
    const char *text = setting("STREAMS");
    if (text == nullptr || std::strcmp(text, "lazy") == 0) return true;
    if (std::strcmp(text, "eager") != 0) refuse("STREAMS", text, "lazy or eager");
    return false;
}

int device_count() { return int(number("DEVICES", 1)); }
int compute_capability() { return int(number("SM", 90)); }
int most_shared_bytes() {
    const int sm = compute_capability();
    return (sm >= 90 ? 227 : sm >= 80 ? 163 : 96) << 10;
}
std::size_t device_memory() { return std::size_t(number("MEMORY", 8ull << 30)); }
bool profile() { return number("PROFILE", 0) != 0; }
int init_result() { return int(number("INIT", 0)); }
unsigned patience() { return unsigned(number("PATIENCE", 120)); }

#if defined(TRIFACTOR_EMULATOR_ASAN)
// Shared arrays are plain statics there, of which there is one copy: no two blocks can be resident.
int multiprocessors() { return 1; }
int most_blocks_per_multiprocessor() { return 1; }
unsigned concurrent_blocks() { return 1; }
#else
#if defined(TRIFACTOR_EMULATOR_TSAN)
static const unsigned SIDE_BY_SIDE = 3; // only races between blocks that run side by side are seen
#else
static const unsigned SIDE_BY_SIDE = 1;
#endif
int multiprocessors() { return int(number("SMS", 3)); }
int most_blocks_per_multiprocessor() { return 16; }
unsigned concurrent_blocks() { return unsigned(number("BLOCKS", SIDE_BY_SIDE)); }
#endif

} // namespace emulator

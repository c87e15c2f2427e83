// A kernel that touches what it must not: the signal becomes a fault of that kernel, as an illegal address is on a GPU.
#include "memory.h"
#include "seat.h"

#include <csignal>
#include <cstdio>
#include <vector>

namespace emulator {

#if defined(TRIFACTOR_EMULATOR_TSAN) || defined(TRIFACTOR_EMULATOR_ASAN)

void watch_for_illegal_addresses() {} // the sanitizer's own report names the line

#else

static struct sigaction before_segv, before_bus;

static void on_signal(int number, siginfo_t *info, void *) {
    if (seated == nullptr || !seated->runs_on_calling_thread()) {
        // Not a kernel's: whoever was there before us decides, when the instruction is tried again.
        sigaction(number, number == SIGBUS ? &before_bus : &before_segv, nullptr);
        return;
    }
    std::string what = seated->describe(info->si_addr);
    if (what.empty()) what = describe_address(info->si_addr);
    char text[64];
    std::snprintf(text, sizeof text, "illegal address %p", info->si_addr);
    // Leaves the signal's stack for good: the thread that did this is never gone on with.
    seated->give_up(700, std::string(text) + (what.empty() ? "" : ": " + what));
}

void watch_for_illegal_addresses() {
    // A stack of its own, since the fiber's may be what has run out.
    static const std::size_t BYTES = 64 << 10;
    auto *const stack = new std::vector<char>(BYTES);
    stack_t alternative{};
    alternative.ss_sp = stack->data();
    alternative.ss_size = BYTES;
    sigaltstack(&alternative, nullptr);
    static bool done = false; // seats start one after the other
    if (done) return;
    done = true;
    struct sigaction action {};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigaction(SIGSEGV, &action, &before_segv);
    sigaction(SIGBUS, &action, &before_bus);
}

#endif

} // namespace emulator

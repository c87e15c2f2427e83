// Fibers: several stacks on one host thread, and the switch between them. A sanitizer that watches is told of each.
#pragma once
#include <cstddef>

namespace emulator {

// A place to go on from. A default one stands for the host thread that uses it first.
struct Fiber {
    void *stack_pointer = nullptr;
    char *stack = nullptr;
    std::size_t stack_bytes = 0;
    void *sanitizer = nullptr; // TSan: its name for the fiber. ASan: the fake stack while the fiber is not running
};

// Makes the calling host thread something that fibers can switch back to.
void adopt_host_thread(Fiber &fiber);
// Makes `fiber` begin `entry` on its stack when it is next switched to. `stagger` spreads the tops of many stacks
// over cache sets. `entry` must call `fiber_began` first, and must not return.
void prepare(Fiber &fiber, std::size_t stagger, void (*entry)());
void fiber_began();
// `last`: the fiber that is left will not be gone on with.
void switch_fiber(Fiber &from, Fiber &to, bool last);

// What a sanitizer cannot see: that what was done before `release(p)` has been done after `acquire(p)`.
void acquire(void *place);
void release(void *place);

} // namespace emulator

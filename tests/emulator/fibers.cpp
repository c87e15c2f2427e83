#include "fibers.h"

#include <cstdint>
#include <cstdlib>
#include <pthread.h>

#if defined(__x86_64__) && !defined(TRIFACTOR_EMULATOR_UCONTEXT)
#define EMULATOR_OWN_SWITCH 1
#else
#include <new>
#include <ucontext.h>
#endif

// GCC 12 ships no header for these; they are part of the sanitizers' run-time interface.
#if defined(TRIFACTOR_EMULATOR_TSAN)
extern "C" {
void *__tsan_get_current_fiber();
void *__tsan_create_fiber(unsigned flags);
void __tsan_switch_to_fiber(void *fiber, unsigned flags);
void __tsan_acquire(void *place);
void __tsan_release(void *place);

// Kernels poll and publish through volatile accesses. The compiler calls these for them, and the sanitizer's library
// has none: a write orders all before it for whoever reads it.
#define EMULATOR_VOLATILE(bytes)                                                                             \
    void __tsan_volatile_read##bytes(void *p) { __tsan_acquire(p); }  \
    void __tsan_volatile_write##bytes(void *p) { __tsan_release(p); }
EMULATOR_VOLATILE(1)
EMULATOR_VOLATILE(2)
EMULATOR_VOLATILE(4)
EMULATOR_VOLATILE(8)
EMULATOR_VOLATILE(16)
#undef EMULATOR_VOLATILE
}
#elif defined(TRIFACTOR_EMULATOR_ASAN)
extern "C" {
void __sanitizer_start_switch_fiber(void **fake_stack, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *fake_stack, const void **old_bottom, size_t *old_size);
void __asan_unpoison_memory_region(const volatile void *place, size_t bytes);
}
#endif

namespace emulator {

#if defined(EMULATOR_OWN_SWITCH)

// swapcontext would do, but makes a system call to save a signal mask that never changes: a barrier of 256 threads
// would cost 256 of them.
extern "C" void emulator_switch_stacks(void **save, void *load);
__asm__(R"(
.text
.globl emulator_switch_stacks
.hidden emulator_switch_stacks
.type emulator_switch_stacks, @function
emulator_switch_stacks:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size emulator_switch_stacks, . - emulator_switch_stacks
)");

static void *first_frame(char *top, char *, void (*entry)()) {
    auto *word = reinterpret_cast<std::uintptr_t *>(reinterpret_cast<std::uintptr_t>(top) & ~std::uintptr_t(15));
    *--word = 0; // the return address `entry` must not use; also makes the stack aligned as after a call
    *--word = reinterpret_cast<std::uintptr_t>(entry);
    for (int saved = 0; saved < 6; ++saved) *--word = 0;
    return word;
}

#else

static void emulator_switch_stacks(void **save, void *load) {
    ucontext_t here;
    *save = &here;
    swapcontext(&here, static_cast<ucontext_t *>(load));
}

static void *first_frame(char *top, char *bottom, void (*entry)()) {
    auto *context = new (bottom) ucontext_t;
    getcontext(context);
    context->uc_stack.ss_sp = bottom + sizeof(ucontext_t);
    context->uc_stack.ss_size = std::size_t(top - bottom) - sizeof(ucontext_t);
    context->uc_link = nullptr;
    makecontext(context, entry, 0);
    return context;
}

#endif

void adopt_host_thread(Fiber &fiber) {
    pthread_attr_t attributes;
    void *stack = nullptr;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) std::abort();
    pthread_attr_getstack(&attributes, &stack, &fiber.stack_bytes);
    pthread_attr_destroy(&attributes);
    fiber.stack = static_cast<char *>(stack);
#if defined(TRIFACTOR_EMULATOR_TSAN)
    fiber.sanitizer = __tsan_get_current_fiber();
#endif
}

void prepare(Fiber &fiber, std::size_t stagger, void (*entry)()) {
#if defined(TRIFACTOR_EMULATOR_TSAN)
    if (fiber.sanitizer == nullptr) fiber.sanitizer = __tsan_create_fiber(0); // kept: making one is slow
#elif defined(TRIFACTOR_EMULATOR_ASAN)
    fiber.sanitizer = nullptr;
    __asan_unpoison_memory_region(fiber.stack, fiber.stack_bytes); // frames of an earlier kernel that was given up
#endif
    fiber.stack_pointer = first_frame(fiber.stack + fiber.stack_bytes - stagger, fiber.stack, entry);
}

void fiber_began() {
#if defined(TRIFACTOR_EMULATOR_ASAN)
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
#endif
}

void switch_fiber(Fiber &from, Fiber &to, [[maybe_unused]] bool last) {
#if defined(TRIFACTOR_EMULATOR_TSAN)
    __tsan_switch_to_fiber(to.sanitizer, 1); // 1: the switch orders nothing. Only barriers do
#elif defined(TRIFACTOR_EMULATOR_ASAN)
    __sanitizer_start_switch_fiber(last ? nullptr : &from.sanitizer, to.stack, to.stack_bytes);
#endif
    emulator_switch_stacks(&from.stack_pointer, to.stack_pointer);
#if defined(TRIFACTOR_EMULATOR_ASAN)
    __sanitizer_finish_switch_fiber(from.sanitizer, nullptr, nullptr);
#endif
}

void acquire([[maybe_unused]] void *place) {
#if defined(TRIFACTOR_EMULATOR_TSAN)
    __tsan_acquire(place);
#endif
}

void release([[maybe_unused]] void *place) {
#if defined(TRIFACTOR_EMULATOR_TSAN)
    __tsan_release(place);
#endif
}

} // namespace emulator

// Barriers, warp collectives, votes and fences. Each remembers the line that called it, for the reports.
#pragma once

namespace emulator {

// A warp exchanges 64-bit words; anything that fits is carried in one.
template <class T> std::uint64_t to_word(T value) {
    static_assert(sizeof(T) <= sizeof(std::uint64_t), "a warp exchanges at most 8 bytes");
    std::uint64_t word = 0;
    std::memcpy(&word, &value, sizeof value);
    return word;
}
template <class T> T from_word(std::uint64_t word) {
    T value;
    std::memcpy(&value, &word, sizeof value);
    return value;
}

} // namespace emulator

#define EMULATOR_SITE const char *file = __builtin_FILE(), int line = __builtin_LINE()

inline void __syncthreads(EMULATOR_SITE) { emulator::block_barrier(emulator::Together::Sync, 0, file, line); }
inline int __syncthreads_count(int predicate, EMULATOR_SITE) {
    return emulator::block_barrier(emulator::Together::Add, predicate != 0, file, line);
}
inline int __syncthreads_and(int predicate, EMULATOR_SITE) {
    return emulator::block_barrier(emulator::Together::And, predicate != 0, file, line);
}
inline int __syncthreads_or(int predicate, EMULATOR_SITE) {
    return emulator::block_barrier(emulator::Together::Or, predicate != 0, file, line);
}

#define EMULATOR_SHUFFLE(function, what)                                                                       \
    template <class T> inline T function(unsigned mask, T value, unsigned argument, int width = 32, EMULATOR_SITE) { \
        return emulator::from_word<T>(emulator::warp_exchange(                                                 \
            emulator::Together::what, mask, emulator::to_word(value), argument, unsigned(width), file, line)); \
    }
EMULATOR_SHUFFLE(__shfl_sync, Shuffle)
EMULATOR_SHUFFLE(__shfl_up_sync, ShuffleUp)
EMULATOR_SHUFFLE(__shfl_down_sync, ShuffleDown)
EMULATOR_SHUFFLE(__shfl_xor_sync, ShuffleXor)
#undef EMULATOR_SHUFFLE

inline void __syncwarp(unsigned mask = ~0u, EMULATOR_SITE) {
    emulator::warp_exchange(emulator::Together::Sync, mask, 0, 0, 32, file, line);
}
inline unsigned __ballot_sync(unsigned mask, int predicate, EMULATOR_SITE) {
    return unsigned(emulator::warp_exchange(emulator::Together::Ballot, mask, predicate != 0, 0, 32, file, line));
}
inline int __all_sync(unsigned mask, int predicate, EMULATOR_SITE) {
    return int(emulator::warp_exchange(emulator::Together::All, mask, predicate != 0, 0, 32, file, line));
}
inline int __any_sync(unsigned mask, int predicate, EMULATOR_SITE) {
    return int(emulator::warp_exchange(emulator::Together::Any, mask, predicate != 0, 0, 32, file, line));
}
template <class T> inline unsigned __match_any_sync(unsigned mask, T value, EMULATOR_SITE) {
    return unsigned(
        emulator::warp_exchange(emulator::Together::Match, mask, emulator::to_word(value), 0, 32, file, line));
}
#define EMULATOR_REDUCE(function, what)                                                                        \
    inline unsigned function(unsigned mask, unsigned value, EMULATOR_SITE) {                                   \
        return unsigned(emulator::warp_exchange(emulator::Together::what, mask, value, 0, 32, file, line));    \
    }
EMULATOR_REDUCE(__reduce_add_sync, Add)
EMULATOR_REDUCE(__reduce_min_sync, Min)
EMULATOR_REDUCE(__reduce_max_sync, Max)
EMULATOR_REDUCE(__reduce_and_sync, And)
EMULATOR_REDUCE(__reduce_or_sync, Or)
EMULATOR_REDUCE(__reduce_xor_sync, Xor)
#undef EMULATOR_REDUCE
// Any set of lanes that holds the caller is a legal answer; the smallest finds code that assumes the whole warp.
inline unsigned __activemask() { return 1u << (emulator::here->lane()); }

// Threads change places only where the scheduler is called, and host memory is coherent: a fence has nothing to order
// but the compiler.
inline void __threadfence() { __asm__ volatile("" ::: "memory"); }
inline void __threadfence_block() { __threadfence(); }
inline void __threadfence_system() { __threadfence(); }

// Whoever polls must let the others run.
inline void __nanosleep(unsigned) { emulator::yield(); }
#define GRID_BARRIER_WAIT() emulator::yield()

#define __trap() emulator::trap("__trap()", __FILE__, __LINE__)
#undef assert
#define assert(condition) \
    ((condition) ? (void)0 : emulator::trap("assert(" #condition ")", __FILE__, __LINE__))

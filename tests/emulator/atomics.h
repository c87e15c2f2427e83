// Atomics. One CUDA thread runs at a time, so plain reads and writes would do: they are real ones so that
// ThreadSanitizer tells them from races.
#pragma once

namespace emulator {

template <class T, class F> inline T update(T *place, F f) {
    T before, after;
    __atomic_load(place, &before, __ATOMIC_SEQ_CST);
    do {
        after = f(before);
    } while (!__atomic_compare_exchange(place, &before, &after, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    return before;
}
// A parameter of this type takes no part in finding T, so that atomicAdd(float *, 1) is legal, as in CUDA.
template <class T> struct As { using Type = T; };
template <class T> using Value = typename As<T>::Type;

} // namespace emulator

#define EMULATOR_ATOMIC(function, after)                                                        \
    template <class T> inline T function(T *place, emulator::Value<T> value) {                  \
        return emulator::update(place, [=](T before) -> T { return after; });                   \
    }                                                                                           \
    template <class T> inline T function(volatile T *place, emulator::Value<T> value) {         \
        return function(const_cast<T *>(place), value);                                         \
    }
EMULATOR_ATOMIC(atomicAdd, T(before + value))
EMULATOR_ATOMIC(atomicSub, T(before - value))
EMULATOR_ATOMIC(atomicMin, value < before ? value : before)
EMULATOR_ATOMIC(atomicMax, before < value ? value : before)
EMULATOR_ATOMIC(atomicAnd, T(before & value))
EMULATOR_ATOMIC(atomicOr, T(before | value))
EMULATOR_ATOMIC(atomicXor, T(before ^ value))
EMULATOR_ATOMIC(atomicExch, value)
EMULATOR_ATOMIC(atomicInc, before >= value ? T(0) : T(before + 1))
EMULATOR_ATOMIC(atomicDec, before == 0 || before > value ? value : T(before - 1))
#undef EMULATOR_ATOMIC

template <class T> inline T atomicCAS(T *place, emulator::Value<T> expected, emulator::Value<T> value) {
    return emulator::update(place, [=](T before) { return before == expected ? value : before; });
}

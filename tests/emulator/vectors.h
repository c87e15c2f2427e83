// CUDA's vector types, with CUDA's sizes and alignments: kernels load 16 bytes through them at once.
#pragma once

#define EMULATOR_VECTORS(Scalar, Name)                                              \
    struct alignas(2 * sizeof(Scalar)) Name##2 { Scalar x, y; };                    \
    struct Name##3 { Scalar x, y, z; };                                             \
    struct alignas(sizeof(Scalar) < 4 ? 4 * sizeof(Scalar) : 16) Name##4 {          \
        Scalar x, y, z, w;                                                          \
    };                                                                              \
    inline Name##2 make_##Name##2(Scalar x, Scalar y) { return {x, y}; }            \
    inline Name##3 make_##Name##3(Scalar x, Scalar y, Scalar z) { return {x, y, z}; } \
    inline Name##4 make_##Name##4(Scalar x, Scalar y, Scalar z, Scalar w) { return {x, y, z, w}; }

EMULATOR_VECTORS(signed char, char)
EMULATOR_VECTORS(unsigned char, uchar)
EMULATOR_VECTORS(short, short)
EMULATOR_VECTORS(unsigned short, ushort)
EMULATOR_VECTORS(int, int)
EMULATOR_VECTORS(unsigned int, uint)
EMULATOR_VECTORS(long long, longlong)
EMULATOR_VECTORS(unsigned long long, ulonglong)
EMULATOR_VECTORS(float, float)
EMULATOR_VECTORS(double, double)
#undef EMULATOR_VECTORS

struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

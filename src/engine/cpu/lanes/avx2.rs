//! Sixteen numbers in two AVX registers.
use super::Lanes;
use crate::real::Half;
use pulp::{Simd, cast, f32x8, u32x8, x86::V3};
use std::arch::x86_64::__m128i;

impl Lanes for V3 {
    type Vector = [f32x8; 2];

    #[inline(always)]
    fn splat(self, x: f32) -> Self::Vector {
        [self.splat_f32s(x); 2]
    }

    #[inline(always)]
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector {
        [self.mul_add_f32s(a[0], b[0], c[0]), self.mul_add_f32s(a[1], b[1], c[1])]
    }

    #[inline(always)]
    unsafe fn load(self, p: *const f32) -> Self::Vector {
        // SAFETY: promised by the caller; the vector type has the alignment of a number.
        unsafe { *p.cast::<Self::Vector>() }
    }

    #[inline(always)]
    unsafe fn load_half(self, p: *const Half) -> Self::Vector {
        // SAFETY: promised by the caller; the pointers are read as bytes.
        let halves = unsafe { p.cast::<[[u8; 16]; 2]>().read_unaligned() };
        [widen(self, halves[0]), widen(self, halves[1])]
    }

    #[inline(always)]
    fn load_part(self, from: &[f32]) -> Self::Vector {
        let (low, high) = from.split_at(from.len().min(8));
        [self.partial_load_f32s(low), self.partial_load_f32s(&high[..high.len().min(8)])]
    }

    #[inline(always)]
    fn store_part(self, to: &mut [f32], v: Self::Vector) {
        let (low, high) = to.split_at_mut(to.len().min(8));
        let high_len = high.len().min(8);
        self.partial_store_f32s(low, v[0]);
        self.partial_store_f32s(&mut high[..high_len], v[1]);
    }

    #[inline(always)]
    fn sum(self, v: Self::Vector) -> f32 {
        let f32x8(a, b, c, d, e, f, g, h) = self.add_f32s(v[0], v[1]);
        ((a + e) + (c + g)) + ((b + f) + (d + h))
    }
}

/// [`Half::to_f32`], eight at a time. The instruction for it is a set of its own, which is not asked for.
#[inline(always)]
fn widen(v: V3, half: [u8; 16]) -> f32x8 {
    let h = v.avx2._mm256_cvtepu16_epi32(cast::<_, __m128i>(half));
    let magnitude = v.avx2._mm256_slli_epi32::<13>(v.avx2._mm256_and_si256(h, cast(v.splat_u32s(0x7fff))));
    let magnitude = v.mul_f32s(cast(magnitude), v.splat_f32s(f32::from_bits((112 + 127) << 23)));
    let exponent = cast(v.splat_u32s(0x7c00));
    let endless = v.avx2._mm256_cmpeq_epi32(v.avx2._mm256_and_si256(h, exponent), exponent);
    let endless = v.and_u32s(cast(endless), v.splat_u32s(0x7f80_0000));
    let sign: u32x8 = cast(v.avx2._mm256_slli_epi32::<16>(v.avx2._mm256_and_si256(h, cast(v.splat_u32s(0x8000)))));
    cast(v.or_u32s(v.or_u32s(cast(magnitude), endless), sign))
}

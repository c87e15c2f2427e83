//! Sixteen numbers in two AVX registers.
use super::Lanes;
use crate::real::Half;
use pulp::{Simd, cast, f32x8, u32x8, x86::V3};
use std::arch::x86_64::{__m128i, _MM_HINT_T0, _MM_HINT_T1};

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

    #[inline(always)]
    #[expect(clippy::needless_range_loop, reason = "constant bounds keep the sums in registers")]
    fn sums<const R: usize, const C: usize>(self, v: [[Self::Vector; R]; C]) -> [[f32; R]; C] {
        const { assert!(R * C <= 3 * EIGHT) };
        let none = self.splat_f32s(0.0);
        let second = if R * C > EIGHT { self.sum_8(self.eight(v, EIGHT)) } else { none };
        let third = if R * C > 2 * EIGHT { self.sum_8(self.eight(v, 2 * EIGHT)) } else { none };
        let lanes: [[f32; EIGHT]; 3] = [cast(self.sum_8(self.eight(v, 0))), cast(second), cast(third)];
        let mut sums = [[0.0; R]; C];
        for c in 0..C {
            for r in 0..R {
                let i = c * R + r;
                sums[c][r] = lanes[i / EIGHT][LANE[i % EIGHT]];
            }
        }
        sums
    }

    #[inline(always)]
    fn fetch<T>(self, p: *const T) {
        self.sse._mm_prefetch::<_MM_HINT_T1>(p.cast());
    }

    #[inline(always)]
    fn fetch_near<T>(self, p: *const T) {
        self.sse._mm_prefetch::<_MM_HINT_T0>(p.cast());
    }
}

/// Numbers in a register.
const EIGHT: usize = 8;
/// Where [`SumEight::sum_8`] leaves the sum of each vector.
const LANE: [usize; EIGHT] = [0, 4, 1, 5, 2, 6, 3, 7];

/// Methods and not closures, written out, for the reasons given in `avx512.rs`.
trait SumEight: Sized {
    /// The halves of vector number `i`, added; zeros past the end.
    fn halves<const R: usize, const C: usize>(self, v: [[[f32x8; 2]; R]; C], i: usize) -> f32x8;
    /// Eight of them from number `i` on.
    fn eight<const R: usize, const C: usize>(self, v: [[[f32x8; 2]; R]; C], i: usize) -> [f32x8; EIGHT];
    fn quarters(self, a: f32x8, b: f32x8) -> f32x8;
    fn pairs(self, a: f32x8, b: f32x8) -> f32x8;
    fn ones(self, a: f32x8, b: f32x8) -> f32x8;
    /// The sums of eight vectors. Each step adds the halves of two and puts the two results in one: 7 additions in place of 24.
    fn sum_8(self, v: [f32x8; EIGHT]) -> f32x8;
}

impl SumEight for V3 {
    #[inline(always)]
    fn halves<const R: usize, const C: usize>(self, v: [[[f32x8; 2]; R]; C], i: usize) -> f32x8 {
        if i < R * C {
            let [low, high] = v[i / R][i % R];
            self.add_f32s(low, high)
        } else {
            self.splat_f32s(0.0)
        }
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn eight<const R: usize, const C: usize>(self, v: [[[f32x8; 2]; R]; C], i: usize) -> [f32x8; EIGHT] {
        [
            self.halves(v, i), self.halves(v, i + 1), self.halves(v, i + 2), self.halves(v, i + 3),
            self.halves(v, i + 4), self.halves(v, i + 5), self.halves(v, i + 6), self.halves(v, i + 7),
        ]
    }

    #[inline(always)]
    fn quarters(self, a: f32x8, b: f32x8) -> f32x8 {
        let (f, a, b) = (self.avx, cast(a), cast(b));
        cast(f._mm256_add_ps(f._mm256_permute2f128_ps::<0x20>(a, b), f._mm256_permute2f128_ps::<0x31>(a, b)))
    }

    #[inline(always)]
    fn pairs(self, a: f32x8, b: f32x8) -> f32x8 {
        let (f, a, b) = (self.avx, cast(a), cast(b));
        let (low, high) = (f._mm256_unpacklo_pd(a, b), f._mm256_unpackhi_pd(a, b));
        self.add_f32s(cast(low), cast(high))
    }

    #[inline(always)]
    fn ones(self, a: f32x8, b: f32x8) -> f32x8 {
        let (f, a, b) = (self.avx, cast(a), cast(b));
        cast(f._mm256_add_ps(f._mm256_shuffle_ps::<0x88>(a, b), f._mm256_shuffle_ps::<0xdd>(a, b)))
    }

    #[inline(always)]
    fn sum_8(self, v: [f32x8; EIGHT]) -> f32x8 {
        let first = self.pairs(self.quarters(v[0], v[1]), self.quarters(v[2], v[3]));
        let second = self.pairs(self.quarters(v[4], v[5]), self.quarters(v[6], v[7]));
        self.ones(first, second)
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

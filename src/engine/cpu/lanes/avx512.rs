//! Sixteen numbers in one AVX-512 register.
use super::{LANES, Lanes};
use crate::real::Half;
use pulp::{Simd, cast, x86::V4};
use std::arch::x86_64::{__m512, _MM_HINT_T0, _MM_HINT_T1};
use std::array::from_fn;

impl Lanes for V4 {
    type Vector = __m512;

    #[inline(always)]
    fn splat(self, x: f32) -> __m512 {
        self.avx512f._mm512_set1_ps(x)
    }

    #[inline(always)]
    fn mul_add(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        self.avx512f._mm512_fmadd_ps(a, b, c)
    }

    #[inline(always)]
    unsafe fn load(self, p: *const f32) -> __m512 {
        // SAFETY: promised by the caller.
        unsafe { self.avx512f._mm512_loadu_ps(p) }
    }

    #[inline(always)]
    unsafe fn load_half(self, p: *const Half) -> __m512 {
        // SAFETY: promised by the caller; the pointers are read as bytes.
        let halves = unsafe { p.cast::<[u8; 32]>().read_unaligned() };
        self.avx512f._mm512_cvtph_ps(cast(halves))
    }

    #[inline(always)]
    fn load_part(self, from: &[f32]) -> __m512 {
        // Parts go through a table of functions; a length that the compiler knows leaves one branch.
        match from.first_chunk::<LANES>() {
            Some(whole) => cast(*whole),
            None => cast(self.partial_load_f32s(from)),
        }
    }

    #[inline(always)]
    fn store_part(self, to: &mut [f32], v: __m512) {
        match to.first_chunk_mut::<LANES>() {
            Some(whole) => *whole = cast(v),
            None => self.partial_store_f32s(to, cast(v)),
        }
    }

    #[inline(always)]
    fn sum(self, v: __m512) -> f32 {
        let zero = self.splat(0.0);
        let lanes: [f32; LANES] = cast(self.sum_16(from_fn(
            #[inline(always)]
            |i| if i == 0 { v } else { zero },
        )));
        lanes[0]
    }

    #[inline(always)]
    fn sums<const R: usize, const C: usize>(self, v: [[__m512; R]; C]) -> [[f32; R]; C] {
        const { assert!(R * C <= 2 * LANES) };
        let second = if R * C > LANES { self.sum_16(self.sixteen(v, LANES)) } else { self.splat(0.0) };
        let lanes: [[f32; LANES]; 2] = [cast(self.sum_16(self.sixteen(v, 0))), cast(second)];
        let mut sums = [[0.0; R]; C];
        for c in 0..C {
            for r in 0..R {
                sums[c][r] = lanes[(c * R + r) / LANES][(c * R + r) % LANES];
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

/// Methods and not closures: a closure may be compiled alone, without AVX-512, and every addition then
/// is a call with its operands in memory. That took 40 % of a step.
trait SumSixteen: Sized {
    /// Vector number `i`; zeros past the end.
    fn pick<const R: usize, const C: usize>(self, v: [[__m512; R]; C], i: usize) -> __m512;
    /// Sixteen vectors from number `i` on. Written out: a loop, or a slice of the sums, would keep them
    /// in memory for the whole product.
    fn sixteen<const R: usize, const C: usize>(self, v: [[__m512; R]; C], i: usize) -> [__m512; LANES];
    fn eighths(self, a: __m512, b: __m512) -> __m512;
    fn quarters(self, a: __m512, b: __m512) -> __m512;
    fn pairs(self, a: __m512, b: __m512) -> __m512;
    fn ones(self, a: __m512, b: __m512) -> __m512;
    /// Block b of row l ends in lane 4b + l.
    fn row(self, v: &[__m512; LANES], l: usize) -> __m512;
    /// Lane i of the result is the sum of vector i. Each step adds the halves of two vectors and
    /// puts the two results in one: 15 additions in place of 64.
    fn sum_16(self, v: [__m512; LANES]) -> __m512;
}

impl SumSixteen for V4 {
    #[inline(always)]
    fn pick<const R: usize, const C: usize>(self, v: [[__m512; R]; C], i: usize) -> __m512 {
        if i < R * C { v[i / R][i % R] } else { self.splat(0.0) }
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn sixteen<const R: usize, const C: usize>(self, v: [[__m512; R]; C], i: usize) -> [__m512; LANES] {
        [
            self.pick(v, i), self.pick(v, i + 1), self.pick(v, i + 2), self.pick(v, i + 3),
            self.pick(v, i + 4), self.pick(v, i + 5), self.pick(v, i + 6), self.pick(v, i + 7),
            self.pick(v, i + 8), self.pick(v, i + 9), self.pick(v, i + 10), self.pick(v, i + 11),
            self.pick(v, i + 12), self.pick(v, i + 13), self.pick(v, i + 14), self.pick(v, i + 15),
        ]
    }

    #[inline(always)]
    fn eighths(self, a: __m512, b: __m512) -> __m512 {
        let f = self.avx512f;
        f._mm512_add_ps(f._mm512_shuffle_f32x4::<0x44>(a, b), f._mm512_shuffle_f32x4::<0xee>(a, b))
    }

    #[inline(always)]
    fn quarters(self, a: __m512, b: __m512) -> __m512 {
        let f = self.avx512f;
        f._mm512_add_ps(f._mm512_shuffle_f32x4::<0x88>(a, b), f._mm512_shuffle_f32x4::<0xdd>(a, b))
    }

    #[inline(always)]
    fn pairs(self, a: __m512, b: __m512) -> __m512 {
        let (f, a, b) = (self.avx512f, cast(a), cast(b));
        f._mm512_add_ps(cast(f._mm512_unpacklo_pd(a, b)), cast(f._mm512_unpackhi_pd(a, b)))
    }

    #[inline(always)]
    fn ones(self, a: __m512, b: __m512) -> __m512 {
        let f = self.avx512f;
        f._mm512_add_ps(f._mm512_shuffle_ps::<0x88>(a, b), f._mm512_shuffle_ps::<0xdd>(a, b))
    }

    #[inline(always)]
    fn row(self, v: &[__m512; LANES], l: usize) -> __m512 {
        self.quarters(self.eighths(v[l], v[4 + l]), self.eighths(v[8 + l], v[12 + l]))
    }

    #[inline(always)]
    fn sum_16(self, v: [__m512; LANES]) -> __m512 {
        let row = [self.row(&v, 0), self.row(&v, 1), self.row(&v, 2), self.row(&v, 3)];
        self.ones(self.pairs(row[0], row[1]), self.pairs(row[2], row[3]))
    }
}

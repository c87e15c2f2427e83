//! Sixteen numbers in two AVX registers.
use super::Lanes;
use pulp::{Simd, f32x8, x86::V3};

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

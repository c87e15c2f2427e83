//! Sixteen numbers in an array: any machine, as fast as its compiler makes it.
use super::{LANES, Lanes};
use crate::real::Half;

#[derive(Clone, Copy)]
pub struct Array;

impl Lanes for Array {
    type Vector = [f32; LANES];

    #[inline(always)]
    fn splat(self, x: f32) -> Self::Vector {
        [x; LANES]
    }

    #[inline(always)]
    fn mul_add(self, a: Self::Vector, b: Self::Vector, mut c: Self::Vector) -> Self::Vector {
        for l in 0..LANES {
            c[l] = a[l].mul_add(b[l], c[l]);
        }
        c
    }

    #[inline(always)]
    unsafe fn load(self, p: *const f32) -> Self::Vector {
        // SAFETY: promised by the caller; an array of numbers has their alignment.
        unsafe { *p.cast::<Self::Vector>() }
    }

    #[inline(always)]
    unsafe fn load_half(self, p: *const Half) -> Self::Vector {
        // SAFETY: promised by the caller; an array of numbers has their alignment.
        let from = unsafe { *p.cast::<[Half; LANES]>() };
        let mut v = [0.0; LANES];
        for l in 0..LANES {
            v[l] = from[l].to_f32();
        }
        v
    }

    #[inline(always)]
    fn load_part(self, from: &[f32]) -> Self::Vector {
        let mut v = [0.0; LANES];
        v.iter_mut().zip(from).for_each(|(v, x)| *v = *x);
        v
    }

    #[inline(always)]
    fn store_part(self, to: &mut [f32], v: Self::Vector) {
        to.iter_mut().zip(v).for_each(|(x, v)| *x = v);
    }

    #[inline(always)]
    fn sum(self, mut v: Self::Vector) -> f32 {
        for half in [8, 4, 2, 1] {
            for l in 0..half {
                v[l] += v[l + half];
            }
        }
        v[0]
    }
}

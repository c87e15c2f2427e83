//! Vectors of sixteen numbers, on any machine.
//!
//! A kernel written over [`Lanes`] adds in the same order whether sixteen numbers are one AVX-512
//! register, two of AVX2 or an array: its results are the same bits everywhere.
mod array;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod dispatch;

pub use dispatch::{Kernel, dispatch};

use crate::real::Half;

/// Numbers in a vector.
pub const LANES: usize = 16;
/// Bytes of a cache line: a vector of single-precision numbers.
pub const LINE: usize = LANES * size_of::<f32>();

/// Proof that an instruction set exists here, and its operations on vectors of [`LANES`] numbers.
pub trait Lanes: Copy {
    type Vector: Copy;

    fn splat(self, x: f32) -> Self::Vector;
    /// a · b + c, rounded once.
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// # Safety
    /// `LANES` numbers from `p` on can be read.
    unsafe fn load(self, p: *const f32) -> Self::Vector;
    /// # Safety
    /// `LANES` numbers from `p` on can be read.
    unsafe fn load_half(self, p: *const Half) -> Self::Vector;
    /// Asks for the cache line of `p`, which need not be readable, in the second-level cache: for reading that comes a tile
    /// later. Machines without such an instruction do nothing.
    #[inline(always)]
    fn fetch<T>(self, p: *const T) {
        let _ = p;
    }
    /// [`Lanes::fetch`] into the first-level cache, for numbers that are read and written soon.
    #[inline(always)]
    fn fetch_near<T>(self, p: *const T) {
        let _ = p;
    }
    /// All numbers of an array.
    #[inline(always)]
    fn load_all(self, from: &[f32; LANES]) -> Self::Vector {
        // SAFETY: an array of `LANES` numbers.
        unsafe { self.load(from.as_ptr()) }
    }
    /// The first numbers of the slice; zeros where it is shorter.
    fn load_part(self, from: &[f32]) -> Self::Vector;
    /// The first numbers of the vector, as many as fit.
    fn store_part(self, to: &mut [f32], v: Self::Vector);
    /// The sum of the lanes: lane l plus lane l + 8, of these l plus l + 4, then 2, then 1.
    fn sum(self, v: Self::Vector) -> f32;

    /// The sums of many vectors, which some machines take together.
    #[inline(always)]
    fn sums<const R: usize, const C: usize>(self, v: [[Self::Vector; R]; C]) -> [[f32; R]; C] {
        v.map(
            #[inline(always)]
            |v| {
                v.map(
                    #[inline(always)]
                    |v| self.sum(v),
                )
            },
        )
    }
}

/// A number as it lies in memory.
pub trait Stored: Copy + Send + Sync + 'static {
    /// # Safety
    /// `LANES` numbers from `p` on can be read.
    unsafe fn load<L: Lanes>(l: L, p: *const Self) -> L::Vector;
    /// The first numbers of the slice; zeros where it is shorter.
    fn load_part<L: Lanes>(l: L, from: &[Self]) -> L::Vector;
}

impl Stored for f32 {
    #[inline(always)]
    unsafe fn load<L: Lanes>(l: L, p: *const Self) -> L::Vector {
        // SAFETY: promised by the caller.
        unsafe { l.load(p) }
    }

    #[inline(always)]
    fn load_part<L: Lanes>(l: L, from: &[Self]) -> L::Vector {
        l.load_part(from)
    }
}

impl Stored for Half {
    #[inline(always)]
    unsafe fn load<L: Lanes>(l: L, p: *const Self) -> L::Vector {
        // SAFETY: promised by the caller.
        unsafe { l.load_half(p) }
    }

    #[inline(always)]
    fn load_part<L: Lanes>(l: L, from: &[Self]) -> L::Vector {
        let mut whole = [Half(0); LANES];
        whole.iter_mut().zip(from).for_each(
            #[inline(always)]
            |(x, from)| *x = *from,
        );
        // SAFETY: an array of LANES numbers.
        unsafe { l.load_half(whole.as_ptr()) }
    }
}

#[cfg(test)]
pub mod tests;

//! The arithmetic that neuron models are written in: once, for `f32` and for `f64`.
mod half;
mod single;

pub use half::Half;
pub(crate) use single::ln_normal;

use std::fmt::{Debug, Display};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// A real number: `f32` where speed counts, `f64` in the reference.
///
/// The trait holds only what vectorises: every `f32` operation is free of branches and calls, so a
/// loop over it inside [`crate::simd::vectorize`] fills the machine's vectors, and the result of an
/// element depends on nothing but the element. That is why this is not `num_traits::Float`, whose
/// `tanh` is a library call. `f32` functions are within 4 units in the last place of the exact
/// value, saturate as the exact function does, and pass NaN on. `f64` uses the standard library.
///
/// Outside generic code `x.tanh()` is the inherent method of `f32`; write `Real::tanh(x)` there.
pub trait Real:
    Copy
    + Default
    + Debug
    + Display
    + PartialOrd
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + Sum
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// The nearest number of this type.
    fn of(x: f64) -> Self;
    /// This number in `f64`, exactly.
    fn as_f64(self) -> f64;
    /// `self · a + b`, rounded once.
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// |x|.
    fn abs(self) -> Self;
    /// √x.
    fn sqrt(self) -> Self;
    /// |self| with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// eˣ.
    fn exp(self) -> Self;
    /// Natural logarithm; −∞ at 0, NaN below.
    fn ln(self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(self) -> Self;
    /// (sin 2πx, cos 2πx): `x` in turns.
    fn sin_cos_2pi(self) -> (Self, Self);
    /// ln(1 + y) for y in [0, 1]; elsewhere less exact.
    #[doc(hidden)]
    fn ln_1p_unit(self) -> Self;

    /// The larger of the two, NaN if `self` is: `x.at_least(ZERO)` rectifies without hiding a NaN.
    #[inline(always)]
    fn at_least(self, low: Self) -> Self {
        if self < low { low } else { self }
    }

    /// The smaller of the two, NaN if `self` is.
    #[inline(always)]
    fn at_most(self, high: Self) -> Self {
        if self > high { high } else { self }
    }

    /// 1 / (1 + e⁻ˣ), exact in the far negative tail too.
    #[inline(always)]
    fn sigmoid(self) -> Self {
        let e = (-self.abs()).exp();
        let low = e / (Self::ONE + e);
        if self < Self::ZERO { low } else { Self::ONE / (Self::ONE + e) }
    }

    /// ln(1 + eˣ) without overflow, exact in the far negative tail too.
    #[inline(always)]
    fn softplus(self) -> Self {
        (-self.abs()).exp().ln_1p_unit() + self.at_least(Self::ZERO)
    }
}

macro_rules! shared {
    ($t:ty) => {
        const ZERO: Self = 0.0;
        const ONE: Self = 1.0;
        #[inline(always)]
        fn of(x: f64) -> Self {
            x as $t
        }
        #[inline(always)]
        fn as_f64(self) -> f64 {
            self as f64
        }
        #[inline(always)]
        fn mul_add(self, a: Self, b: Self) -> Self {
            <$t>::mul_add(self, a, b)
        }
        #[inline(always)]
        fn abs(self) -> Self {
            <$t>::abs(self)
        }
        #[inline(always)]
        fn sqrt(self) -> Self {
            <$t>::sqrt(self)
        }
        #[inline(always)]
        fn copysign(self, sign: Self) -> Self {
            <$t>::copysign(self, sign)
        }
        #[inline(always)]
        fn is_finite(self) -> bool {
            <$t>::is_finite(self)
        }
    };
}

impl Real for f32 {
    shared!(f32);
    #[inline(always)]
    fn exp(self) -> Self {
        single::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        single::ln(self)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        single::tanh(self)
    }
    #[inline(always)]
    fn sin_cos_2pi(self) -> (Self, Self) {
        single::sin_cos_2pi(self)
    }
    #[inline(always)]
    fn ln_1p_unit(self) -> Self {
        single::ln_1p_unit(self)
    }
}

impl Real for f64 {
    shared!(f64);
    fn exp(self) -> Self {
        f64::exp(self)
    }
    fn ln(self) -> Self {
        f64::ln(self)
    }
    fn tanh(self) -> Self {
        f64::tanh(self)
    }
    fn sin_cos_2pi(self) -> (Self, Self) {
        // Whole turns leave first: they are exact here and would not be after multiplying by 2π.
        ((self - self.round_ties_even()) * std::f64::consts::TAU).sin_cos()
    }
    fn ln_1p_unit(self) -> Self {
        f64::ln_1p(self)
    }
}

#[cfg(test)]
mod tests;

//! Running a loop with the best instructions of this machine.

/// Runs `body` compiled for the widest instruction set found at run time (AVX-512, AVX2 + FMA, or
/// the target's baseline).
///
/// `body` must be inlined into the dispatched function, or it keeps the baseline's instructions:
///
/// ```
/// use trifactor::{real::Real, simd::vectorize};
/// let mut x = vec![0.5_f32; 100];
/// vectorize(#[inline(always)] || x.iter_mut().for_each(|x| *x = Real::tanh(*x)));
/// # assert!((x[99] - 0.46211717).abs() < 1e-6);
/// ```
///
/// Every function that `body` calls should be `#[inline(always)]` too. The compiler contracts
/// nothing, so written with explicit `mul_add` the results are the same bits with any set.
#[inline(always)]
pub fn vectorize<R>(body: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(body)
}

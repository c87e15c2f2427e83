//! Which machine's vectors a computation runs on.
use super::Lanes;
use super::array::Array;
#[cfg(test)]
use super::tests;

/// A computation over vectors of any machine.
pub trait Kernel {
    /// `R × C` vectors are as many sums as the registers hold beside their operands.
    fn run<L: Lanes, const R: usize, const C: usize>(self, lanes: L);
}

/// Runs the kernel with the best instruction set of this machine.
pub fn dispatch(kernel: impl Kernel) {
    #[cfg(test)]
    match tests::LEVEL.get() {
        tests::Level::Best => {}
        tests::Level::Array => return kernel.run::<_, 3, 2>(Array),
        #[cfg(target_arch = "x86_64")]
        tests::Level::Avx2 if let Some(v3) = pulp::x86::V3::try_new() => {
            return kernel.run::<_, 3, 2>(v3);
        }
        tests::Level::Avx2 => return eprintln!("SKIPPED: no AVX2 here"),
    }
    match pulp::Arch::new() {
        #[cfg(target_arch = "x86_64")]
        pulp::Arch::V4(v4) => v4.vectorize(
            #[inline(always)]
            || kernel.run::<_, 6, 4>(v4),
        ),
        #[cfg(target_arch = "x86_64")]
        pulp::Arch::V3(v3) => v3.vectorize(
            #[inline(always)]
            || kernel.run::<_, 3, 2>(v3),
        ),
        _ => kernel.run::<_, 3, 2>(Array),
    }
}

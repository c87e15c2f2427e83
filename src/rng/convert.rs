//! From the words of a block to the numbers of its four neurons.
use crate::real::{Real, ln_normal};

/// 2⁻³².
const UNIT: f32 = 1.0 / 4_294_967_296.0;

/// In (0, 1]: the smallest is 2⁻³³.
#[inline(always)]
fn open_uniform(x: u32) -> f32 {
    (x as f32).mul_add(UNIT, 0.5 * UNIT)
}

#[inline(always)]
fn box_muller(x: u32, y: u32) -> (f32, f32) {
    let r = (-2.0 * ln_normal(open_uniform(x))).sqrt();
    let (sine, cosine) = Real::sin_cos_2pi(open_uniform(y));
    (r * cosine, r * sine)
}

/// A distribution. A trait with a static method, because a function passed as a value is called
/// through a shim that is never inlined, and so never vectorised.
pub trait Convert {
    /// The numbers of four neurons from the words of their block.
    fn convert(x: [u32; 4]) -> [f32; 4];
}

pub struct Normal;
pub struct Sign;
pub struct Uniform;

impl Convert for Normal {
    #[inline(always)]
    fn convert(x: [u32; 4]) -> [f32; 4] {
        let ((a, b), (c, d)) = (box_muller(x[0], x[1]), box_muller(x[2], x[3]));
        [a, b, c, d]
    }
}

impl Convert for Sign {
    #[inline(always)]
    fn convert(x: [u32; 4]) -> [f32; 4] {
        x.map(|x| f32::from_bits(1.0_f32.to_bits() | x & 0x8000_0000))
    }
}

impl Convert for Uniform {
    #[inline(always)]
    fn convert(x: [u32; 4]) -> [f32; 4] {
        x.map(|x| (x >> 8) as f32 * (1.0 / 16_777_216.0))
    }
}

//! From the words of a block to the numbers of its four neurons.
use crate::real::Real;

/// 2⁻³².
const UNIT: f32 = 1.0 / 4_294_967_296.0;

/// In (0, 1]: the smallest is 2⁻³³.
#[inline(always)]
fn open_uniform(x: u32) -> f32 {
    (x as f32).mul_add(UNIT, 0.5 * UNIT)
}

#[inline(always)]
fn box_muller(x: u32, y: u32) -> (f32, f32) {
    let r = (-2.0 * Real::ln(open_uniform(x))).sqrt();
    let (sine, cosine) = Real::sin_cos_2pi(open_uniform(y));
    (r * cosine, r * sine)
}

#[inline(always)]
pub fn normals(x: [u32; 4]) -> [f32; 4] {
    let ((a, b), (c, d)) = (box_muller(x[0], x[1]), box_muller(x[2], x[3]));
    [a, b, c, d]
}

#[inline(always)]
pub fn signs(x: [u32; 4]) -> [f32; 4] {
    x.map(|x| f32::from_bits(1.0_f32.to_bits() | x & 0x8000_0000))
}

#[inline(always)]
pub fn uniforms(x: [u32; 4]) -> [f32; 4] {
    x.map(|x| (x >> 8) as f32 * (1.0 / 16_777_216.0))
}

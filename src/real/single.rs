//! Single-precision functions without branches or calls, so that loops over them vectorise.
//!
//! Polynomials: Moshier, Cephes mathematical library, single precision
//! (<https://www.netlib.org/cephes/>), evaluated with fused multiply-adds.

/// Adding 1.5·2²³ leaves the nearest integer in the low bits of the sum.
const ROUND: f32 = 12_582_912.0;
/// ln 2 in two parts; a product of the first with a small integer is exact.
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;

/// Σ c[i] xⁱ from the highest power down.
#[inline(always)]
fn horner<const N: usize>(x: f32, c: [f32; N]) -> f32 {
    let mut sum = c[0];
    for c in &c[1..] {
        sum = sum.mul_add(x, *c);
    }
    sum
}

/// 2ⁿ for n in −126 … 127.
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits((n.wrapping_add(127) as u32) << 23)
}

#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = if x < -104.0 { -104.0 } else { x };
    let x = if x > 89.0 { 89.0 } else { x };
    let rounded = x.mul_add(std::f32::consts::LOG2_E, ROUND);
    let n = rounded - ROUND;
    let r = n.mul_add(-LN_2_LOW, n.mul_add(-LN_2_HIGH, x));
    let tail = horner(r, [1.987_569_1e-4, 1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_65, 0.5]);
    let y = tail.mul_add(r * r, r) + 1.0;
    // Two factors, because 2ⁿ itself leaves the range at both ends: rounding happens in the last.
    let n = (rounded.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32);
    let half = n >> 1;
    y * power_of_two(half) * power_of_two(n.wrapping_sub(half))
}

/// ln x for normal positive x.
#[inline(always)]
pub fn ln_normal(x: f32) -> f32 {
    // Mantissa in [√½, √2), so that the logarithm of numbers near 1 loses nothing.
    let e = (x.to_bits().wrapping_sub(0x3f35_04f3) as i32) >> 23;
    let f = f32::from_bits(x.to_bits().wrapping_sub((e as u32) << 23)) - 1.0;
    let e = e as f32;
    let z = f * f;
    let tail = horner(
        f,
        [
            7.037_683_6e-2,
            -0.115_146_1,
            0.116_769_984,
            -0.124_201_41,
            0.142_493_23,
            -0.166_680_57,
            0.200_007_15,
            -0.249_999_94,
            0.333_333_3,
        ],
    );
    let y = e.mul_add(LN_2_LOW, tail * (f * z));
    e.mul_add(LN_2_HIGH, z.mul_add(-0.5, y) + f)
}

#[inline(always)]
pub fn ln(x: f32) -> f32 {
    let subnormal = x < f32::MIN_POSITIVE;
    let y = ln_normal(if subnormal { x * 8_388_608.0 } else { x });
    let y = if subnormal { y - 15.942_385 } else { y };
    let y = if x > 0.0 { y } else { f32::NAN };
    let y = if x == 0.0 { f32::NEG_INFINITY } else { y };
    if x == f32::INFINITY { x } else { y }
}

/// ln(1 + y), y in [0, 1]: the logarithm of the rounded sum, plus what the sum lost.
#[inline(always)]
pub fn ln_1p_unit(y: f32) -> f32 {
    let u = 1.0 + y;
    ln_normal(u) + (y - (u - 1.0)) / u
}

#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let a = x.abs();
    let z = x * x;
    let tail = horner(z, [-5.704_988_7e-3, 2.063_909e-2, -5.373_971_6e-2, 0.133_314_42, -0.333_332_8]);
    let small = (tail * z).mul_add(x, x);
    let large = (1.0 - 2.0 / (exp(a + a) + 1.0)).copysign(x);
    if a < 0.625 { small } else { large }
}

#[inline(always)]
pub fn sin_cos_2pi(x: f32) -> (f32, f32) {
    let turn = x - x.round_ties_even();
    let rounded = turn.mul_add(4.0, ROUND);
    let quarters = rounded - ROUND;
    let t = quarters.mul_add(-0.25, turn) * std::f32::consts::TAU;
    let z = t * t;
    let sine = (horner(z, [-1.951_529_6e-4, 8.332_161e-3, -0.166_666_55]) * z).mul_add(t, t);
    let cosine = horner(z, [2.443_315_8e-5, -1.388_731_6e-3, 4.166_664_6e-2]);
    let cosine = (cosine * z).mul_add(z, z.mul_add(-0.5, 1.0));
    let n = rounded.to_bits();
    let odd = n & 1 != 0;
    let (s, c) = if odd { (cosine, sine) } else { (sine, cosine) };
    // Sine changes sign in quarters 2 and 3, cosine in 1 and 2.
    let s = f32::from_bits(s.to_bits() ^ ((n & 2) << 30));
    let c = f32::from_bits(c.to_bits() ^ ((n.wrapping_add(1) & 2) << 30));
    (s, c)
}

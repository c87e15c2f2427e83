//! Half precision (IEEE 754 binary16), for storing: all arithmetic is in `f32`.
use super::Real;

/// A number of 16 bits: 11 significant ones, from 6·10⁻⁸ to 65504.
///
/// Chosen over bfloat16, whose range no synapse needs: rounding a weight costs 0.05 % of it at most, not 0.4 %, and
/// processors convert either at the speed of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(transparent)]
pub struct Half(pub u16);

impl Half {
    /// The largest number.
    pub const MAX: f32 = 65504.0;

    /// The nearest number, ties to even; [`Half::MAX`] for what lies beyond it. NaN stays NaN.
    #[inline(always)]
    pub fn of(x: f32) -> Half {
        let sign = (x.to_bits() >> 16 & 0x8000) as u16;
        if x.is_nan() {
            return Half(sign | 0x7e00);
        }
        let x = x.abs().at_most(Half::MAX);
        // Where numbers lie 2⁻²⁴ apart (the subnormal ones), and everywhere else, adding the right power of two leaves
        // the rounded number in the low bits of the sum.
        if x < 1.0 / 16384.0 {
            return Half(sign | ((x + 0.5).to_bits() - 0.5_f32.to_bits()) as u16);
        }
        let bits = x.to_bits();
        let rounded = bits + 0x0fff + (bits >> 13 & 1);
        Half(sign | (rounded >> 13).wrapping_sub(112 << 10) as u16)
    }

    /// The same number, exactly.
    #[inline(always)]
    pub fn to_f32(self) -> f32 {
        let h = u32::from(self.0);
        // The exponent moves to its new place and is 112 too small; a product puts that right, subnormal or not.
        let magnitude = f32::from_bits((h & 0x7fff) << 13) * f32::from_bits((112 + 127) << 23);
        let endless = if h & 0x7c00 == 0x7c00 { 0x7f80_0000 } else { 0 };
        f32::from_bits(magnitude.to_bits() | endless | (h & 0x8000) << 16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_survives_a_round_trip() {
        for bits in 0..=u16::MAX {
            let x = Half(bits).to_f32();
            match bits & 0x7fff {
                0x7c00 => assert!(x.is_infinite()),
                0x7c01.. => assert!(x.is_nan() && Half::of(x).to_f32().is_nan()),
                _ => assert_eq!(Half::of(x), Half(bits), "{x:e}"),
            }
        }
    }

    #[test]
    fn the_nearest_number_is_chosen_and_ties_go_to_the_even_one() {
        for bits in 0..0x7bff_u16 {
            let (low, high) = (Half(bits).to_f32(), Half(bits + 1).to_f32());
            assert!(low < high);
            let middle = 0.5 * (low + high);
            assert_eq!(Half::of(middle).0, bits + (bits & 1), "{middle:e}");
            assert_eq!(Half::of(middle.next_down()).0, bits);
            assert_eq!(Half::of(-middle.next_up()).0, 0x8000 | (bits + 1));
        }
    }

    #[test]
    fn what_is_too_large_becomes_the_largest() {
        for x in [65504.0, 65520.0, 1e30, f32::INFINITY] {
            assert_eq!((Half::of(x).to_f32(), Half::of(-x).to_f32()), (65504.0, -65504.0));
        }
        assert_eq!((Half::of(1.0), Half::of(-2.0), Half::of(0.0)), (Half(0x3c00), Half(0xc000), Half(0)));
    }
}

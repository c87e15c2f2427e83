use super::*;
use std::cell::Cell;

/// Stands in for a machine with less.
#[derive(Clone, Copy, PartialEq)]
pub enum Level {
    Best,
    Avx2,
    Array,
}

thread_local!(pub static LEVEL: Cell<Level> = const { Cell::new(Level::Best) });

/// Everything that must agree between instruction sets, as bits.
struct Probe<'a>(&'a mut Vec<u32>);

fn probe<L: Lanes>(l: L, out: &mut Vec<u32>) {
    let x: Vec<f32> = (0..64).map(|i| (i as f32 * 0.77).sin() * 10f32.powi(i % 7)).collect();
    for len in 0..=20 {
        let a = l.load_part(&x[..len]);
        // SAFETY: 64 numbers, 17 + 16 of them read.
        let b = unsafe { l.load(x.as_ptr().add(17)) };
        let v = l.mul_add(a, b, l.splat(0.1));
        let mut stored = [f32::NAN; 19];
        l.store_part(&mut stored[..len.min(19)], v);
        out.extend(stored.iter().map(|x| x.to_bits()));
        out.push(l.sum(v).to_bits());
        let sums = l.sums([[v, b, a], [b, a, v], [a, a, a], [b, b, b], [v, v, v], [v, a, b]]);
        out.extend(sums.as_flattened().iter().map(|x| x.to_bits()));
        assert_eq!(sums[0][0].to_bits(), l.sum(v).to_bits());
        assert_eq!(sums[5][2].to_bits(), l.sum(b).to_bits());
    }
    probe_half(l, out);
}

/// Every number there is: vectors of them, and all parts of one.
fn probe_half<L: Lanes>(l: L, out: &mut Vec<u32>) {
    // A quiet and a signalling NaN are both a NaN; which one is the machine's affair.
    let bits = |x: &f32| if x.is_nan() { u32::MAX } else { x.to_bits() };
    let all: Vec<Half> = (0..=u16::MAX).map(Half).collect();
    let mut stored = [0.0; LANES];
    for sixteen in all.as_chunks::<LANES>().0 {
        // SAFETY: sixteen numbers.
        l.store_part(&mut stored, unsafe { l.load_half(sixteen.as_ptr()) });
        out.extend(stored.iter().map(bits));
    }
    for len in 0..LANES {
        l.store_part(&mut stored, Half::load_part(l, &all[1000..1000 + len]));
        out.extend(stored.iter().map(bits));
    }
}

impl Kernel for Probe<'_> {
    fn run<L: Lanes, const R: usize, const C: usize>(self, l: L) {
        probe(l, self.0);
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let mut expected = vec![];
    probe(array::Array, &mut expected);
    let mut best = vec![];
    dispatch(Probe(&mut best));
    assert_eq!(best, expected);
    #[cfg(target_arch = "x86_64")]
    match pulp::x86::V3::try_new() {
        Some(v3) => {
            let mut avx2 = vec![];
            probe(v3, &mut avx2);
            assert_eq!(avx2, expected);
        }
        None => eprintln!("SKIPPED: no AVX2 here"),
    }
}

//! A checksum in a safetensors file, of all its bytes: the format has none of its own, and a bit that was lost on a disk
//! would otherwise become a weight.
//!
//! It stands among the metadata as eight hexadecimal digits, which count as zeros where it is computed. It is a CRC-32
//! (ISO 3309), as in zip files: any single byte that was changed is found, and of other damage all but one in four billion.

use flate2::Crc;
use std::ops::Range;

/// Its name among the metadata.
const KEY: &str = "trifactor.crc32";
const DIGITS: usize = 8;
const OPEN: [u8; DIGITS] = [b'0'; DIGITS];

/// What the metadata are to hold before the file is sealed: name and value.
pub fn open() -> (String, String) {
    (KEY.into(), String::from_utf8_lossy(&OPEN).into_owned())
}

/// Seals the bytes of a file whose metadata hold [`open`]; `false` if they do not.
pub fn close(file: &mut [u8]) -> bool {
    let Some(place) = place(file) else { return false };
    let sum = sum(file, &place);
    file[place].copy_from_slice(sum.as_bytes());
    true
}

/// What a seal says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// Every byte is as it was written.
    Whole,
    /// Something was changed since.
    Broken,
    /// Another program, or an earlier version, wrote it without: nothing is known.
    Missing,
}

/// Compares a file with its seal.
pub fn check(file: &[u8]) -> Seal {
    match place(file) {
        None => Seal::Missing,
        Some(place) if file[place.clone()] == *sum(file, &place).as_bytes() => Seal::Whole,
        Some(_) => Seal::Broken,
    }
}

/// Where the digits stand. Tensors are no strings: no other key of the header looks like this one.
fn place(file: &[u8]) -> Option<Range<usize>> {
    let (length, rest) = file.split_first_chunk()?;
    let header = rest.get(..usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let before = format!("\"{KEY}\":\"");
    let at = header.windows(before.len()).position(|window| window == before.as_bytes())?;
    let start = length.len() + at + before.len();
    (start + DIGITS <= file.len()).then_some(start..start + DIGITS)
}

fn sum(file: &[u8], place: &Range<usize>) -> String {
    let mut crc = Crc::new();
    for part in [&file[..place.start], &OPEN, &file[place.end..]] {
        crc.update(part);
    }
    format!("{:08x}", crc.sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use safetensors::tensor::{Dtype, TensorView};

    #[test]
    fn every_change_of_a_sealed_file_is_found() {
        let bytes = [1.0_f32, -2.0, 3.5].map(f32::to_le_bytes).concat();
        let tensor = || TensorView::new(Dtype::F32, vec![3], &bytes).unwrap();
        let unsealed = safetensors::serialize([("a", tensor())], None).unwrap();
        assert_eq!(check(&unsealed), Seal::Missing);
        assert!(!close(&mut unsealed.clone()));
        let mut sealed = safetensors::serialize([("a", tensor())], Some([open()].into())).unwrap();
        assert!(close(&mut sealed));
        assert_eq!(check(&sealed), Seal::Whole);
        for at in 0..sealed.len() {
            for bits in 1..=u8::MAX {
                let mut other = sealed.clone();
                other[at] ^= bits;
                assert_ne!(check(&other), Seal::Whole, "byte {at}");
            }
        }
        assert!((0..sealed.len()).all(|length| check(&sealed[..length]) != Seal::Whole));
    }
}

//! NumPy's `.npy` format, versions 1 to 3 (NEP 1; numpy.lib.format).
//!
//! Read here and not by `npyz`, which multiplies the axes of a header without a check for overflow and parses header
//! literals of any depth on the stack: a damaged file must be an error, not a crash.

use super::numbers::{Array, ArrayError};
use std::io::Read;

/// Longer headers belong to structured arrays, which are no weights.
const LONGEST_HEADER: usize = 1 << 16;

/// What the header says.
#[derive(Debug, PartialEq)]
struct Header {
    descr: String,
    fortran: bool,
    shape: Vec<usize>,
}

/// Reads an array of float32 or float64; see [`super::array::read`] for `accept`.
pub fn read<E: From<ArrayError>>(file: impl Read, accept: impl FnOnce(&[usize]) -> Result<(), E>) -> Result<Array, E> {
    read_of(Numbers::Floats, file, accept)
}

/// Reads an array of integers of 32 or 64 bits, as numbers that are whole.
pub fn read_integers(file: impl Read) -> Result<Array, ArrayError> {
    read_of(Numbers::Integers, file, |_| Ok(()))
}

/// Which numbers an array may hold.
#[derive(PartialEq)]
enum Numbers {
    Floats,
    Integers,
}

fn read_of<E: From<ArrayError>>(
    numbers: Numbers,
    mut file: impl Read,
    accept: impl FnOnce(&[usize]) -> Result<(), E>,
) -> Result<Array, E> {
    let Header { descr, fortran, shape } = header(&mut file)?;
    accept(&shape)?;
    let length = shape.iter().try_fold(1_usize, |product, &side| product.checked_mul(side));
    let length = length.ok_or_else(|| malformed(format!("a shape of {shape:?}")))?;
    let (floats, integers) = (numbers == Numbers::Floats, numbers == Numbers::Integers);
    let values = match descr.as_str() {
        "<f4" if floats => values(file, length, |bytes| f64::from(f32::from_le_bytes(bytes)))?,
        ">f4" if floats => values(file, length, |bytes| f64::from(f32::from_be_bytes(bytes)))?,
        "<f8" if floats => values(file, length, f64::from_le_bytes)?,
        ">f8" if floats => values(file, length, f64::from_be_bytes)?,
        "<i4" if integers => values(file, length, |bytes| f64::from(i32::from_le_bytes(bytes)))?,
        "<u4" if integers => values(file, length, |bytes| f64::from(u32::from_le_bytes(bytes)))?,
        "<i8" if integers => values(file, length, |bytes| i64::from_le_bytes(bytes) as f64)?,
        "<u8" if integers => values(file, length, |bytes| u64::from_le_bytes(bytes) as f64)?,
        _ => return Err(ArrayError::Type(descr).into()),
    };
    let values = if fortran { row_major(&values, &shape) } else { values };
    Ok(Array { shape, values })
}

fn malformed(what: impl Into<String>) -> ArrayError {
    ArrayError::Malformed(what.into())
}

fn header(file: &mut impl Read) -> Result<Header, ArrayError> {
    let mut start = [0; 8];
    file.read_exact(&mut start).map_err(|_| malformed("it ends within its header"))?;
    if start[..6] != *b"\x93NUMPY" {
        return Err(malformed("it does not begin like a .npy array"));
    }
    // Version 1 has two bytes of length, versions 2 and 3 four.
    let mut length = [0; 4];
    let known = if start[6] == 1 { 2 } else { 4 };
    file.read_exact(&mut length[..known]).map_err(|_| malformed("it ends within its header"))?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST_HEADER {
        return Err(malformed(format!("a header of {length} bytes")));
    }
    let mut text = vec![0; length];
    file.read_exact(&mut text).map_err(|_| malformed("it ends within its header"))?;
    let text = String::from_utf8_lossy(&text);
    parse(&text).ok_or_else(|| {
        let shown: String = text.trim().chars().take(100).collect();
        malformed(format!("its header is {shown}"))
    })
}

/// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. NumPy writes the keys in any order.
fn parse(text: &str) -> Option<Header> {
    let after = |key: &str| Some(text.split_once(key)?.1.trim_start().strip_prefix(':')?.trim_start());
    let descr = after("'descr'")?;
    let descr = match descr.strip_prefix('\'') {
        Some(plain) => plain.split_once('\'')?.0,
        None => "a structured type",
    };
    let fortran = match after("'fortran_order'")? {
        order if order.starts_with("True") => true,
        order if order.starts_with("False") => false,
        _ => return None,
    };
    let shape = after("'shape'")?.strip_prefix('(')?.split_once(')')?.0;
    let sides = shape.split(',').map(str::trim).filter(|side| !side.is_empty());
    Some(Header { descr: descr.into(), fortran, shape: sides.map(|side| side.parse().ok()).collect::<Option<_>>()? })
}

/// The next `length` numbers. Memory grows with what the file holds, not with what its header claims.
fn values<const N: usize>(
    mut file: impl Read,
    length: usize,
    number: fn([u8; N]) -> f64,
) -> Result<Vec<f64>, ArrayError> {
    let size = length.checked_mul(N).ok_or_else(|| malformed(format!("a header with {length} numbers")))?;
    let mut bytes = Vec::new();
    file.by_ref().take(size as u64).read_to_end(&mut bytes).map_err(|error| malformed(error.to_string()))?;
    if bytes.len() != size {
        return Err(malformed(format!("{size} bytes of numbers should follow its header, found {}", bytes.len())));
    }
    // At the end of a file in an archive its checksum is compared.
    match file.take(1).read_to_end(&mut Vec::new()) {
        Ok(0) => {}
        Ok(_) => return Err(malformed(format!("more than the {size} bytes of its numbers follow its header"))),
        Err(error) => return Err(malformed(error.to_string())),
    }
    Ok(bytes.as_chunks().0.iter().map(|&bytes| number(bytes)).collect())
}

/// Reorders numbers whose first index runs fastest.
fn row_major(values: &[f64], shape: &[usize]) -> Vec<f64> {
    let place = |mut index: usize| {
        let (mut place, mut stride) = (0, values.len());
        for &side in shape.iter().rev() {
            stride /= side;
            place += index % side * stride;
            index /= side;
        }
        place
    };
    (0..values.len()).map(|index| values[place(index)]).collect()
}

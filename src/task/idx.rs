//! The IDX files of MNIST and its kin: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits",
//! section "File formats".

use super::TaskError;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Rows and columns of an image.
pub const SIDE: usize = 28;

/// More images than any data set of this format has; a header that claims more is damaged.
const MOST_ITEMS: u64 = 1_000_000;

/// DEFLATE makes at most 1,032 bytes of one (zlib's technical details, "Maximum Compression Factor").
const MOST_INFLATION: u64 = 1_032;

/// Reads an image file, plain or gzipped: [images × 28 × 28] grey values.
pub fn images(path: &Path) -> Result<Vec<u8>, TaskError> {
    read(path, &[SIDE, SIDE])
}

/// Reads a label file, plain or gzipped: a class below 10 for each image.
pub fn labels(path: &Path) -> Result<Vec<u8>, TaskError> {
    let labels = read(path, &[])?;
    match labels.iter().position(|&label| label > 9) {
        None => Ok(labels),
        Some(at) => Err(TaskError::Malformed {
            path: path.into(),
            expected: "labels from 0 to 9".into(),
            found: format!("label {} at item {at}", labels[at]),
        }),
    }
}

fn read(path: &Path, item: &[usize]) -> Result<Vec<u8>, TaskError> {
    let unreadable = |source| TaskError::Unreadable { path: path.into(), source };
    let open = || File::open(path).map_err(unreadable);
    let size = open()?.metadata().map_err(unreadable)?.len();
    let mut start = Vec::new();
    open()?.take(2).read_to_end(&mut start).map_err(unreadable)?;
    let file = BufReader::new(open()?);
    // Told by the content: browsers unpack downloads and keep the name.
    let decoded = if start == [0x1f, 0x8b] {
        decode(MultiGzDecoder::new(file), size.saturating_mul(MOST_INFLATION), item)
    } else {
        decode(file, size, item)
    };
    decoded.map_err(|(expected, found)| TaskError::Malformed { path: path.into(), expected, found })
}

/// Reads the items that follow the header. `most` bounds the bytes that `bytes` can give, so that memory is never
/// reserved on the word of a header alone. The error is (expected, found).
fn decode(mut bytes: impl Read, most: u64, item: &[usize]) -> Result<Vec<u8>, (String, String)> {
    let mut word = || -> Result<u32, (String, String)> {
        let mut word = [0; 4];
        bytes.read_exact(&mut word).map_err(|error| ("a whole header".into(), short(&error)))?;
        Ok(u32::from_be_bytes(word))
    };
    // Two zeros, 8 for unsigned bytes, then the number of dimensions.
    let magic = 0x0800 + 1 + item.len() as u32;
    let found = word()?;
    if found != magic {
        return Err((format!("an IDX file with magic number {magic:#06x}"), format!("{found:#06x}")));
    }
    let count = u64::from(word()?);
    for &expected in item {
        let found = word()?;
        if found as usize != expected {
            return Err((format!("images of {SIDE} × {SIDE} pixels"), format!("a side of {found}")));
        }
    }
    if !(1..=MOST_ITEMS).contains(&count) {
        return Err((format!("1 to {MOST_ITEMS} items"), format!("a header with {count}")));
    }
    let (header, length) = (8 + 4 * item.len() as u64, count * item.iter().product::<usize>() as u64);
    if header + length > most {
        return Err((format!("{count} items, {length} bytes"), "a file that is too short for them".into()));
    }
    let mut items = Vec::with_capacity(length as usize);
    // One byte more than there should be tells a file that goes on.
    let end = bytes.take(length + 1).read_to_end(&mut items);
    match (end, items.len() as u64) {
        (Ok(_), found) if found == length => Ok(items),
        (Ok(_), found) if found > length => Err((format!("{length} bytes of items"), "more".into())),
        (Ok(_), found) => Err((format!("{length} bytes of items"), format!("{found}"))),
        (Err(error), found) => Err((format!("{length} bytes of items"), format!("{} after {found}", short(&error)))),
    }
}

fn short(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the end of the file".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;

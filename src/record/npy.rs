//! A `.npy` file that grows along its first axis, readable by NumPy after every flush.
//!
//! Format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>, version 1.0, with a header of fixed
//! length so that the number of items can be written over; and arrays written once.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::path::Path;

const HEADER: usize = 256;

/// A kind of number that an array holds.
pub trait Number: Copy {
    /// Its name in a header.
    const KIND: &'static str;
    /// Its bytes in a file.
    const BYTES: usize;

    /// Writes it, little-endian.
    fn write(self, out: &mut impl Write) -> io::Result<()>;
}

macro_rules! number {
    ($($type:ty = $kind:literal),*) => {$(
        impl Number for $type {
            const KIND: &'static str = $kind;
            const BYTES: usize = size_of::<$type>();

            fn write(self, out: &mut impl Write) -> io::Result<()> {
                out.write_all(&self.to_le_bytes())
            }
        }
    )*};
}

number!(f32 = "<f4", i64 = "<i8", u32 = "<u4");

/// A growing array, little-endian, C order.
pub struct Growing<T> {
    file: BufWriter<File>,
    shape: Vec<usize>,
    items: u64,
    kind: PhantomData<T>,
}

/// A growing array of what is measured.
pub type Stream = Growing<f32>;

impl<T: Number> Growing<T> {
    /// Opens the file for items of this shape. Of an existing file the first `kept` items stay; with 0 it begins anew.
    ///
    /// # Errors
    /// Items to be kept that are of another shape or kind: the file is left as it was.
    pub fn open(path: &Path, shape: &[usize], kept: u64) -> io::Result<Growing<T>> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let item = (T::BYTES * shape.iter().product::<usize>()) as u64;
        let there = file.metadata()?.len().saturating_sub(HEADER as u64) / item.max(1);
        let items = kept.min(there);
        if items > 0 {
            expect_header(&mut file, T::KIND, shape)?;
        }
        file.set_len(HEADER as u64 + items * item)?;
        file.seek(SeekFrom::End(0))?;
        let mut stream = Growing { file: BufWriter::new(file), shape: shape.to_vec(), items, kind: PhantomData };
        stream.flush()?;
        Ok(stream)
    }

    /// How many whole items of this shape a file holds; `None` where there is no file. Nothing is changed.
    ///
    /// # Errors
    /// Items of another shape or kind.
    pub fn there(path: &Path, shape: &[usize]) -> io::Result<Option<u64>> {
        let mut file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let item = (T::BYTES * shape.iter().product::<usize>()) as u64;
        let items = file.metadata()?.len().saturating_sub(HEADER as u64) / item.max(1);
        if items > 0 {
            expect_header(&mut file, T::KIND, shape)?;
        }
        Ok(Some(items))
    }

    /// Numbers in one item.
    pub fn item_len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Items in it.
    pub fn items(&self) -> u64 {
        self.items
    }

    /// Adds one item.
    pub fn append(&mut self, values: &[T]) -> io::Result<()> {
        for value in values {
            value.write(&mut self.file)?;
        }
        self.items += 1;
        Ok(())
    }

    /// Brings the file on disk up to date, its header last.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header(T::KIND, self.items, &self.shape))?;
        self.file.seek(SeekFrom::End(0))?;
        self.file.flush()
    }
}

/// Writes a whole array: so many items of this shape.
pub fn write<T: Number>(
    out: &mut impl Write,
    items: u64,
    shape: &[usize],
    numbers: impl IntoIterator<Item = T>,
) -> io::Result<()> {
    out.write_all(&header(T::KIND, items, shape))?;
    numbers.into_iter().try_for_each(|number| number.write(out))
}

/// Bytes that [`write()`] writes.
pub fn bytes<T: Number>(items: u64, shape: &[usize]) -> u64 {
    HEADER as u64 + items * (T::BYTES * shape.iter().product::<usize>()) as u64
}

/// Writes pairs of places as an array (pairs × 2) of 32-bit integers.
pub fn write_pairs(path: &Path, pairs: &[[u32; 2]]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = BufWriter::new(File::create(path)?);
    write(&mut file, pairs.len() as u64, &[2], pairs.as_flattened().iter().copied())?;
    file.flush()
}

/// The shape of an array in a file.
pub fn shape(path: &Path) -> io::Result<Vec<u64>> {
    Ok(npyz::NpyFile::new(BufReader::new(File::open(path)?))?.shape().to_vec())
}

/// Fails unless a file begins as one of ours with items of this kind and shape.
fn expect_header(file: &mut File, kind: &str, shape: &[usize]) -> io::Result<()> {
    let mut found = [0; HEADER];
    file.rewind()?;
    file.read_exact(&mut found)?;
    let there = npyz::NpyFile::new(&found[..]).map(|npy| npy.shape().to_vec()).unwrap_or_default();
    if there.first().is_some_and(|&items| header(kind, items, shape) == found) {
        return Ok(());
    }
    let message = format!("it holds an array of shape {there:?}, to which no item of shape {shape:?} can be added");
    Err(io::Error::new(io::ErrorKind::InvalidData, message))
}

fn header(kind: &str, items: u64, shape: &[usize]) -> Vec<u8> {
    let dimensions: String = shape.iter().map(|n| format!("{n}, ")).collect();
    let text = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({items}, {dimensions}), }}");
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    header.extend(((HEADER - 10) as u16).to_le_bytes());
    header.extend(text.as_bytes());
    header.resize(HEADER - 1, b' ');
    header.push(b'\n');
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &Path) -> (Vec<u64>, Vec<f32>) {
        let npy = npyz::NpyFile::new(File::open(path).unwrap()).unwrap();
        (npy.shape().to_vec(), npy.into_vec().unwrap())
    }

    #[test]
    fn a_growing_file_reads_back_and_can_be_cut_and_continued() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/probe.npy");
        let mut stream = Stream::open(&path, &[2, 3], 0).unwrap();
        for k in 0..4 {
            stream.append(&[k as f32; 6]).unwrap();
        }
        stream.flush().unwrap();
        assert_eq!(read(&path).0, [4, 2, 3]);
        drop(stream);
        let mut stream = Stream::open(&path, &[2, 3], 2).unwrap();
        stream.append(&[9.0; 6]).unwrap();
        stream.flush().unwrap();
        let (shape, values) = read(&path);
        assert_eq!(shape, [3, 2, 3]);
        assert_eq!(values[6..], [[1.0; 6], [9.0; 6]].concat());
    }

    #[test]
    fn items_of_another_shape_or_kind_are_not_added() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("probe.npy");
        let mut stream = Stream::open(&path, &[2, 3], 0).unwrap();
        (0..4).for_each(|_| stream.append(&[1.5; 6]).unwrap());
        stream.flush().unwrap();
        drop(stream);
        let before = fs::read(&path).unwrap();
        for said in [
            Stream::open(&path, &[3, 2], 4).err().unwrap().to_string(),
            Growing::<u32>::open(&path, &[2, 3], 4).err().unwrap().to_string(),
        ] {
            assert!(said.contains("an array of shape [4, 2, 3]"), "{said}");
        }
        assert!(before == fs::read(&path).unwrap());
        // What is not kept may be of any shape.
        assert_eq!(Stream::open(&path, &[3, 2], 0).unwrap().items(), 0);
    }

    #[test]
    fn a_whole_array_has_the_bytes_that_were_said() {
        let mut whole = Vec::new();
        write(&mut whole, 3, &[], [5_i64, -6, 7]).unwrap();
        assert_eq!(whole.len() as u64, bytes::<i64>(3, &[]));
        let npy = npyz::NpyFile::new(&whole[..]).unwrap();
        assert_eq!(npy.shape(), [3]);
        assert_eq!(npy.into_vec::<i64>().unwrap(), [5, -6, 7]);
    }

    #[test]
    fn pairs_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/synapses.npy");
        write_pairs(&path, &[[0, 3], [7, 70_000]]).unwrap();
        let npy = npyz::NpyFile::new(File::open(&path).unwrap()).unwrap();
        assert_eq!(shape(&path).unwrap(), [2, 2]);
        assert_eq!(npy.into_vec::<u32>().unwrap(), [0, 3, 7, 70_000]);
    }
}

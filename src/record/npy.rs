//! A `.npy` file that grows along its first axis, readable by NumPy after every flush.
//!
//! Format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>, version 1.0, with a header of fixed
//! length so that the number of items can be written over; and arrays of places, written once.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

const HEADER: usize = 256;

/// A growing array of `f32`, little-endian, C order.
pub struct Stream {
    file: BufWriter<File>,
    shape: Vec<usize>,
    items: u64,
}

impl Stream {
    /// Opens the file for items of this shape. Of an existing file the first `kept` items stay; with 0 it begins anew.
    pub fn open(path: &Path, shape: &[usize], kept: u64) -> io::Result<Stream> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let item = 4 * shape.iter().product::<usize>() as u64;
        let there = file.metadata()?.len().saturating_sub(HEADER as u64) / item.max(1);
        let items = kept.min(there);
        file.set_len(HEADER as u64 + items * item)?;
        file.seek(SeekFrom::End(0))?;
        let mut stream = Stream { file: BufWriter::new(file), shape: shape.to_vec(), items };
        stream.flush()?;
        Ok(stream)
    }

    /// Numbers in one item.
    pub fn item_len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Adds one item.
    pub fn append(&mut self, values: &[f32]) -> io::Result<()> {
        for value in values {
            self.file.write_all(&value.to_le_bytes())?;
        }
        self.items += 1;
        Ok(())
    }

    /// Brings the file on disk up to date, its header last.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header("<f4", self.items as usize, &self.shape))?;
        self.file.seek(SeekFrom::End(0))?;
        self.file.flush()
    }
}

/// Writes pairs of places as an array (pairs × 2) of 32-bit integers.
pub fn write_pairs(path: &Path, pairs: &[[u32; 2]]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(&header("<u4", pairs.len(), &[2]))?;
    for place in pairs.as_flattened() {
        file.write_all(&place.to_le_bytes())?;
    }
    file.flush()
}

/// The shape of an array in a file.
pub fn shape(path: &Path) -> io::Result<Vec<u64>> {
    Ok(npyz::NpyFile::new(BufReader::new(File::open(path)?))?.shape().to_vec())
}

fn header(kind: &str, items: usize, shape: &[usize]) -> Vec<u8> {
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
    fn pairs_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/synapses.npy");
        write_pairs(&path, &[[0, 3], [7, 70_000]]).unwrap();
        let npy = npyz::NpyFile::new(File::open(&path).unwrap()).unwrap();
        assert_eq!(shape(&path).unwrap(), [2, 2]);
        assert_eq!(npy.into_vec::<u32>().unwrap(), [0, 3, 7, 70_000]);
    }
}

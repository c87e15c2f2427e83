//! Files with a byte changed, or cut short: what has a checksum is refused, or gives what it gave; what has none is refused
//! where its parts disagree.

use super::*;
use crate::circuit::weights::seal;
use npyz::WriterBuilder;
use npyz::zip::CompressionMethod;
use npyz::zip::write::FileOptions;
use safetensors::tensor::{TensorView, serialize};
use std::io::Cursor;
use tempfile::TempDir;

const SHAPE: [u64; 2] = [2, 3];

/// Distinct numbers, whose bytes are distinct too.
fn numbers(from: f32) -> Vec<f32> {
    (0..6).map(|i| from + i as f32 * 1.37).collect()
}

/// An archive of h1 and h2, [2 × 3] both.
fn npz(method: CompressionMethod) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut archive = npyz::npz::NpzWriter::new(&mut bytes);
    for (name, from) in [("h1", 0.25), ("h2", -3.5)] {
        let options = FileOptions::default().compression_method(method);
        let array = archive.array::<f32>(name, options).unwrap();
        let mut array = array.default_dtype().shape(&SHAPE).begin_nd().unwrap();
        array.extend(numbers(from)).unwrap();
        array.finish().unwrap();
    }
    drop(archive);
    bytes.into_inner()
}

fn bytes(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|x| x.to_le_bytes()).collect()
}

fn npy() -> Vec<u8> {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
    [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), &bytes(&numbers(0.25))].concat()
}

fn sealed(with: bool) -> Vec<u8> {
    let data = bytes(&numbers(0.25));
    let tensor = TensorView::new(safetensors::Dtype::F32, vec![2, 3], &data).unwrap();
    let mut file = serialize([("h1", tensor)], with.then(|| [seal::open()].into())).unwrap();
    assert_eq!(seal::close(&mut file), with);
    file
}

/// Reads h1 of a file with these bytes; what else it may be is the message.
struct Reader(TempDir, &'static str);

impl Reader {
    fn of(name: &'static str) -> Reader {
        Reader(tempfile::tempdir().unwrap(), name)
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<f32>, String> {
        std::fs::write(self.0.path().join(self.1), bytes).unwrap();
        let name = (!self.1.ends_with(".npy")).then(|| "h1".to_string());
        let read = FromFile { path: self.1.into(), name }.read(Shape::dense(2, 3), self.0.path());
        read.map_err(|error| error.to_string())
    }
}

/// Every byte with one of its bits turned, and with all of them.
fn flips(file: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> + '_ {
    (0..file.len()).flat_map(move |at| {
        [1 << (at % 8), 0xff].into_iter().map(move |bits: u8| {
            let mut other = file.to_vec();
            other[at] ^= bits;
            (at, other)
        })
    })
}

#[test]
fn no_changed_byte_of_an_archive_or_a_sealed_file_becomes_a_weight() {
    let stored = npz(CompressionMethod::Stored);
    for (name, file) in
        [("w.npz", stored), ("w.npz", npz(CompressionMethod::Deflated)), ("w.safetensors", sealed(true))]
    {
        let reader = Reader::of(name);
        let weights = reader.read(&file).unwrap();
        assert_eq!(weights, numbers(0.25));
        let mut refused = 0;
        for (at, other) in flips(&file) {
            match reader.read(&other) {
                Ok(found) => assert_eq!(found, weights, "{name}: byte {at}"),
                Err(said) => {
                    refused += 1;
                    assert!(said.contains(name), "{said}");
                }
            }
        }
        // What else passes: dates, versions, attributes and the like.
        assert!(refused > file.len() * 4 / 5, "{refused} of {}", 2 * file.len());
    }
}

#[test]
fn no_file_that_was_cut_short_or_goes_on_becomes_weights() {
    for (name, file) in [
        ("w.npz", npz(CompressionMethod::Stored)),
        ("w.npz", npz(CompressionMethod::Deflated)),
        ("w.npy", npy()),
        ("w.safetensors", sealed(true)),
        ("w.safetensors", sealed(false)),
    ] {
        let reader = Reader::of(name);
        assert_eq!(reader.read(&file).unwrap(), numbers(0.25));
        for length in 0..file.len() {
            let said = reader.read(&file[..length]).expect_err(name);
            assert!(said.contains("is damaged or another kind of file"), "{length}: {said}");
        }
        if name != "w.npz" {
            let said = reader.read(&[&file[..], &[0]].concat()).expect_err(name);
            assert!(said.contains("is damaged or another kind of file"), "{said}");
        }
    }
}

#[test]
fn a_header_that_disagrees_with_its_numbers_is_refused() {
    let reader = Reader::of("w.npy");
    let file = npy();
    let data = file.len() - 24;
    for (at, other) in flips(&file[..data]) {
        // `<f4` and `>f4` are one bit apart, as are `F` and `f`, and nothing tells them apart.
        let other = [&other[..], &file[data..]].concat();
        if let Ok(found) = reader.read(&other) {
            let turned: Vec<f32> = found.iter().map(|x| f32::from_bits(x.to_bits().swap_bytes())).collect();
            assert!(found == numbers(0.25) || turned == numbers(0.25), "byte {at}: {found:?}");
        }
    }
    // A file in an archive whose checksum is right and whose header claims less than it holds.
    let mut archive = npyz::npz::NpzWriter::new(Cursor::new(Vec::new()));
    archive.zip_writer().start_file("h1.npy", FileOptions::default()).unwrap();
    std::io::Write::write_all(archive.zip_writer(), &[&file[..], &[1, 2, 3, 4]].concat()).unwrap();
    let bytes = archive.zip_writer().finish().unwrap().into_inner();
    let said = Reader::of("w.npz").read(&bytes).unwrap_err();
    assert!(said.contains("more than the 24 bytes of its numbers follow its header"), "{said}");
}

#[test]
fn an_archive_says_what_is_wrong_with_it() {
    let file = npz(CompressionMethod::Stored);
    let reader = Reader::of("w.npz");
    let said = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut other = file.clone();
        change(&mut other);
        reader.read(&other).unwrap_err()
    };
    let find = |what: &[u8]| file.windows(what.len()).position(|w| w == what).unwrap();
    let last = find(&numbers(0.25)[5].to_le_bytes());
    let text = said(&|bytes| bytes[last] ^= 1);
    assert!(text.ends_with("`h1.npy` does not match its checksum"), "{text}");
    // One of two files is hidden: the end says how many there are, in all and on this disk.
    let text = said(&|bytes| {
        let end = bytes.len() - 22;
        (bytes[end + 8], bytes[end + 10]) = (1, 1);
    });
    assert!(text.ends_with("its directory has 2 entries, it says 1"), "{text}");
    // Both are called h1 in the directory.
    let directory = file.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    let text = said(&|bytes| bytes[directory + 46 + 1] = b'1');
    assert!(text.ends_with("its directory has `h1.npy` where `h2.npy` stands"), "{text}");
}

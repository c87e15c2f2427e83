use super::*;
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use std::io::Write;

fn idx(count: u32, item: &[usize]) -> Vec<u8> {
    let mut bytes = (0x0801 + item.len() as u32).to_be_bytes().to_vec();
    bytes.extend(count.to_be_bytes());
    item.iter().for_each(|&side| bytes.extend((side as u32).to_be_bytes()));
    let length = count as usize * item.iter().product::<usize>();
    bytes.extend((0..length).map(|i| (i % 10) as u8));
    bytes
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn with_file<T>(bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    read(file.path())
}

fn refused(bytes: &[u8], read: fn(&Path) -> Result<Vec<u8>, TaskError>) -> String {
    with_file(bytes, |path| {
        let text = read(path).unwrap_err().to_string();
        assert!(text.contains(path.to_str().unwrap()), "{text}");
        text
    })
}

#[test]
fn plain_and_gzipped_files_read_alike() {
    let plain = idx(3, &[SIDE, SIDE]);
    let items = with_file(&plain, images).unwrap();
    assert_eq!(items, plain[16..]);
    assert_eq!(with_file(&gz(&plain), images).unwrap(), items);
    assert_eq!(with_file(&idx(12, &[]), labels).unwrap().len(), 12);
}

#[test]
fn a_damaged_file_is_refused_with_what_was_expected_and_found() {
    let whole = idx(3, &[SIDE, SIDE]);
    let cut = &whole[..whole.len() - 5];
    assert!(refused(cut, images).contains("expected 3 items, 2352 bytes, found a file that is too short"));
    assert!(refused(&gz(cut), images).contains("expected 2352 bytes of items, found 2347"));
    let packed = gz(&whole);
    assert!(refused(&packed[..packed.len() - 9], images).contains("the end of the file after"));
    let more = [&whole[..], &[0]].concat();
    assert!(refused(&more, images).contains("found more"));
    assert!(refused(&gz(&more), images).contains("found more"));
    assert!(refused(&whole[..6], images).contains("a whole header"));
    assert!(refused(&[], labels).contains("a whole header"));
    assert!(refused(&idx(3, &[]), images).contains("magic number 0x0803, found 0x0801"));
    assert!(refused(&idx(3, &[SIDE, 32]), images).contains("a side of 32"));
    assert!(refused(&idx(0, &[]), labels).contains("a header with 0"));
}

#[test]
fn no_changed_byte_of_a_gzipped_file_becomes_a_pixel_and_none_that_is_cut_short_is_read() {
    let whole = gz(&idx(2, &[SIDE, SIDE]));
    let items = with_file(&whole, images).unwrap();
    for at in 0..whole.len() {
        for bits in [1 << (at % 8), 255] {
            let mut other = whole.clone();
            other[at] ^= bits;
            // What passes says when and where it was packed.
            with_file(&other, |path| assert!(images(path).is_ok_and(|found| found == items) || images(path).is_err()));
        }
        refused(&whole[..at], images);
    }
    assert!(refused(&[&whole[..], b"and more"].concat(), images).contains("1568 bytes of items"));
    let plain = idx(2, &[SIDE, SIDE]);
    (0..plain.len()).for_each(|length| drop(refused(&plain[..length], images)));
    for (at, bits) in (0..16).flat_map(|at| [1, 2, 4, 8, 16, 32, 64, 128, 255].map(|bits| (at, bits))) {
        let mut other = plain.clone();
        other[at] ^= bits;
        refused(&other, images);
    }
}

#[test]
fn a_label_above_9_is_refused_with_its_place() {
    let mut bytes = idx(5, &[]);
    bytes[8 + 3] = 10;
    assert!(refused(&bytes, labels).contains("label 10 at item 3"));
}

#[test]
fn a_header_cannot_make_the_reader_reserve_memory_that_the_file_does_not_fill() {
    let mut bytes = idx(3, &[SIDE, SIDE]);
    bytes[4..8].copy_from_slice(&u32::MAX.to_be_bytes());
    assert!(refused(&bytes, images).contains("a header with 4294967295"));
    bytes[4..8].copy_from_slice(&900_000_u32.to_be_bytes());
    assert!(refused(&bytes, images).contains("too short"));
    assert!(refused(&gz(&bytes), images).contains("too short"));
}

#[test]
fn a_missing_file_is_an_error_with_its_path() {
    let text = images(Path::new("no/such-file")).unwrap_err().to_string();
    assert!(text.contains("cannot read no/such-file"), "{text}");
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        packed: bool,
        cut in 0_usize..4000,
        changes in prop::collection::vec((0_usize..2400, any::<u8>()), 0..6),
    ) {
        let mut bytes = idx(3, &[SIDE, SIDE]);
        if packed {
            bytes = gz(&bytes);
        }
        let length = bytes.len();
        for (at, byte) in changes {
            bytes[at % length] = byte;
        }
        bytes.truncate(cut);
        with_file(&bytes, |path| {
            let _ = (images(path), labels(path));
        });
    }
}

use super::*;
use image::{DynamicImage, codecs};
use std::io::Cursor;

/// A picture with something in every part of it.
fn picture() -> RgbImage {
    RgbImage::from_fn(24, 24, |x, y| image::Rgb([(x * 10) as u8, (y * 10) as u8, (x * y % 251) as u8]))
}

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture()).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&picture()).unwrap();
    bytes
}

const PNG: &str = "a.png";
const JPEG: &str = "a.jpg";

fn read_as(name: &str, bytes: &[u8]) -> Result<RgbImage, String> {
    decode(Path::new(name), bytes)
}

#[test]
fn whole_images_are_read() {
    assert_eq!(read_as(PNG, &png()).unwrap(), picture());
    let shown = read_as(JPEG, &jpeg()).unwrap();
    let far = shown.iter().zip(picture().iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    assert!(far < 120, "{far}");
    // Cameras and messengers put things behind the end.
    assert_eq!(read_as(PNG, &[&png()[..], b"more"].concat()).unwrap(), picture());
    assert_eq!(read_as(JPEG, &[&jpeg()[..], b"more"].concat()).unwrap(), shown);
}

#[test]
fn an_image_that_was_cut_short_is_refused_at_every_length() {
    for (name, whole) in [(PNG, png()), (JPEG, jpeg())] {
        for length in 0..whole.len() {
            assert!(read_as(name, &whole[..length]).is_err(), "{length} of {} bytes of {name}", whole.len());
        }
        let said = read_as(name, &whole[..whole.len() - 1]).unwrap_err();
        assert_eq!(said, "it was cut short");
    }
}

#[test]
fn no_changed_byte_of_a_png_becomes_a_pixel() {
    let whole = png();
    for at in 0..whole.len() {
        for bits in [1 << (at % 8), 255] {
            let mut other = whole.clone();
            other[at] ^= bits;
            assert!(read_as(PNG, &other).is_err(), "byte {at}");
        }
    }
}

#[test]
fn codes_of_a_jpeg_that_no_table_has_are_refused_and_its_thumbnails_end_does_not_end_it() {
    let whole = jpeg();
    let scan = whole.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    // Ones alone are no code (ITU-T T.81, annex C), and 0xff in a scan is followed by 0.
    let mut ones = whole.clone();
    let end = ones.len() - 2;
    for pair in ones[scan + 40..end].chunks_exact_mut(2) {
        pair.copy_from_slice(&[0xff, 0x00]);
    }
    assert!(read_as(JPEG, &ones).unwrap_err().contains("it is damaged"));
    // A thumbnail in a segment of its own, with an end.
    let thumbnail = [0xff, 0xe5, 0, 6, 0xff, 0xd8, 0xff, 0xd9];
    let with = [&whole[..2], &thumbnail, &whole[2..]].concat();
    assert!(read_as(JPEG, &with).is_ok());
    assert!(read_as(JPEG, &with[..with.len() / 2]).is_err());
    // No byte makes it panic.
    for at in 0..whole.len() {
        let mut other = whole.clone();
        other[at] ^= 0x55;
        let _ = read_as(JPEG, &other);
    }
}

#[test]
fn every_part_is_covered_exactly_once() {
    for (count, of) in [(4, 4), (2, 5), (28, 175), (7, 3), (3, 1)] {
        for k in 0..count {
            let sum: f64 = cover(k, count, of).iter().map(|(_, share)| share).sum();
            assert!((sum - 1.0).abs() < 1e-12, "part {k} of {count} over {of} pixels: {sum}");
        }
    }
    assert_eq!(cover(1, 2, 5), [(2, 0.2), (3, 0.4), (4, 0.4)]);
}

#[test]
fn an_image_is_averaged_over_areas_channel_by_channel() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("half.png");
    // Left half red, right half white.
    RgbImage::from_fn(4, 2, |x, _| image::Rgb(if x < 2 { [255, 0, 0] } else { [255; 3] })).save(&path).unwrap();
    let close = |a: &[f32], b: &[f32]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(close(&read(&path, [1, 1, 2]).unwrap(), &[1.0 / 3.0, 1.0]));
    assert!(close(&read(&path, [3, 1, 1]).unwrap(), &[1.0, 0.5, 0.5]));
    assert!(close(&read(&path, [1, 4, 4]).unwrap()[..4], &[1.0 / 3.0, 1.0 / 3.0, 1.0, 1.0]));
}

//! Images made to fit a circuit's input.

use crate::error::Error;
use image::RgbImage;
use std::path::Path;

/// An image as a circuit sees it: `channels` (1: grey, the mean of red, green and blue; 3) of `height` × `width` numbers in
/// [0, 1], each the mean over its share of the image's area. An image of other proportions is stretched.
pub fn read(path: &Path, [channels, height, width]: [usize; 3]) -> Result<Vec<f32>, Error> {
    let image = image::open(path).map_err(|error| {
        let message = format!("{} cannot be read as an image: {error}", path.display());
        Error::input(message, "images/ holds .png and .jpg files")
    })?;
    let image = image.to_rgb8();
    let value = |channel: usize, y: u32, x: u32| {
        let pixel = image.get_pixel(x, y).0.map(f64::from);
        if channels == 1 { pixel.iter().sum::<f64>() / 3.0 } else { pixel[channel] }
    };
    Ok((0..channels).flat_map(|channel| shrunk(&image, (height, width), |y, x| value(channel, y, x))).collect())
}

fn shrunk(image: &RgbImage, (height, width): (usize, usize), value: impl Fn(u32, u32) -> f64) -> Vec<f32> {
    let rows: Vec<_> = (0..height).map(|y| cover(y, height, image.height())).collect();
    let columns: Vec<_> = (0..width).map(|x| cover(x, width, image.width())).collect();
    let mean = |row: &[(u32, f64)], column: &[(u32, f64)]| {
        let sum: f64 = row.iter().map(|(y, h)| column.iter().map(|(x, w)| h * w * value(*y, *x)).sum::<f64>()).sum();
        (sum / 255.0) as f32
    };
    rows.iter().flat_map(|row| columns.iter().map(|column| mean(row, column)).collect::<Vec<_>>()).collect()
}

/// The pixels of `of` that lie under the k-th of `count` equal parts, each with its share of the part.
fn cover(k: usize, count: usize, of: u32) -> Vec<(u32, f64)> {
    let width = f64::from(of) / count as f64;
    let (start, end) = (k as f64 * width, (k + 1) as f64 * width);
    let last = (end.ceil() as u32).min(of);
    let share = |pixel: u32| (end.min(f64::from(pixel + 1)) - start.max(f64::from(pixel))) / width;
    (start.floor() as u32..last).map(|pixel| (pixel, share(pixel))).filter(|(_, share)| *share > 1e-9).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}

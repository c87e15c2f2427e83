//! Images made to fit a circuit's input.

mod whole;

use crate::error::Error;
use image::{ImageFormat, RgbImage};
use std::path::Path;

/// An image as a circuit sees it: `channels` (1: grey, the mean of red, green and blue; 3) of `height` × `width` numbers in
/// [0, 1], each the mean over its share of the image's area. An image of other proportions is stretched.
pub fn read(path: &Path, [channels, height, width]: [usize; 3]) -> Result<Vec<f32>, Error> {
    let bytes = std::fs::read(path).map_err(|e| Error::reading(path, &e))?;
    let image = decode(path, &bytes).map_err(|why| {
        let message = format!("{} cannot be read as an image: {why}", path.display());
        Error::input(message, "images/ holds .png and .jpg files")
    })?;
    let value = |channel: usize, y: u32, x: u32| {
        let pixel = image.get_pixel(x, y).0.map(f64::from);
        if channels == 1 { pixel.iter().sum::<f64>() / 3.0 } else { pixel[channel] }
    };
    Ok((0..channels).flat_map(|channel| shrunk(&image, (height, width), |y, x| value(channel, y, x))).collect())
}

/// A decoder shows what it can of a damaged image: whether it is whole is another question.
fn decode(path: &Path, bytes: &[u8]) -> Result<RgbImage, String> {
    let format = ImageFormat::from_path(path).map_err(|error| error.to_string())?;
    match format {
        ImageFormat::Png => whole::png(bytes)?,
        ImageFormat::Jpeg => whole::jpeg(bytes)?,
        _ => {}
    }
    let image = image::load_from_memory_with_format(bytes, format).map_err(|error| error.to_string())?;
    Ok(image.to_rgb8())
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
mod tests;

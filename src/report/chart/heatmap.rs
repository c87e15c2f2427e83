//! A picture of numbers: rows of cells in a scale of colours. Cells of one shade are one path, so that a picture of ten
//! thousand cells stays small and sharp at every size.

use super::style::{TITLE, sheet};
use super::{CLASS, COMPACT};
use crate::report::svg::document::Drawing;
use crate::report::svg::element::{Element, number};
use crate::report::svg::text::fit;

const LEFT: f64 = 66.0;
const TOP: f64 = 46.0;
const BOTTOM: f64 = 58.0;
const SCALE: f64 = 78.0;
/// Shades of the scale; an odd number has a middle.
const SHADES: usize = 25;

/// A picture.
#[derive(Debug, Clone, Default)]
pub struct Heatmap {
    /// What stands above it.
    pub title: String,
    /// What a column is.
    pub across: String,
    /// What a row is.
    pub down: String,
    /// What the colours measure.
    pub label: String,
    /// Columns.
    pub cols: usize,
    /// The number of each column.
    pub numbers: Vec<usize>,
    /// Row after row.
    pub values: Vec<f32>,
}

impl Heatmap {
    /// The picture as a drawing; `None` without a cell.
    pub fn drawing(&self) -> Option<Drawing> {
        let rows = self.values.len().checked_div(self.cols)?;
        if rows == 0 {
            return None;
        }
        let range = Range::of(&self.values);
        let (width, height) = COMPACT;
        let cell = ((width - LEFT - SCALE) / self.cols as f64, (height - TOP - BOTTOM) / rows as f64);
        let mut paths = vec![String::new(); SHADES];
        for (r, row) in self.values.chunks_exact(self.cols).enumerate() {
            for (shade, at, length) in runs(row, &range) {
                paths[shade] += &format!("M{at} {r}h{length}v1h-{length}z");
            }
        }
        let place = format!("translate({} {}) scale({:.4} {:.4})", number(LEFT), number(TOP), cell.0, cell.1);
        let mut picture = Element::group("picture").set("transform", place);
        for (shade, path) in paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
            picture.add(Element::path("shade", path).set("fill", range.colour(shade)));
        }
        let (right, bottom) = (width - SCALE, height - BOTTOM);
        let middle = (LEFT + right) / 2.0;
        let turned = Element::label("axis-label center", 0.0, 0.0, &self.down);
        let mut panel = Element::group("panel")
            .with(Element::label("title", LEFT, 28.0, &fit(&self.title, TITLE, width - LEFT - 12.0)))
            .with(picture)
            .with(Element::label("axis-label center", middle, bottom + 42.0, &fit(&self.across, 12.0, right - LEFT)))
            .with(turned.set("transform", format!("translate(18 {}) rotate(-90)", number((TOP + bottom) / 2.0))));
        for (i, count) in ends(self.cols) {
            let number = self.numbers.get(i).map_or(count, usize::to_string);
            panel.add(Element::label("tick center", LEFT + cell.0 * (i as f64 + 0.5), bottom + 19.0, &number));
        }
        for (i, count) in ends(rows) {
            panel.add(Element::label("tick end", LEFT - 8.0, TOP + cell.1 * (i as f64 + 0.5) + 4.0, &count));
        }
        panel.add(range.scale(right + 16.0));
        let said = format!("{rows} rows ({}) of {} columns ({})", self.down, self.cols, self.across);
        Some(Drawing {
            size: COMPACT,
            title: self.title.clone(),
            description: format!("{}: {said}, from {} to {}.", self.label, short(range.low), short(range.high)),
            style: sheet(),
            class: CLASS,
            content: vec![panel],
        })
    }
}

/// The first and the last place, counted from 1.
fn ends(count: usize) -> Vec<(usize, String)> {
    if count == 1 { vec![(0, "1".into())] } else { vec![(0, "1".into()), (count - 1, count.to_string())] }
}

/// Neighbouring cells of one shade: (shade, first, how many). What is not finite has none.
fn runs(row: &[f32], range: &Range) -> Vec<(usize, usize, usize)> {
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, value) in row.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let shade = range.shade(f64::from(*value));
        match runs.last_mut() {
            Some(run) if run.0 == shade && run.1 + run.2 == at => run.2 += 1,
            _ => runs.push((shade, at, 1)),
        }
    }
    runs
}

/// What the colours reach over; around zero where there are negative numbers.
struct Range {
    low: f64,
    high: f64,
}

impl Range {
    fn of(values: &[f32]) -> Range {
        let finite = values.iter().copied().filter(|value| value.is_finite()).map(f64::from);
        let (low, high) = finite.fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        let most = high.max(-low).max(f64::MIN_POSITIVE);
        if low < 0.0 { Range { low: -most, high: most } } else { Range { low: 0.0, high: most } }
    }

    fn shade(&self, value: f64) -> usize {
        (((value - self.low) / (self.high - self.low) * SHADES as f64) as usize).min(SHADES - 1)
    }

    /// One direction: dark blue to pale yellow. Two: blue to vermilion, pale in the middle. Lightness changes evenly, so
    /// that the picture reads without colour too.
    fn colour(&self, shade: usize) -> String {
        let at = shade as f64 / (SHADES - 1) as f64;
        if self.low < 0.0 {
            let side = 2.0 * (at - 0.5);
            oklch(0.96 - 0.5 * side.abs(), 0.15 * side.abs(), if side < 0.0 { 250.0 } else { 45.0 })
        } else {
            oklch(0.24 + 0.70 * at, 0.10 + 0.05 * (std::f64::consts::PI * at).sin(), 285.0 - 185.0 * at)
        }
    }

    fn scale(&self, x: f64) -> Element {
        let (top, bottom) = (TOP, COMPACT.1 - BOTTOM);
        let step = (bottom - top) / SHADES as f64;
        let mut group = Element::group("scale");
        for shade in 0..SHADES {
            let patch = Element::new("rect").set("class", "shade").set("fill", self.colour(shade)).at("x", x);
            let y = bottom - step * (shade as f64 + 1.0);
            group.add(patch.at("y", y).at("width", 10.0).at("height", step + 0.3));
        }
        let middle = (self.low < 0.0).then_some((0.0, (top + bottom) / 2.0));
        for (value, y) in [(self.low, bottom), (self.high, top)].into_iter().chain(middle) {
            group.add(Element::label("tick", x + 15.0, y + 4.0, &short(value)));
        }
        group
    }
}

/// Three digits, as long as it is.
fn short(x: f64) -> String {
    let text = match x.abs() {
        0.0 => "0".into(),
        x if !(0.001..1e4).contains(&x) => format!("{x:.1e}"),
        x if x < 1.0 => format!("{x:.3}"),
        x if x < 100.0 => format!("{x:.2}"),
        x => format!("{x:.0}"),
    };
    if x < 0.0 { format!("−{text}") } else { text }
}

/// A colour of the Oklab space (Ottosson 2020), in which equal steps look equal, as sRGB. Hue in degrees.
fn oklch(lightness: f64, chroma: f64, hue: f64) -> String {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ];
    let channels = linear.map(|x| {
        let x = x.clamp(0.0, 1.0);
        let shown = if x <= 0.003_130_8 { 12.92 * x } else { 1.055 * x.powf(1.0 / 2.4) - 0.055 };
        format!("{:02x}", (shown * 255.0).round() as u8)
    });
    format!("#{}", channels.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_in_oklab_is_grey_in_srgb_and_lightness_rises_along_the_scale() {
        assert_eq!([oklch(1.0, 0.0, 0.0), oklch(0.0, 0.0, 90.0)], ["#ffffff", "#000000"]);
        let range = Range::of(&[0.0, 2.0]);
        let light = |shade| {
            let colour = range.colour(shade);
            let channel = |at| i64::from_str_radix(&colour[at..at + 2], 16).unwrap();
            2126 * channel(1) + 7152 * channel(3) + 722 * channel(5)
        };
        assert!((1..SHADES).all(|shade| light(shade) > light(shade - 1)));
    }

    #[test]
    fn neighbours_of_one_shade_are_one_run_and_what_is_missing_is_left_out() {
        let row = [0.0, 0.0, 1.0, f32::NAN, 1.0];
        assert_eq!(runs(&row, &Range::of(&row)), [(0, 0, 2), (24, 2, 1), (24, 4, 1)]);
        assert!(Heatmap::default().drawing().is_none());
    }
}

//! Named bars, lying: values with intervals, beside the band that could be reached at most.

use super::scale::Scale;
use super::style::{COLOURS, TITLE, sheet};
use super::{CLASS, COMPACT};
use crate::report::svg::document::Drawing;
use crate::report::svg::element::Element;
use crate::report::svg::path::Path;
use crate::report::svg::text::{self, apart, fit};

/// Width of the names: as they need.
const NAMES: (f64, f64) = (128.0, 180.0);
/// Room beside a name.
const BESIDE: f64 = 28.0;
const TOP: f64 = 44.0;
/// Heights of a row: as there is room.
const ROW: (f64, f64) = (30.0, 56.0);

/// A bar.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// Its end.
    pub value: f64,
    /// An interval around its end.
    pub interval: Option<(f64, f64)>,
    /// Single values beside it.
    pub dots: Vec<f64>,
    /// Its colour, by number.
    pub colour: usize,
}

/// Bars one below the other.
#[derive(Debug, Clone, Default)]
pub struct Bars {
    /// What stands above them.
    pub title: String,
    /// What they measure.
    pub label: String,
    /// The bars, the first one on top.
    pub bars: Vec<Bar>,
    /// A band across all of them, and what it means.
    pub band: Option<((f64, f64), String)>,
}

impl Bars {
    /// The bars as a drawing.
    pub fn drawing(&self) -> Drawing {
        let width = COMPACT.0;
        let full: Vec<&str> = self.bars.iter().map(|bar| bar.name.as_str()).collect();
        let (short, shared) = apart(&full, 12.0, NAMES.1 - BESIDE, 2);
        let names = short.iter().flatten().map(|line| text::width(line, 12.0) + BESIDE).fold(NAMES.0, f64::max);
        let above = if self.band.is_some() { 20.0 } else { 0.0 };
        let count = self.bars.len() as f64;
        let row = ((COMPACT.1 - TOP - above - 56.0) / count).clamp(ROW.0, ROW.1);
        let (top, bottom) = (TOP + above, TOP + above + row * count);
        let ends = self.bars.iter().flat_map(|bar| {
            let interval = bar.interval.map(|(low, high)| [low, high]);
            [bar.value].into_iter().chain(interval.into_iter().flatten()).chain(bar.dots.iter().copied())
        });
        let band = self.band.iter().flat_map(|((low, high), _)| [*low, *high]);
        let x = Scale::over(ends.chain(band).chain([0.0]), false, false, (names, width - 64.0));
        let place = |value: f64| x.place(value).unwrap_or(x.start);

        let mut group = Element::group("panel");
        group.add(Element::label("title", 16.0, 28.0, &fit(&self.title, TITLE, width - 32.0)));
        for (value, label) in x.ticks() {
            let at = place(value);
            group.add(Element::path("grid", Path::from((at, top)).line((at, bottom + 5.0))));
            group.add(Element::label("tick center", at, bottom + 20.0, &label));
        }
        if let Some(((low, high), name)) = &self.band {
            let ceiling = Element::new("rect").set("class", "ceiling").at("x", place(*low)).at("y", top);
            let wide = (place(*high) - place(*low)).max(1.0);
            group.add(ceiling.at("width", wide).at("height", bottom - top));
            let middle = (place(*low) + place(*high)) / 2.0;
            group.add(Element::label("level-name center", middle, top - 6.0, name));
        }
        for (i, bar) in self.bars.iter().enumerate() {
            group.add(self.bar(bar, &short[i], top + row * (i as f64 + 0.5), place, (x.start, x.end)));
        }
        let label = if shared.is_empty() { self.label.clone() } else { format!("{}, all with {shared}", self.label) };
        let label = fit(&label, 12.0, x.end - x.start + 60.0);
        group.add(Element::label("axis-label center", (x.start + x.end) / 2.0, bottom + 42.0, &label));
        let said: Vec<String> = self.bars.iter().map(|bar| format!("{} {:.3}", bar.name, bar.value)).collect();
        Drawing {
            size: (width, bottom + 56.0),
            title: self.title.clone(),
            description: format!("{}: {}.", self.label, said.join(", ")),
            style: sheet(),
            class: CLASS,
            content: vec![group],
        }
    }

    fn bar(
        &self,
        bar: &Bar,
        name: &[String],
        y: f64,
        place: impl Fn(f64) -> f64,
        (left, right): (f64, f64),
    ) -> Element {
        let colour = bar.colour % COLOURS.len();
        let (zero, end) = (place(0.0), place(bar.value));
        let mut group = Element::group("data");
        for (i, line) in name.iter().enumerate() {
            let up = 7.0 * (name.len() as f64 - 1.0);
            group.add(Element::label("entry end", left - 10.0, y + 4.0 - up + 14.0 * i as f64, line));
        }
        let body = Element::new("rect").set("class", format!("bar fill-{colour}")).at("x", zero.min(end));
        let body = body.at("y", y - 8.0).at("width", (end - zero).abs().max(0.5));
        group.add(body.at("height", 16.0).at("rx", 2.0));
        if let Some((low, high)) = bar.interval {
            let (low, high) = (place(low), place(high));
            let cap = |x: f64| Path::from((x, y - 4.0)).line((x, y + 4.0)).to_string();
            let line = Path::from((low, y)).line((high, y)).to_string();
            group.add(Element::path("whisker", line + &cap(low) + &cap(high)));
        }
        for &dot in &bar.dots {
            let dot = Element::new("circle").at("cx", place(dot)).at("cy", y).at("r", 2.4);
            group.add(dot.set("class", "ring"));
        }
        group.with(Element::label("value", right + 12.0, y + 4.0, &format!("{:.3}", bar.value).replace('-', "−")))
    }
}

//! Names above a plot, each beside a sample of its series.

use super::marker::marker;
use super::style::look;
use super::{Chart, Series, Style};
use crate::report::svg::element::Element;
use crate::report::svg::path::{Path, Point};
use crate::report::svg::text::{fit, width};

const LINE: f64 = 18.0;
const SAMPLE: f64 = 22.0;
const SIZE: f64 = 12.0;

/// The names of all series that have one, in lines from `start` to `right`; and the room below `start` that they take.
pub fn legend(chart: &Chart, number: impl Fn(usize) -> usize, start: Point, right: f64) -> (Element, f64) {
    let mut group = Element::group("legend");
    let (mut x, mut y) = start;
    let named = || chart.series.iter().enumerate().filter(|(_, series)| !series.name.is_empty());
    for (i, series) in named() {
        let name = fit(&series.name, SIZE, right - start.0 - SAMPLE - 8.0);
        let room = SAMPLE + 6.0 + width(&name, SIZE);
        if x > start.0 && x + room > right {
            (x, y) = (start.0, y + LINE);
        }
        group.add(sample(series, number(i), (x, y - 4.0)));
        group.add(Element::label("entry", x + SAMPLE + 6.0, y, &name));
        x += room + 16.0;
    }
    let room = if named().next().is_some() { y - start.1 + 20.0 } else { 0.0 };
    (group, room)
}

fn sample(series: &Series, number: usize, (x, y): Point) -> Element {
    let (colour, _) = look(number);
    match series.style {
        Style::Points => marker(series.marker, (x + SAMPLE / 2.0, y)).set("class", format!("dot fill-{colour}")),
        Style::Bars | Style::Steps => {
            let patch = Element::new("rect").set("class", format!("bar fill-{colour}")).at("x", x + 4.0);
            patch.at("y", y - 5.0).at("width", SAMPLE - 8.0).at("height", 10.0).at("rx", 2.0)
        }
        Style::Line | Style::Thin | Style::Dashed => {
            Element::path(&series.line(number), Path::from((x, y)).line((x + SAMPLE, y)))
        }
    }
}

//! One chart: axes, series and names.

use super::legend::legend;
use super::marker::marker;
use super::scale::Scale;
use super::style::{COLOURS, TITLE, look};
use super::{Chart, Series, Style, labels};
use crate::report::svg::element::Element;
use crate::report::svg::path::{Path, Point};
use crate::report::svg::text::{self, apart, fit};

const LEFT: f64 = 66.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 58.0;
const MARGIN: f64 = 24.0;
/// Room for the name of the vertical axis, left of its ticks.
const TURNED: f64 = 24.0;
/// Room for names beside the lines.
const NAMES: f64 = 158.0;

/// Room for two lines of names above a plot, within its usual height.
const LINES: f64 = 38.0;

/// The names above the plot of a compact chart of this width, with the room that they take.
fn above(chart: &Chart, width: f64) -> Option<(Element, f64)> {
    let number = |i: usize| chart.series[i].colour.unwrap_or(i);
    chart.compact.then(|| legend(chart, number, (left(chart), TOP + 1.0), width - MARGIN))
}

/// Where a plot begins: its ticks keep clear of the axis's name.
fn left(chart: &Chart) -> f64 {
    let ticks = heights(chart, (1.0, 0.0)).ticks();
    ticks.iter().map(|(_, label)| TURNED + text::width(label, 12.0) + 8.0).fold(LEFT, f64::max)
}

/// The vertical axis between these places.
fn heights(chart: &Chart, places: (f64, f64)) -> Scale {
    let points = chart.series.iter().flat_map(|series| series.points.iter().map(|point| point.1));
    let bands =
        chart.series.iter().flat_map(|series| series.band.iter().flatten()).flat_map(|&(low, high)| [low, high]);
    let stands = |series: &Series| matches!(series.style, Style::Bars | Style::Steps);
    let zero = chart.series.iter().any(|series| stands(series) && !chart.y.log).then_some(0.0);
    let shown = points.chain(bands).chain(zero).chain(chart.y.reach.iter().copied());
    Scale::over(shown.chain(chart.levels.iter().map(|level| level.0)), chart.y.log, chart.y.tight, places)
}

/// How much higher a chart must be, lest the names above its plot take the room of the curves.
pub fn more(chart: &Chart, width: f64) -> f64 {
    above(chart, width).map_or(0.0, |(_, room)| (room - LINES).max(0.0))
}

/// A chart as a group of this width and height.
pub fn panel(chart: &Chart, (width, height): (f64, f64)) -> Element {
    let named = chart.series.iter().any(|series| !series.name.is_empty());
    let right = width - if named && !chart.compact { NAMES } else { MARGIN };
    let number = |i: usize| chart.series[i].colour.unwrap_or(i);
    let above = above(chart, width);
    let top = TOP + above.as_ref().map_or(0.0, |(_, room)| *room);
    let left = left(chart);
    let points = chart.series.iter().flat_map(|series| series.points.iter().map(|point| point.0));
    let x = points.chain(chart.x.reach.iter().copied());
    let x = Scale::over(x, chart.x.log, chart.x.tight, (left, right));
    let y = heights(chart, (height - BOTTOM, top));

    let mut group = Element::group("panel").with(Element::label(
        "title",
        left,
        28.0,
        &fit(&chart.title, TITLE, width - left - 12.0),
    ));
    group.add(axes(chart, &x, &y));
    for (i, series) in chart.series.iter().enumerate() {
        group.add(drawn(series, number(i), &x, &y));
    }
    group.with(match above {
        Some((legend, _)) => legend,
        None => names(chart, number, &x, &y),
    })
}

fn axes(chart: &Chart, x: &Scale, y: &Scale) -> Element {
    let mut group = Element::group("axes");
    for (value, label) in y.ticks() {
        let Some(at) = y.place(value) else { continue };
        group.add(Element::path("grid", Path::from((x.start, at)).line((x.end, at))));
        group.add(Element::label("tick end", x.start - 8.0, at + 4.0, &label));
    }
    for (value, label) in ticks(chart, x) {
        let Some(at) = x.place(value) else { continue };
        group.add(Element::path("grid", Path::from((at, y.start)).line((at, y.start + 5.0))));
        group.add(Element::label("tick center", at, y.start + 19.0, &label));
    }
    let mut below = f64::INFINITY;
    let mut levels: Vec<(f64, &String)> =
        chart.levels.iter().filter_map(|(level, name)| Some((y.place(*level)?, name))).collect();
    levels.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (at, name) in levels {
        group.add(Element::path("level", Path::from((x.start, at)).line((x.end, at))));
        // A name that would stand on the one below it is left to the description.
        if below - at > 15.0 {
            group.add(Element::label("level-name end halo", x.end - 4.0, at - 5.0, name));
            below = at;
        }
    }
    let (across, up) = ((x.start + x.end) / 2.0, (y.start + y.end) / 2.0);
    let turned = Element::label("axis-label center", 0.0, 0.0, &fit(&chart.y.label, 12.0, y.start - y.end + 40.0));
    group
        .with(Element::label("axis-label center", across, y.start + 42.0, &fit(&chart.x.label, 12.0, x.end - x.start)))
        .with(turned.set("transform", format!("translate(14 {up}) rotate(-90)")))
}

/// Ticks of the horizontal axis; of its own ones, those whose labels would touch the one before are left out.
fn ticks(chart: &Chart, x: &Scale) -> Vec<(f64, String)> {
    if chart.x.ticks.is_empty() {
        return x.ticks();
    }
    let mut free = f64::NEG_INFINITY;
    let own = chart.x.ticks.iter().map(|&value| (value, value.to_string()));
    own.filter(|(value, label)| {
        let half = text::width(label, 12.0) / 2.0;
        let stands = x.place(*value).is_some_and(|at| at - half > free);
        if stands {
            free = x.place(*value).unwrap_or(free) + half + 4.0;
        }
        stands
    })
    .collect()
}

fn drawn(series: &Series, number: usize, x: &Scale, y: &Scale) -> Element {
    let mut group = Element::group("data");
    let (colour, _) = look(number);
    let at = |&(a, b): &(f64, f64)| Some((x.place(a)?, y.place(b)?));
    if let Some(band) = &series.band {
        let edge = |high: bool| {
            let ends = series.points.iter().zip(band);
            ends.filter_map(move |(p, b)| at(&(p.0, if high { b.1 } else { b.0 }))).collect::<Vec<Point>>()
        };
        let around: Vec<Point> = edge(true).into_iter().chain(edge(false).into_iter().rev()).collect();
        group.add(Element::path(&format!("band fill-{colour}"), through(&around)));
    }
    match series.style {
        Style::Line | Style::Thin | Style::Dashed => {
            let line = series.line(number);
            // A missing point leaves a gap in the line.
            for run in series.points.split(|p| at(p).is_none()) {
                let run: Vec<Point> = run.iter().filter_map(at).collect();
                group.add(match run[..] {
                    // A line of one point is seen as a point only.
                    [place] => {
                        marker(series.marker + number / COLOURS.len(), place).set("class", format!("dot fill-{colour}"))
                    }
                    _ => Element::path(&line, through(&run)),
                });
            }
        }
        Style::Points => series.points.iter().filter_map(at).for_each(|place| {
            group.add(marker(series.marker, place).set("class", format!("dot fill-{colour}")));
        }),
        Style::Steps => {
            let base = y.place(0.0).unwrap_or(y.start);
            let ends: Vec<Point> = series.points.iter().filter_map(at).collect();
            let mut outline: Vec<Point> = ends.iter().take(1).map(|&(x, _)| (x, base)).collect();
            outline.extend(ends.windows(2).flat_map(|bin| [bin[0], (bin[1].0, bin[0].1)]));
            outline.extend(ends.last().map(|&(x, _)| (x, base)));
            group.add(Element::path(&format!("steps fill-{colour} stroke-{colour}"), through(&outline)));
        }
        Style::Bars => {
            let base = if y.log { y.start } else { y.place(0.0).unwrap_or(y.start) };
            let half = ((x.end - x.start) / (series.points.len() as f64 * 3.0)).min(18.0);
            series.points.iter().filter_map(at).for_each(|(x, y)| {
                let bar = Element::new("rect").set("class", format!("bar fill-{colour}"));
                let bar = bar.at("x", x - half).at("y", y.min(base)).at("width", 2.0 * half);
                group.add(bar.at("height", (y - base).abs()).at("rx", 2.0));
            });
        }
    }
    group
}

fn through(points: &[Point]) -> String {
    let Some((&first, rest)) = points.split_first() else { return String::new() };
    rest.iter().fold(Path::from(first), |path, &point| path.line(point)).to_string()
}

/// Each name at the end of its line, as near as the others allow.
fn names(chart: &Chart, number: impl Fn(usize) -> usize, x: &Scale, y: &Scale) -> Element {
    let end = |series: &Series| {
        let shown = series.points.iter().filter_map(|&(a, b)| Some((x.place(a)?, y.place(b)?)));
        shown.max_by(|a, b| a.0.total_cmp(&b.0))
    };
    let named: Vec<(usize, Option<Point>)> = (0..chart.series.len())
        .filter(|&i| !chart.series[i].name.is_empty())
        .map(|i| (i, end(&chart.series[i])))
        .collect();
    // A series without points has its name, too: below all others.
    let wanted: Vec<f64> = named.iter().map(|(_, end)| end.map_or(y.start, |end| end.1)).collect();
    let gap = 17.0_f64.min((y.start - TOP) / named.len().max(1) as f64);
    let heights = labels::spread(&wanted, gap, TOP, y.start);
    let names: Vec<&str> = named.iter().map(|(i, _)| chart.series[*i].name.as_str()).collect();
    let (short, _) = apart(&names, 12.0, NAMES - 26.0, 1);
    let mut group = Element::group("names");
    for (((i, end), height), name) in named.into_iter().zip(heights).zip(short) {
        let ((colour, _), left) = (look(number(i)), x.end + 20.0);
        if let Some(end) = end {
            let leader = Path::from((end.0 + 4.0, end.1)).line((left - 4.0, height));
            group.add(Element::path(&format!("leader stroke-{colour}"), leader));
        }
        group.add(Element::label(&format!("name fill-{colour}"), left, height + 4.0, &name.concat()));
    }
    group
}

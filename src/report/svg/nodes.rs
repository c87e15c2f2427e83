//! What stands in a drawing: populations, the task before them, the error behind them.

use super::element::{Element, number};
use super::layout::{HINT, Rect};
use super::path::{Path, Point};
use super::text::{fit, fit_name};
use super::words::Words;
use crate::neuron::{Activation, Neuron};

/// Radius of the error.
pub const ERROR: f64 = 21.0;
/// Width of what is said of the task.
pub const TASK: f64 = 130.0;

const SPARK: (f64, f64) = (36.0, 24.0);

/// A population: its name, its facts, and a picture of its activation function.
pub fn population(words: &Words, p: usize, place: &Rect) -> Element {
    let (name, facts) = words.population(p);
    let ends = words.input() == Some(p) || words.output() == Some(p);
    let class = if ends { "box end-box" } else { "box" };
    let frame = Element::new("rect").set("class", class).at("x", place.x).at("y", place.y);
    let frame = frame.at("width", place.w).at("height", place.h).at("rx", 12.0);
    let (left, room) = (place.x + 16.0, place.w - 30.0);
    let mut y = place.middle() - 9.0 * facts.len() as f64 + 5.0;
    let mut group = Element::group("population").with(frame);
    // The whole name, for a mouse that rests on a short one.
    group.add(Element::new("title").text(name));
    group.add(Element::label("name", left, y, &fit_name(name, 15.5, room)));
    for fact in &facts {
        y += 18.0;
        group.add(Element::label("fact", left, y, &fit(fact, 12.0, room - SPARK.0 - 4.0)));
    }
    let corner = (place.right() - SPARK.0 - 14.0, place.middle() - 3.0);
    group.with(match &words.circuit.populations.0[p].1 {
        Neuron::Input(_) => pixels(corner),
        Neuron::Rate(rate) => spark(&rate.activation, corner),
    })
}

/// φ between −3 and 3.
fn spark(activation: &Activation, (x, y): Point) -> Element {
    let v: Vec<f32> = (-15..=15).map(|k| k as f32 / 5.0).collect();
    let mut r = vec![0.0; v.len()];
    activation.rates(&v, &mut r);
    let (low, high) = r.iter().fold((0.0_f32, 0.0_f32), |(low, high), r| (low.min(*r), high.max(*r)));
    let (width, height) = SPARK;
    let across = |v: f32| x + width * f64::from((v + 3.0) / 6.0);
    let up = |r: f32| y + height * f64::from((high - r) / (high - low).max(1e-6));
    let mut points = v.iter().zip(&r).map(|(v, r)| (across(*v), up(*r)));
    let start = Path::from(points.next().unwrap_or((x, y)));
    let axes = Path::from((x, up(0.0))).line((x + width, up(0.0))).to_string()
        + &Path::from((across(0.0), y)).line((across(0.0), y + height)).to_string();
    Element::group("activation")
        .with(Element::path("axis", axes))
        .with(Element::path("spark", points.fold(start, Path::line)))
}

/// A patch of input.
fn pixels((x, y): Point) -> Element {
    const SHADES: [[f64; 4]; 3] = [[0.15, 0.8, 0.9, 0.2], [0.1, 0.25, 0.85, 0.3], [0.2, 0.75, 0.4, 0.1]];
    let mut group = Element::group("pixels");
    for (i, row) in SHADES.iter().enumerate() {
        for (j, shade) in row.iter().enumerate() {
            let pixel = Element::new("rect").set("class", "pixel").set("fill-opacity", shade);
            let pixel = pixel.at("x", x + 9.0 * j as f64).at("y", y + 9.0 * i as f64);
            group.add(pixel.at("width", 8.0).at("height", 8.0).at("rx", 1.5));
        }
    }
    group
}

/// The task, in front of the input population's box.
pub fn task(words: &Words, place: &Rect) -> Element {
    let lines = words.task();
    let mut y = place.middle() - 9.0 * (lines.len() as f64 - 1.0) + 5.0;
    let mut group = Element::group("task");
    for (i, line) in lines.iter().enumerate() {
        let class = if i == 0 { "name end" } else { "fact end" };
        let size = if i == 0 { 15.5 } else { 12.0 };
        group.add(Element::label(class, -8.0, y, &fit(line, size, TASK - 8.0)));
        y += 18.0;
    }
    let arrow = Path::from((0.0, place.middle())).line((place.x - 1.0, place.middle()));
    group.with(Element::path("wire", arrow).set("marker-end", "url(#arrow)"))
}

/// The error, where output and target meet.
pub fn error(words: &Words, at: Point, readout: Point) -> Element {
    let (x, y) = at;
    let (loss, formula) = words.error();
    let reads = Path::from(readout).line((x - ERROR - 2.0, y));
    let target = Path::from((x, y - ERROR - 32.0)).line((x, y - ERROR - 2.0));
    let mut group = Element::group("loss")
        .with(Element::path("wire", reads).set("marker-end", "url(#arrow)"))
        .with(Element::path("wire", target).set("marker-end", "url(#arrow)"))
        .with(Element::label("fact center", x, y - ERROR - 39.0, "target t"))
        .with(Element::label("fact", x + ERROR + 10.0, y - 4.0, loss))
        .with(Element::label("formula", x + ERROR + 10.0, y + 13.0, formula));
    if words.readout_learns() {
        // The readout hears of its error directly, whatever the hidden populations are told.
        let back = Path::from((x - 13.0, y + 16.0)).line((readout.0 + 1.0, y + 16.0));
        group.add(Element::path("credit", back).set("marker-end", "url(#arrow-credit)"));
    }
    group
        .with(Element::new("circle").set("class", "error").at("cx", x).at("cy", y).at("r", ERROR))
        .with(Element::label("symbol", x, y + 6.0, "e"))
}

/// The noise that enters a population from above: a wavy arrow and, line by line, where the noise lies.
pub fn noise(lines: &[String], place: &Rect) -> Element {
    let (x, y) = (place.x + 24.0, place.y);
    let more = HINT * (lines.len() as f64 - 1.0);
    let wave = format!("{}q5 2.5 0 5q-5 2.5 0 5q5 2.5 0 5V{}", Path::from((x, y - more - 25.0)), number(y - 1.0));
    let mut group =
        Element::group("perturbation").with(Element::path("noise", wave).set("marker-end", "url(#arrow-noise)"));
    for (i, line) in lines.iter().enumerate() {
        let height = y - 11.0 - more + HINT * i as f64;
        group.add(Element::label("hint", x + 11.0, height, &fit(line, 12.0, place.w - 50.0)));
    }
    group
}

//! Drawings of circuits.

pub mod caption;
pub mod document;
pub mod element;
pub mod formula;
pub mod gutter;
pub mod layers;
pub mod layout;
pub mod nodes;
pub mod path;
pub mod route;
pub mod style;
pub mod text;
pub mod words;

use crate::circuit::{Circuit, Graph};
use caption::{caption, description, legend};
use document::{Drawing, arrowhead};
use element::Element;
use layout::{Layout, MARGIN};
use nodes::{ERROR, TASK};
use path::Point;
use route::{Ports, Route};
use words::{Way, Words};

/// Room for the words beside the error.
const LOSS: f64 = 140.0;

/// A checked circuit as a standalone SVG document.
pub fn circuit(circuit: &Circuit) -> String {
    drawing(circuit, true).document()
}

/// A checked circuit: populations by depth from left to right, projections, the task, and in an accent colour how credit
/// reaches each population; with its name and claim above, unless they are said elsewhere.
pub fn drawing(circuit: &Circuit, captioned: bool) -> Drawing {
    let graph = Graph::of(circuit).unwrap_or_default();
    let words = Words::new(circuit, &graph);
    let mut layout = Layout::of(&words);
    let ports = Ports::of(&words, &layout);
    let (lanes, top) = route::lanes(&words, &mut layout, &ports);
    let error = ports.readout.map(|(_, y)| (layout.right() + ERROR, y));
    // What is said of the target stands above the error.
    let top = error.map_or(top, |(_, y)| top.min(y - ERROR - 56.0));
    let bus = (layout.bottom + 28.0).max(error.map_or(0.0, |(_, y)| y + ERROR + 24.0));
    let broadcasts = words.way() == Way::Broadcast && (0..graph.count).any(|p| words.credited(p));

    let mut drawing = Element::group("circuit");
    if let (Some(at), true) = (error, broadcasts) {
        drawing.add(broadcast(&words, &mut layout, (at.0, at.1 + ERROR), bus));
    }
    drawing.add(projections(&words, &layout, &ports, lanes));
    drawing.add(populations(&words, &layout));
    if let Some(input) = words.input().filter(|_| graph.count > 0) {
        drawing.add(nodes::task(&words, &layout.boxes[input]));
    }
    if let (Some(at), Some(readout)) = (error, ports.readout) {
        drawing.add(nodes::error(&words, at, readout));
    }

    let right = if error.is_some() { layout.right() + 2.0 * ERROR + LOSS } else { layout.right() };
    let width = (TASK + right + 2.0 * MARGIN).max(600.0);
    let room = width - 2.0 * MARGIN;
    let (caption, above) = if captioned { caption(circuit, room) } else { (Element::group("caption"), MARGIN) };
    let down = above - top;
    let bottom = if broadcasts { bus } else { layout.bottom } + down;
    let left = MARGIN + TASK + (room - TASK - right) / 2.0;
    let drawing = drawing.set("transform", format!("translate({} {})", element::number(left), element::number(down)));
    let (legend, height) = legend(&words, bottom + 40.0);
    let arrows = ["arrow", "arrow-credit", "arrow-noise"].map(arrowhead);
    let content = vec![Element::new("defs").with_all(arrows), caption, drawing, legend];
    Drawing {
        size: (width, height + MARGIN),
        title: circuit.name.clone(),
        description: description(&words),
        style: style::CIRCUIT.into(),
        class: "circuit-drawing",
        content,
    }
}

fn populations(words: &Words, layout: &Layout) -> Element {
    let mut group = Element::group("populations");
    for (p, place) in layout.boxes.iter().enumerate() {
        group.add(nodes::population(words, p, place));
        let noise = words.noise(p);
        if !noise.is_empty() {
            group.add(nodes::noise(&noise, place));
        }
        if words.credited(p) {
            // A broadcast arrives from below, left of its formula.
            let left = place.x + if words.way() == Way::Broadcast { 34.0 } else { 16.0 };
            let formula = text::fit(&words.third_factor(p), 12.0, place.w - 30.0);
            group.add(Element::label("formula", left, place.bottom() + 19.0, &formula));
        }
    }
    group
}

fn projections(words: &Words, layout: &Layout, ports: &Ports, lanes: Vec<Route>) -> Element {
    let edges = &words.graph.edges;
    let mut routes: Vec<Route> = (0..edges.len())
        .filter(|&e| edges[e].2 == 0)
        .map(|edge| Route { edge, path: ports.forward(layout, edge), label: None })
        .collect();
    routes.extend(lanes);
    routes.extend(route::loops(words, layout));
    let mut group = Element::group("projections");
    if words.way() == Way::Backward {
        // Nobody asks what the input should have been.
        for e in (0..edges.len()).filter(|&e| edges[e].2 == 0 && words.input() != Some(edges[e].0)) {
            let path = Element::path("credit", ports.backward(layout, e));
            group.add(path.set("marker-end", "url(#arrow-credit)"));
        }
    }
    for Route { edge, path, .. } in &routes {
        let class = if words.learns(*edge) { "wire" } else { "wire fixed" };
        let line = Element::path(class, path).set("marker-end", "url(#arrow)");
        group.add(line.with(Element::new("title").text(&words.circuit.projections[*edge].name())));
    }
    // Labels last: lines that cross them pass behind.
    let labels = routes.iter().filter_map(|route| route.label.as_ref());
    group.with_all(labels.map(|((x, y), text)| Element::label("delay halo", *x, *y, text)))
}

fn broadcast(words: &Words, layout: &mut Layout, source: Point, bus: f64) -> Element {
    let mut group = Element::group("broadcast");
    for column in 0..layout.layers.columns.len() {
        let trunk = gutter::trunk(words, &layout.layers, column).then(|| layout.gutters[column].track());
        for p in (0..layout.boxes.len()).filter(|&p| layout.layers.column_of[p] == column && words.credited(p)) {
            let path = Element::path("credit", route::broadcast(layout, source, bus, p, trunk));
            group.add(path.set("marker-end", "url(#arrow-credit)"));
        }
    }
    let text = if words.message().starts_with("change") { "δL" } else { "error e" };
    group.with(Element::label("formula end", source.0 - 16.0, bus - 7.0, text))
}

#[cfg(test)]
mod tests;

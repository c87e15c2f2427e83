//! Where everything stands: boxes in columns, gutters between them, lanes above for what is delayed and a bus below for
//! the broadcast.

use super::gutter::{BOX, Gutter, gutters};
use super::layers::{Layers, Slot};
use super::words::Words;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// Right edge.
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// Lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// Half height.
    pub fn middle(&self) -> f64 {
        self.y + self.h / 2.0
    }
}

/// Room around a drawing.
pub const MARGIN: f64 = 32.0;
/// Room above a box for the noise that enters it.
const NOISE: f64 = 28.0;
/// Distance between lines of what is said of noise.
pub const HINT: f64 = 14.0;
/// Room above a box for each loop back to itself.
pub const LOOP: f64 = 26.0;
/// Room below a box for its third factor.
pub const CREDIT: f64 = 36.0;
/// Distance between lanes.
pub const LANE: f64 = 26.0;
const GAP: f64 = 18.0;
const PASSING: f64 = 22.0;

/// The layout of a circuit.
pub struct Layout {
    /// Populations and projections in their columns.
    pub layers: Layers,
    /// Each population's box.
    pub boxes: Vec<Rect>,
    /// The heights at which each projection passes the columns that it skips: (left, right, y).
    pub passes: Vec<Vec<(f64, f64, f64)>>,
    /// Gutter c stands left of column c; the last one right of the last column.
    pub gutters: Vec<Gutter>,
    /// The upper edge of all columns with what stands above their boxes.
    pub top: f64,
    /// The lower edge of all columns with what stands below their boxes.
    pub bottom: f64,
}

impl Layout {
    /// Lays a circuit out around the height 0.
    pub fn of(words: &Words) -> Layout {
        let layers = Layers::of(words.graph, words.input(), words.output());
        let gutters = gutters(words, &layers);
        let empty = Rect { x: 0.0, y: 0.0, w: BOX, h: 0.0 };
        let mut layout = Layout {
            boxes: vec![empty; words.graph.count],
            passes: vec![Vec::new(); words.graph.edges.len()],
            top: 0.0,
            bottom: 0.0,
            gutters,
            layers,
        };
        for c in 0..layout.layers.columns.len() {
            layout.place_column(words, c);
        }
        layout
    }

    /// Stacks a column, the middle between its first box's top and its last box's bottom at height 0: then a chain of
    /// single boxes has straight arrows.
    fn place_column(&mut self, words: &Words, c: usize) {
        let x = self.gutters[c].x + self.gutters[c].width();
        let slots = self.layers.columns[c].clone();
        let mut y = 0.0;
        let mut spans = Vec::new();
        for &slot in &slots {
            let (above, height, below) = extent(words, slot);
            spans.push((y + above, height));
            y += above + height + below + GAP;
        }
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return };
        let middle = (first.0 + last.0 + last.1) / 2.0;
        for (&slot, (top, height)) in slots.iter().zip(spans) {
            let (above, _, below) = extent(words, slot);
            let y = top - middle;
            match slot {
                Slot::Population(p) => self.boxes[p] = Rect { x, y, w: BOX, h: height },
                Slot::Passing(e) => self.passes[e].push((x, x + BOX, y + height / 2.0)),
            }
            self.top = self.top.min(y - above);
            self.bottom = self.bottom.max(y + height + below);
        }
    }

    /// Right end of the last gutter.
    pub fn right(&self) -> f64 {
        self.gutters.last().map_or(0.0, |gutter| gutter.x + gutter.width())
    }
}

/// Room above a population's box for the noise that enters it.
pub fn noise(words: &Words, population: usize) -> f64 {
    match words.noise(population).len() {
        0 => 0.0,
        lines => NOISE + HINT * (lines - 1) as f64,
    }
}

/// Room that a slot takes: above, itself, below.
fn extent(words: &Words, slot: Slot) -> (f64, f64, f64) {
    let Slot::Population(p) = slot else { return (0.0, PASSING, 0.0) };
    let (name, facts) = words.population(p);
    let edges = &words.graph.edges;
    let loops = edges.iter().filter(|&&(from, to, _)| from == p && to == p).count() as f64;
    let ports = words.graph.incoming(p).count().max(words.graph.outgoing(p).count()) as f64;
    let decades = (words.circuit.size(name).max(1) as f64).log10();
    let text = 34.0 + 18.0 * facts.len() as f64;
    let height = (52.0 + 22.0 * decades).max(text).max(20.0 * (ports + 1.0));
    let above = LOOP * loops + noise(words, p);
    (above, height, if words.credited(p) { CREDIT } else { 0.0 })
}

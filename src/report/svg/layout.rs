//! Where everything stands: boxes in columns, gutters between them, lanes above for what is delayed and a bus below for
//! the broadcast.

use super::layers::{Layers, Slot};
use super::words::{Way, Words};

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

/// Width of every box.
pub const BOX: f64 = 190.0;
/// Room above a box for the noise that enters it.
pub const NOISE: f64 = 28.0;
/// Room above a box for each loop back to itself.
pub const LOOP: f64 = 26.0;
/// Room below a box for its third factor.
pub const CREDIT: f64 = 36.0;
/// Distance between lanes.
pub const LANE: f64 = 26.0;
const GAP: f64 = 18.0;
const PASSING: f64 = 22.0;
const GUTTER: f64 = 72.0;
const TRACK: f64 = 12.0;

/// The space between two columns, with vertical tracks for lines that change height.
#[derive(Debug, Clone, Copy)]
pub struct Gutter {
    x: f64,
    tracks: usize,
    used: [usize; 2],
}

impl Gutter {
    fn width(&self) -> f64 {
        GUTTER + TRACK * self.tracks as f64
    }

    /// The next free track from the left, next to the boxes that lines leave.
    pub fn track(&mut self) -> f64 {
        self.used[0] += 1;
        self.x + 10.0 + TRACK * self.used[0] as f64
    }

    /// The next free track from the right, next to the boxes that lines reach.
    pub fn last_track(&mut self) -> f64 {
        self.used[1] += 1;
        self.x + self.width() - 14.0 - TRACK * self.used[1] as f64
    }
}

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
    let above = LOOP * loops + if words.noise(p).is_some() { NOISE } else { 0.0 };
    (above, height, if words.credited(p) { CREDIT } else { 0.0 })
}

fn gutters(words: &Words, layers: &Layers) -> Vec<Gutter> {
    let mut tracks = vec![0; layers.columns.len() + 1];
    for &(from, to, delay) in &words.graph.edges {
        if delay > 0 && from != to {
            tracks[layers.column_of[from] + 1] += 1;
            tracks[layers.column_of[to]] += 1;
        }
    }
    if words.way() == Way::Broadcast {
        (0..layers.columns.len()).filter(|&c| trunk(words, layers, c)).for_each(|c| tracks[c] += 1);
    }
    let mut x = 0.0;
    tracks
        .into_iter()
        .map(|tracks| {
            let gutter = Gutter { x, tracks, used: [0, 0] };
            x += gutter.width() + BOX;
            gutter
        })
        .collect()
}

/// True where the broadcast must climb beside a column: a box that is credited stands above something else.
pub fn trunk(words: &Words, layers: &Layers, column: usize) -> bool {
    let slots = &layers.columns[column];
    slots[..slots.len().saturating_sub(1)].iter().any(|s| matches!(s, Slot::Population(p) if words.credited(*p)))
}

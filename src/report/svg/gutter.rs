//! The spaces between columns, and the tracks in them.

use super::layers::{Layers, Slot};
use super::words::{Way, Words};

/// Width of every box.
pub const BOX: f64 = 190.0;
const GUTTER: f64 = 72.0;
const TRACK: f64 = 12.0;

/// The space between two columns, with vertical tracks for lines that change height.
#[derive(Debug, Clone, Copy)]
pub struct Gutter {
    /// Left edge.
    pub x: f64,
    tracks: usize,
    used: [usize; 2],
}

impl Gutter {
    /// As wide as its tracks need.
    pub fn width(&self) -> f64 {
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

/// All gutters, each with the tracks that it needs; the first one begins at 0.
pub fn gutters(words: &Words, layers: &Layers) -> Vec<Gutter> {
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

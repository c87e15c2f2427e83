//! The ways of projections: forward between the columns, back through lanes above them, or in a loop.

use super::layers::Slot;
use super::layout::{self, LANE, LOOP, Layout, Rect};
use super::path::{Path, Point};
use super::words::Words;

/// A line, with what is written at it.
pub struct Route {
    /// The projection.
    pub edge: usize,
    /// The line.
    pub path: Path,
    /// A label, and where its middle stands.
    pub label: Option<(Point, String)>,
}

/// Where projections leave and reach their boxes.
pub struct Ports {
    /// By projection: where it leaves its presynaptic box.
    start: Vec<Point>,
    /// By projection: where it reaches its postsynaptic box.
    end: Vec<Point>,
    /// Where the output is read.
    pub readout: Option<Point>,
}

impl Ports {
    /// Spreads the ends of all projections over their boxes' sides, in the order of where they come from and go to:
    /// lanes first, since they are above.
    pub fn of(words: &Words, layout: &Layout) -> Ports {
        let edges = &words.graph.edges;
        let nowhere = vec![(0.0, 0.0); edges.len()];
        let mut ports = Ports { start: nowhere.clone(), end: nowhere, readout: None };
        let is_loop = |e: usize| edges[e].0 == edges[e].1;
        // Those without a lane come after all that have one.
        let order = lane_order(words, layout);
        let lane = |e: usize| order.iter().position(|&other| other == e).unwrap_or(order.len());
        let middle = |p: usize| layout.boxes[p].middle();
        for (p, place) in layout.boxes.iter().enumerate() {
            let mut out: Vec<usize> = words.graph.outgoing(p).filter(|&e| !is_loop(e)).collect();
            let next = |e: usize| layout.passes[e].first().map_or(middle(edges[e].1), |pass| pass.2);
            out.sort_by(|&a, &b| lane(a).cmp(&lane(b)).then(next(a).total_cmp(&next(b))));
            let reads = words.output() == Some(p);
            let heights = spread(place, out.len() + usize::from(reads));
            out.iter().zip(&heights).for_each(|(&e, &y)| ports.start[e] = (place.right(), y));
            if reads {
                ports.readout = heights.last().map(|&y| (place.right(), y));
            }
            let mut into: Vec<usize> = words.graph.incoming(p).filter(|&e| !is_loop(e)).collect();
            let last = |e: usize| layout.passes[e].last().map_or(middle(edges[e].0), |pass| pass.2);
            into.sort_by(|&a, &b| lane(a).cmp(&lane(b)).then(last(a).total_cmp(&last(b))));
            let heights = spread(place, into.len());
            into.iter().zip(&heights).for_each(|(&e, &y)| ports.end[e] = (place.x, y));
        }
        ports
    }

    /// A projection without delay: from box to box, through its places in the columns that it skips.
    pub fn forward(&self, layout: &Layout, edge: usize) -> Path {
        let mut at = self.start[edge];
        let mut path = Path::from(at);
        for &(left, right, y) in &layout.passes[edge] {
            path = path.glide(at, (left, y)).line((right, y));
            at = (right, y);
        }
        path.glide(at, self.end[edge])
    }

    /// The same way back, a little below.
    pub fn backward(&self, layout: &Layout, edge: usize) -> Path {
        const BELOW: f64 = 11.0;
        let below = |(x, y): Point| (x, y + BELOW);
        let mut at = below(self.end[edge]);
        let mut path = Path::from(at);
        for &(left, right, y) in layout.passes[edge].iter().rev() {
            path = path.glide(at, below((right, y))).line(below((left, y)));
            at = below((left, y));
        }
        path.glide(at, below(self.start[edge]))
    }
}

/// Heights of `count` ports of a box.
fn spread(place: &Rect, count: usize) -> Vec<f64> {
    (1..=count).map(|k| place.y + place.h * k as f64 / (count as f64 + 1.0)).collect()
}

/// Loops of populations that project to themselves: arches over the box, and over the noise that enters it.
pub fn loops(words: &Words, layout: &Layout) -> Vec<Route> {
    let mut routes = Vec::new();
    for (p, place) in layout.boxes.iter().enumerate() {
        let own: Vec<usize> = words.graph.outgoing(p).filter(|&e| words.graph.edges[e].1 == p).collect();
        let base = place.y - layout::noise(words, p);
        for (k, &edge) in own.iter().enumerate() {
            let inset = 9.0 * (own.len() - k) as f64;
            let (left, right) = (place.x + inset, place.right() - inset);
            let y = base - LOOP * k as f64 - 10.0;
            let path = Path::rounded(&[(right, place.y), (right, y), (left, y), (left, place.y)], 9.0);
            let label = Some((((left + right) / 2.0, y - 5.0), words.delay(edge)));
            routes.push(Route { edge, path, label });
        }
    }
    routes
}

/// Projections with a lane, from the lowest lane to the highest: the shortest first, so that long ones enclose them.
fn lane_order(words: &Words, layout: &Layout) -> Vec<usize> {
    let (edges, column) = (&words.graph.edges, &layout.layers.column_of);
    let delayed = |&e: &usize| edges[e].2 > 0 && edges[e].0 != edges[e].1;
    let mut order: Vec<usize> = (0..edges.len()).filter(delayed).collect();
    let span = |e: usize| column[edges[e].0].abs_diff(column[edges[e].1]);
    let height = |e: usize| layout.boxes[edges[e].0].y;
    order.sort_by(|&a, &b| span(a).cmp(&span(b)).then(height(a).total_cmp(&height(b))));
    order
}

/// Projections with a delay, each through a lane of its own above all columns. Returns the height of the uppermost, too.
pub fn lanes(words: &Words, layout: &mut Layout, ports: &Ports) -> (Vec<Route>, f64) {
    let edges = &words.graph.edges;
    let mut routes = Vec::new();
    let mut top = layout.top;
    for edge in lane_order(words, layout) {
        let [from, to] = [edges[edge].0, edges[edge].1].map(|p| layout.layers.column_of[p]);
        let (up, down) = (layout.gutters[from + 1].track(), layout.gutters[to].last_track());
        top -= LANE;
        let y = top + 8.0;
        let (start, end) = (ports.start[edge], ports.end[edge]);
        let path = Path::rounded(&[start, (up, start.1), (up, y), (down, y), (down, end.1), end], 9.0);
        routes.push(Route { edge, path, label: Some((((up + down) / 2.0, y - 5.0), words.delay(edge))) });
    }
    (routes, top)
}

/// The broadcast's way to a population: along the bus at height `bus`, and up into the box from below. `trunk` is where
/// it climbs beside a column with several boxes.
pub fn broadcast(layout: &Layout, source: Point, bus: f64, population: usize, trunk: Option<f64>) -> Path {
    let place = layout.boxes[population];
    let (x, end) = (place.x + 24.0, (place.x + 24.0, place.bottom() + 1.0));
    let column = &layout.layers.columns[layout.layers.column_of[population]];
    match trunk.filter(|_| column.last() != Some(&Slot::Population(population))) {
        None => Path::rounded(&[source, (source.0, bus), (x, bus), end], 9.0),
        Some(trunk) => {
            let under = place.bottom() + 29.0;
            let points = [source, (source.0, bus), (trunk, bus), (trunk, under), (x, under), end];
            Path::rounded(&points, 9.0)
        }
    }
}

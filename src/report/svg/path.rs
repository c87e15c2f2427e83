//! Path data: curves between boxes, and polylines with rounded corners.

use super::element::number;
use std::fmt::{self, Display};

/// A point.
pub type Point = (f64, f64);

/// The data of a path, in the making.
#[derive(Debug, Clone, Default)]
pub struct Path(String);

impl Path {
    /// Begins at a point.
    pub fn from((x, y): Point) -> Path {
        Path(format!("M{} {}", number(x), number(y)))
    }

    /// A straight line.
    pub fn line(mut self, (x, y): Point) -> Path {
        self.0 += &format!("L{} {}", number(x), number(y));
        self
    }

    /// A curve that leaves `from` and reaches `to` horizontally.
    pub fn glide(mut self, from: Point, to: Point) -> Path {
        let half = (to.0 - from.0) / 2.0;
        let places = [(from.0 + half, from.1), (to.0 - half, to.1), to];
        self.0 += &format!("C{}", places.map(|(x, y)| format!("{} {}", number(x), number(y))).join(" "));
        self
    }

    /// Through all points, each corner rounded by at most `radius`.
    pub fn rounded(points: &[Point], radius: f64) -> Path {
        let mut path = Path::from(points[0]);
        for corner in points.windows(3) {
            let [before, at, after] = [corner[0], corner[1], corner[2]];
            let cut = radius.min(distance(before, at) / 2.0).min(distance(at, after) / 2.0);
            path = path.line(towards(at, before, cut));
            let (x, y) = towards(at, after, cut);
            path.0 += &format!("Q{} {} {} {}", number(at.0), number(at.1), number(x), number(y));
        }
        path.line(points[points.len() - 1])
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// The point `way` from `a` in the direction of `b`.
fn towards(a: Point, b: Point, way: f64) -> Point {
    let whole = distance(a, b).max(1e-9);
    (a.0 + (b.0 - a.0) * way / whole, a.1 + (b.1 - a.1) * way / whole)
}

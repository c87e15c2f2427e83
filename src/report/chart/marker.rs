//! Shapes of points, so that colour is not all that tells series apart.

use crate::report::svg::element::Element;
use crate::report::svg::path::{Path, Point};

/// Shapes that there are.
pub const SHAPES: usize = 4;

/// A point of a shape: circle, square, triangle, diamond.
pub fn marker(shape: usize, (x, y): Point) -> Element {
    const R: f64 = 3.6;
    let closed = |points: [Point; 3], last: Point| {
        let [first, second, third] = points.map(|(a, b)| (x + a * R, y + b * R));
        let path = Path::from(first).line(second).line(third).line((x + last.0 * R, y + last.1 * R));
        Element::new("path").set("d", format!("{path}Z"))
    };
    match shape % SHAPES {
        0 => Element::new("circle").at("cx", x).at("cy", y).at("r", R),
        1 => closed([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9)], (-0.9, 0.9)),
        2 => closed([(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)], (0.0, -1.2)),
        _ => closed([(0.0, -1.3), (1.3, 0.0), (0.0, 1.3)], (-1.3, 0.0)),
    }
}

//! The looks of a chart. Colours of series are made after those of Okabe and Ito, which people tell apart whatever their
//! colour vision: darkened for light ground and lightened for dark ground until letters can be read in them, with a grey and
//! an indigo for those that would become one with others then.

/// Colours of series on light and on dark ground: blue, vermilion, green, purple, orange, grey, indigo or yellow.
pub const COLOURS: [(&str, &str); 7] = [
    ("#0072b2", "#4fb0ec"),
    ("#cc4a00", "#f0702e"),
    ("#007a5a", "#2fd6a4"),
    ("#b04e86", "#e88fc0"),
    ("#6b4c00", "#d9a520"),
    ("#3b424d", "#eef2f7"),
    ("#5a35b0", "#f5ec5a"),
];

/// What lines look like once all colours are taken: without a break, dashed, dashed and dotted. Dots alone are what is
/// expected rather than measured.
const ROUNDS: [&str; 3] = ["", " dash", " dash-dot"];

/// The colour of a series by its number; and the CSS class that tells its lines from those of the same colour.
pub fn look(number: usize) -> (usize, &'static str) {
    (number % COLOURS.len(), ROUNDS[number / COLOURS.len() % ROUNDS.len()])
}

/// Size of titles as measured: they are bold, and wider than plain letters of their size.
pub const TITLE: f64 = 17.2;

const LIGHT: [&str; 4] = ["#ffffff", "#14181f", "#4b5563", "#e3e8ef"];
const DARK: [&str; 4] = ["#0f141b", "#eef2f7", "#aab4c2", "#2b3543"];

/// The style sheet.
pub fn sheet() -> String {
    let mut sheet = String::from(
        "
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif; }
.title { font-size: 15px; font-weight: 600; }
.tick, .axis-label, .name { font-size: 12px; }
.center { text-anchor: middle; }
.end { text-anchor: end; }
.grid { stroke-width: 1; fill: none; }
.series { stroke-width: 2.2; fill: none; stroke-linejoin: round; stroke-linecap: round; }
.dashed { stroke-width: 1.6; stroke-dasharray: 2 5; }
.dash { stroke-dasharray: 8 6; }
.dash-dot { stroke-dasharray: 8 5 0.1 5; }
.thin { stroke-width: 1.1; stroke-opacity: 0.75; }
.band { fill-opacity: 0.16; stroke: none; }
.leader { stroke-width: 1; fill: none; stroke-opacity: 0.5; }
.bar { fill-opacity: 0.85; }
.dot { fill-opacity: 0.8; }
.steps { fill-opacity: 0.3; stroke-width: 1.4; stroke-linejoin: round; }
.level { stroke-width: 1; fill: none; stroke-dasharray: 5 4; }
.level-name, .entry, .value { font-size: 12px; }
.halo { paint-order: stroke; stroke-width: 4px; stroke-linejoin: round; }
.whisker { stroke-width: 1.6; fill: none; }
.ring { fill: none; stroke-width: 1.2; }
.ceiling { fill-opacity: 0.18; }
.shade { shape-rendering: crispEdges; }
",
    );
    sheet += &colours(LIGHT, |pair| pair.0);
    sheet += &format!("@media screen and (prefers-color-scheme: dark) {{\n{}}}\n", colours(DARK, |pair| pair.1));
    sheet
}

fn colours([paper, ink, muted, grid]: [&str; 4], of: impl Fn((&'static str, &'static str)) -> &'static str) -> String {
    let mut rules = format!(
        ".paper {{ fill: {paper}; }}\n.halo {{ stroke: {paper}; }}\n.title {{ fill: {ink}; }}\n\
         .tick, .axis-label, .level-name, .entry, .value {{ fill: {muted}; }}\n.grid {{ stroke: {grid}; }}\n\
         .level, .whisker, .ring {{ stroke: {muted}; }}\n.ceiling {{ fill: {muted}; }}\n"
    );
    for (i, pair) in COLOURS.into_iter().enumerate() {
        let colour = of(pair);
        rules += &format!(".stroke-{i} {{ stroke: {colour}; }}\n.fill-{i} {{ fill: {colour}; }}\n");
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    type Matrix = [[f64; 3]; 3];

    /// Colour vision: common, and without middle or long wavelengths (Machado, Oliveira and Fernandes 2009, severity 1).
    const VISIONS: [(Matrix, f64); 3] = [
        ([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], 0.1),
        ([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]], 0.04),
        ([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]], 0.04),
    ];

    fn times(matrix: Matrix, v: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
    }

    fn linear(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let c = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// Oklab (Ottosson 2020), in which equal distances look equal.
    fn oklab(linear: [f64; 3]) -> [f64; 3] {
        let cones = [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ];
        let lab = [
            [0.2104542553, 0.793617785, -0.0040720468],
            [1.9779984951, -2.428592205, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.808675766],
        ];
        times(lab, times(cones, linear.map(|c| c.max(0.0))).map(f64::cbrt))
    }

    #[test]
    fn colours_are_told_apart_whatever_the_colour_vision() {
        for ground in [COLOURS.map(|pair| pair.0), COLOURS.map(|pair| pair.1)] {
            for (vision, least) in VISIONS {
                let seen = ground.map(|colour| oklab(times(vision, linear(colour))));
                for (i, a) in seen.iter().enumerate() {
                    for (j, b) in seen.iter().enumerate().skip(i + 1) {
                        let apart = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                        assert!(apart > least, "{} and {}: {apart:.3}", ground[i], ground[j]);
                    }
                }
            }
        }
    }
}

//! The looks of a chart. Series take the colours of Okabe and Ito, which people tell apart whatever their colour vision;
//! those too pale for one background are darkened or lightened for it.

/// Colours of series on light and on dark ground: blue, vermilion, green, purple, orange, sky, yellow.
pub const COLOURS: [(&str, &str); 7] = [
    ("#0072b2", "#4fb0ec"),
    ("#c44e00", "#ff8a4a"),
    ("#00805c", "#2fcf9f"),
    ("#a8507f", "#e59cc4"),
    ("#a86f00", "#f0ad2e"),
    ("#2b7fae", "#8fd0f5"),
    ("#7d7400", "#f0e442"),
];

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

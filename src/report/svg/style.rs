//! The looks of a circuit drawing, for light and dark surroundings. Written without CSS variables, which not every
//! viewer of SVG knows. Every text has a contrast of at least 4.5 : 1.

/// The style sheet.
pub const CIRCUIT: &str = "
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif; }
path, line { fill: none; stroke-linecap: round; stroke-linejoin: round; }
.title { font-size: 22px; font-weight: 600; }
.claim { font-size: 14px; }
.name { font-size: 15px; font-weight: 600; }
.fact, .legend { font-size: 12px; }
.delay, .formula, .hint { font-size: 12px; }
.delay, .center { text-anchor: middle; }
.end { text-anchor: end; }
.symbol { font-size: 19px; font-style: italic; font-weight: 600; text-anchor: middle; }
.halo { paint-order: stroke; stroke-width: 5px; stroke-linejoin: round; }
.wire { stroke-width: 1.8; }
.fixed { stroke-dasharray: 6 5; }
.credit { stroke-width: 1.7; }
.noise { stroke-width: 1.6; }
.spark { stroke-width: 1.8; }
.axis { stroke-width: 1; }
.box, .error { stroke-width: 1.5; }
.paper { fill: #ffffff; }
.halo { stroke: #ffffff; }
.title, .name { fill: #14181f; }
.claim, .fact, .legend, .delay { fill: #4b5563; }
.box { fill: #f1f4f9; stroke: #8b97a8; }
.end-box { fill: #e6ecf5; stroke: #5d6b80; }
.wire { stroke: #55606f; }
.arrow { fill: #55606f; }
.spark { stroke: #2f3b4c; }
.axis { stroke: #c3ccd8; }
.pixel { fill: #2f3b4c; }
.credit, .error { stroke: #c2410c; }
.error { fill: #fff4ec; }
.formula, .symbol, .arrow-credit { fill: #b53a08; }
.noise { stroke: #0b69a8; }
.hint, .arrow-noise { fill: #0b69a8; }
@media screen and (prefers-color-scheme: dark) {
.paper { fill: #0f141b; }
.halo { stroke: #0f141b; }
.title, .name { fill: #eef2f7; }
.claim, .fact, .legend, .delay { fill: #aab4c2; }
.box { fill: #1a222d; stroke: #5f6d80; }
.end-box { fill: #212c3a; stroke: #8593a8; }
.wire { stroke: #9aa6b6; }
.arrow { fill: #9aa6b6; }
.spark { stroke: #d5dde8; }
.axis { stroke: #3a4656; }
.pixel { fill: #d5dde8; }
.credit, .error { stroke: #ff9a5c; }
.error { fill: #2c1b10; }
.formula, .symbol, .arrow-credit { fill: #ffa56e; }
.noise { stroke: #6fbcf0; }
.hint, .arrow-noise { fill: #7cc4f5; }
}
";

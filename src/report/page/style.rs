//! The looks of a page: on light and dark screens of any width, and on paper.

use crate::report::chart;
use crate::report::svg::document::scoped;
use crate::report::svg::style::CIRCUIT;

const PAGE: &str = "
:root { color-scheme: light dark; --paper: #ffffff; --ground: #f5f6f9; --ink: #14181f; --muted: #4b5563; --line: #dfe4ec; --accent: #0b5fa5; --warm: #9a3412; --warm-ground: #fff4ec; }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 2.5rem 1.25rem 3rem; min-width: 0; }
h1 { font-size: clamp(1.6rem, 1.1rem + 2vw, 2.4rem); line-height: 1.15; letter-spacing: -0.015em; margin: 0.1em 0 0.4em; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; line-height: 1.25; letter-spacing: -0.01em; margin: 0 0 0.4em; }
p { margin: 0 0 1em; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.kind { margin: 0; color: var(--muted); font-size: 0.85rem; letter-spacing: 0.04em; text-transform: uppercase; }
.lead { max-width: 46rem; color: var(--muted); overflow-wrap: anywhere; }
.notice { max-width: 46rem; padding: 0.75rem 1rem; border-left: 4px solid var(--warm); background: var(--warm-ground); color: var(--warm); border-radius: 0 8px 8px 0; overflow-wrap: anywhere; }
section { margin-top: 3.25rem; }
dl { margin: 0; }
dt { color: var(--muted); font-size: 0.82rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 0.75rem; margin: 1.5rem 0; }
.headline div { display: flex; flex-direction: column; justify-content: space-between; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 0.8rem 1rem; }
.headline dd { font-size: 1.55rem; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 0.6rem 1.5rem; }
.facts dd { font-size: 0.95rem; }
.facts .long { grid-column: 1 / -1; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 1rem; }
figure { margin: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 0.5rem; min-width: 0; }
figure.wide { grid-column: 1 / -1; padding: 0.5rem 0.75rem; }
figure svg { display: block; width: 100%; height: auto; margin: 0 auto; }
figcaption { padding: 0.25rem 0.75rem 0.5rem; color: var(--muted); font-size: 0.88rem; line-height: 1.5; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; background: var(--paper); }
section .scroll { border: 1px solid var(--line); border-radius: 12px; margin-top: 1rem; background: var(--paper); }
section figure .scroll { border: 0; margin: 0; }
caption { text-align: left; padding: 0.75rem 1rem 0.25rem; color: var(--muted); font-size: 0.88rem; }
th, td { padding: 0.45rem 0.8rem; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 1rem; }
thead th { color: var(--muted); font-weight: 600; font-size: 0.82rem; border-bottom: 1px solid var(--line); vertical-align: bottom; }
tbody th { font-weight: 600; }
tbody tr + tr th, tbody tr + tr td { border-top: 1px solid var(--line); }
.words { text-align: left; }
.slim { width: auto; }
.slim caption { min-width: min(30rem, 70vw); }
.slim th, .slim td { padding-right: 1.6rem; }
pre { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 0.8rem 1rem; font: 0.85rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; margin: 0; }
.command p { margin-bottom: 0.4rem; }
details { margin-top: 1rem; }
summary { cursor: pointer; color: var(--accent); padding: 0.25rem 0; margin-bottom: 0.4rem; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.85rem; }
nav { font-size: 0.9rem; }
nav ol { list-style: none; margin: 0; padding: 0; }
nav a { color: var(--muted); text-decoration: none; }
nav a:hover { color: var(--ink); text-decoration: underline; }
@media screen and (max-width: 1439px) {
nav { position: sticky; top: 0; z-index: 1; background: var(--ground); border-bottom: 1px solid var(--line); }
nav ol { display: flex; gap: 0 1.1rem; overflow-x: auto; padding: 0.55rem 1.25rem; white-space: nowrap; max-width: 1240px; margin: 0 auto; }
main { padding-top: 1.5rem; }
html { scroll-padding-top: 4rem; }
}
@media screen and (min-width: 1440px) {
body { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 2.7rem 0.5rem 2rem 1.75rem; }
nav li { padding: 0.16rem 0; }
main { margin: 0; padding-right: 2.5rem; padding-left: 1.5rem; width: 100%; }
}
@media screen and (prefers-color-scheme: dark) {
:root { --paper: #0f141b; --ground: #090c11; --ink: #eef2f7; --muted: #aab4c2; --line: #253040; --accent: #6fbcf0; --warm: #ffb27d; --warm-ground: #2c1b10; }
}
@media (prefers-reduced-motion: reduce) {
html { scroll-behavior: auto; }
}
@media print {
@page { margin: 14mm; }
:root { color-scheme: light; --ground: #ffffff; }
body { font-size: 10.5pt; }
nav { display: none; }
main { padding: 0; max-width: none; }
section { margin-top: 1.6rem; }
h1, h2, header .lead, section .lead, .kind { break-after: avoid; }
h1, h2, .lead, .notice, figure, table, .headline div, .facts div, .command, tr { break-inside: avoid; }
caption { break-after: avoid; }
.figures { display: block; orphans: 1; widows: 1; }
figure { display: inline-block; width: 48%; margin: 0 0.5% 0.8rem; vertical-align: top; }
figure.wide { display: block; width: auto; }
figure.wide svg { min-width: 0 !important; }
.scroll { overflow: visible; }
table { font-size: 8pt; }
th, td { padding: 0.2rem 0.35rem; }
.many { font-size: 6.5pt; }
.many th, .many td { padding: 0.15rem 0.2rem; }
th, .words, .many td { white-space: normal; }
tbody th { min-width: 11em; overflow-wrap: anywhere; }
thead th, .most thead th { font-size: 1em; }
caption { font-size: 8.5pt; }
.most { font-size: 5pt; }
.most th, .most td { padding: 0.1rem 0.12rem; }
table.long { break-inside: auto; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
* { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
";

/// The page's style sheet, with those of its drawings.
pub fn sheet() -> String {
    // A page's style sheet is not escaped when read: it does without the characters that would be.
    PAGE.to_string() + &scoped(&chart::style::sheet(), chart::CLASS) + &scoped(CIRCUIT, "circuit-drawing")
}

//! Curves in a line of text.

use super::table::{number, short};
use crate::run::MetricsRow;

/// Heights of a column, lowest first.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The same for terminals without them.
const ASCII: [char; 8] = ['_', '.', ',', '-', '~', '=', '+', '#'];
/// Wider lines tell no more.
const WIDEST: usize = 60;
const NAME: usize = 12;

/// What a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Columns.
    pub width: usize,
    /// Whether it shows more than ASCII.
    pub unicode: bool,
}

impl Terminal {
    /// That of standard output; 80 columns where there is none.
    pub fn standard() -> Terminal {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let measured = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(|name| std::env::var(name).unwrap_or_default());
        let locale = locale.iter().find(|locale| !locale.is_empty()).map(|locale| locale.to_lowercase());
        // Without a locale (Windows, macOS from an app, containers) terminals of today show it.
        let unicode = locale.is_none_or(|locale| locale.contains("utf-8") || locale.contains("utf8"));
        Terminal { width: measured.or(columns).unwrap_or(80), unicode }
    }
}

/// The run in lines: train loss, test score, and the mean cosine with the exact credit; those that were measured twice.
/// A loss fills its line from its least to its greatest; scores and cosines stand on a scale that is the same in every run,
/// so that what moves by nothing looks like it. `chance`: the score of who learned nothing.
pub fn run(rows: &[MetricsRow], chance: Option<f64>, terminal: Terminal) -> String {
    let cosine = |row: &MetricsRow| {
        let cosines: Vec<f64> = row.credit_quality.values().filter_map(|q| q.cos_activation).collect();
        (!cosines.is_empty()).then(|| cosines.iter().sum::<f64>() / cosines.len() as f64)
    };
    let chance = chance.map_or(String::new(), |chance| format!(" (chance {})", short(chance)));
    let curves: [(&str, Vec<f64>, Span, &str); 3] = [
        ("train loss", rows.iter().filter_map(|row| row.train.loss).collect(), Span::OfTheCurve, ""),
        ("test score", rows.iter().filter_map(|row| row.test.score).collect(), Span::Fixed, &chance),
        ("cos credit", rows.iter().filter_map(cosine).collect(), Span::Fixed, ""),
    ];
    curves.iter().filter_map(|(name, values, span, after)| line(name, values, (*span, after), terminal)).collect()
}

/// From where to where a line's heights reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    /// From its least to its greatest value.
    OfTheCurve,
    /// From 0 to 1; from −1 to 1 where a value is negative. What is less stands at the foot.
    Fixed,
}

/// A name, the curve, its first and last value, and what to say after them; cut down to the terminal's width.
fn line(name: &str, values: &[f64], (span, after): (Span, &str), terminal: Terminal) -> Option<String> {
    let values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let [first, .., last] = values[..] else { return None };
    let arrow = if terminal.unicode { "→" } else { "->" };
    let ends = format!("  {} {arrow} {}{after}", number(Some(first), 4), number(Some(last), 4));
    let room = terminal.width.saturating_sub(NAME);
    // Where there is no room for both, the curve matters more than its ends.
    let ends = if room > ends.chars().count() + 8 { ends } else { String::new() };
    let room = (room - ends.chars().count()).min(WIDEST).min(values.len());
    (room > 0).then(|| format!("{name:<NAME$}{}{ends}\n", curve(&values, span, room, terminal.unicode)))
}

/// Values as columns, each the mean of those that it stands for.
fn curve(values: &[f64], span: Span, columns: usize, unicode: bool) -> String {
    let mean = |column: usize| {
        let part = &values[column * values.len() / columns..(column + 1) * values.len() / columns];
        part.iter().sum::<f64>() / part.len() as f64
    };
    let means: Vec<f64> = (0..columns).map(mean).collect();
    let negative = means.iter().any(|x| *x < 0.0);
    let (low, high) = match span {
        Span::OfTheCurve => means.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x))),
        Span::Fixed => (if negative { -1.0 } else { 0.0 }, 1.0),
    };
    let height =
        |x: f64| if high > low { ((x.clamp(low, high) - low) / (high - low) * 7.0).round() as usize } else { 0 };
    means.iter().map(|x| if unicode { BLOCKS[height(*x)] } else { ASCII[height(*x)] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Measured;
    use crate::run::document::Tested;

    const WIDE: Terminal = Terminal { width: 80, unicode: true };

    fn scores(scores: &[f64]) -> Vec<MetricsRow> {
        let test = |score: &f64| Tested { score: Some(*score), ..Tested::default() };
        scores.iter().map(|score| MetricsRow { test: test(score), ..MetricsRow::default() }).collect()
    }

    fn rows(count: usize) -> Vec<MetricsRow> {
        let loss = |k: usize| Measured { loss: Some(1.0 / (1.0 + k as f64)), score: None };
        (0..count).map(|k| MetricsRow { train: loss(k), ..MetricsRow::default() }).collect()
    }

    #[test]
    fn a_curve_falls_from_the_highest_block_to_the_lowest() {
        let text = run(&rows(8), None, WIDE);
        assert_eq!(text, "train loss  █▄▃▂▂▁▁▁  1.0000 → 0.1250\n");
        assert!(run(&rows(8), None, Terminal { width: 80, unicode: false }).is_ascii());
    }

    #[test]
    fn a_score_that_stays_at_chance_is_a_level_line_beside_chance() {
        let text = run(&scores(&[0.478, 0.51, 0.49, 0.503, 0.518]), Some(0.5), WIDE);
        assert_eq!(text, "test score  ▄▅▄▅▅  0.4780 → 0.5180 (chance 0.5)\n");
    }

    #[test]
    fn a_negative_score_is_told_as_it_is_on_a_scale_from_minus_1() {
        let text = run(&scores(&[-30.0, -0.5, 0.0, 1.0]), Some(0.0), WIDE);
        assert_eq!(text, "test score  ▁▃▅█  -30.0000 → 1.0000 (chance 0)\n");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [0, 5, 13, 20, 30, 40, 80, 200] {
            for line in run(&rows(500), None, Terminal { width, unicode: true }).lines() {
                assert!(line.chars().count() <= width.min(100), "{width}: {line}");
            }
        }
    }

    #[test]
    fn what_was_measured_once_is_no_curve() {
        assert_eq!(run(&rows(1), None, WIDE), "");
    }
}

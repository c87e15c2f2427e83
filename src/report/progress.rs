//! Progress of a run: a bar on a terminal, plain lines elsewhere, always on standard error.

use super::table::number;
use crate::run::document::Leg;
use crate::run::{MetricsRow, Observer, Session};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Shows a run's progress.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For a session about to run.
    pub fn new(session: &Session) -> Progress {
        if !std::io::stderr().is_terminal() {
            return Progress { bar: None };
        }
        let bar = ProgressBar::new(session.updates());
        let style = "{bar:30} {pos}/{len} updates  {msg}  ETA {eta}";
        bar.set_style(ProgressStyle::with_template(style).expect("a valid template"));
        bar.set_position(session.update());
        bar.reset_eta();
        Progress { bar: Some(bar) }
    }

    fn print(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => eprintln!("{line}"),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Observer for Progress {
    fn progress(&mut self, done: u64, _total: u64, samples_per_s: f64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_message(format!("{samples_per_s:.0} samples/s"));
        }
    }

    fn row(&mut self, row: &MetricsRow) {
        let epoch = row.epoch.map_or(String::new(), |epoch| format!("epoch {epoch:<6.1} "));
        let cosine = row.credit_quality.iter().map(|(name, q)| format!("{name} {}", number(q.cos_activation, 2)));
        let cosine = match cosine.collect::<Vec<_>>().join(", ") {
            none if none.is_empty() => none,
            cosine => format!("  cos {cosine}"),
        };
        let line = format!(
            "update {:<7} {epoch}train loss {} score {}  test loss {} score {}{cosine}",
            row.update,
            number(row.train.loss, 4),
            number(row.train.score, 4),
            number(row.test.loss, 4),
            number(row.test.score, 4),
        );
        self.print(&line);
    }

    fn leg(&mut self, leg: &Leg) {
        self.print(&format!("a new leg from update {} on: {}", leg.from_update, leg.said()));
    }
}

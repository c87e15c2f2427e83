//! `metrics.jsonl`: a line an evaluation.

use super::RunFolder;
use crate::error::Error;
use crate::record::replace::replace;
use crate::run::document::MetricsRow;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};

/// What a file of metrics holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metrics {
    /// Its lines.
    pub rows: Vec<MetricsRow>,
    /// Numbers, from 1, of lines that are none of ours. A last line that a crash cut short is not among them.
    pub damaged: Vec<usize>,
}

impl Metrics {
    /// What to say of damaged lines; `None` where there are none.
    pub fn complaint(&self) -> Option<String> {
        let numbers: Vec<String> = self.damaged.iter().take(8).map(usize::to_string).collect();
        let (numbers, more) = (numbers.join(", "), if self.damaged.len() > 8 { ", …" } else { "" });
        match self.damaged.len() {
            0 => None,
            1 => Some(format!("line {numbers} of metrics.jsonl is damaged: what was measured then is not shown")),
            _ => {
                Some(format!("lines {numbers}{more} of metrics.jsonl are damaged: what was measured then is not shown"))
            }
        }
    }

    fn of(bytes: &[u8]) -> Metrics {
        let mut metrics = Metrics::default();
        for (i, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            match serde_json::from_slice(line) {
                Ok(row) => metrics.rows.push(row),
                Err(_) if is_cut(line) || line.trim_ascii().is_empty() => {}
                Err(_) => metrics.damaged.push(i + 1),
            }
        }
        metrics
    }
}

/// True for a line that a crash cut short: the next one would have ended it.
fn is_cut(line: &[u8]) -> bool {
    !line.ends_with(b"\n")
}

impl RunFolder {
    /// Appends a line to `metrics.jsonl`.
    pub fn append(&self, row: &MetricsRow) -> Result<(), Error> {
        self.claim(["metrics.jsonl"])?;
        let path = self.file("metrics.jsonl");
        let line = serde_json::to_string(row).map_err(|e| Error::Internal(e.to_string()))? + "\n";
        let file = OpenOptions::new().create(true).append(true).open(&path);
        file.and_then(|mut file| file.write_all(line.as_bytes())).map_err(|e| Error::failed(&path, "write", &e))
    }

    /// What `metrics.jsonl` holds; nothing if there is no such file.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn metrics(&self) -> Result<Metrics, Error> {
        Ok(Metrics::of(&self.measured()?))
    }

    /// Drops the lines after `update` (all of them where nothing was done yet), and one that was cut short: a run resumed from there will write them again. The others
    /// stay as they are, damaged ones too: another version may have written keys that this one does not know.
    pub fn rewind(&self, update: u64) -> Result<(), Error> {
        let before = self.measured()?;
        let stays = |line: &&[u8]| match serde_json::from_slice::<MetricsRow>(line) {
            Ok(row) => update > 0 && row.update <= update,
            Err(_) => update > 0 && !is_cut(line),
        };
        let mut kept = before.split_inclusive(|byte| *byte == b'\n').filter(stays).collect::<Vec<_>>().concat();
        if !kept.is_empty() && is_cut(&kept) {
            kept.push(b'\n');
        }
        if kept == before {
            return Ok(());
        }
        let path = self.file("metrics.jsonl");
        replace(&path, &kept).map_err(|e| Error::failed(&path, "write", &e))
    }

    fn measured(&self) -> Result<Vec<u8>, Error> {
        let path = self.file("metrics.jsonl");
        match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            read => read.map_err(|e| Error::reading(&path, &e)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(update: u64) -> String {
        serde_json::to_string(&MetricsRow { update, ..MetricsRow::default() }).unwrap() + "\n"
    }

    #[test]
    fn damaged_lines_are_counted_and_one_that_was_cut_short_is_not() {
        let bytes =
            [line(0).as_bytes(), b"\xff\x00\n", line(2).as_bytes(), b"{}\n\n", &line(3).as_bytes()[..9]].concat();
        let found = Metrics::of(&bytes);
        assert_eq!(found.rows.iter().map(|row| row.update).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(found.damaged, [2, 4]);
        let said = "lines 2, 4 of metrics.jsonl are damaged: what was measured then is not shown";
        assert_eq!(found.complaint().as_deref(), Some(said));
        assert_eq!(Metrics::of(line(0).as_bytes()).complaint(), None);
    }

    #[test]
    fn what_is_to_be_written_again_goes_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = RunFolder::existing(place.path());
        let cut = &line(9).into_bytes()[..20];
        let whole = [line(0).as_bytes(), b"\xff not ours\n", line(5).as_bytes(), line(7).as_bytes(), cut].concat();
        fs::write(folder.file("metrics.jsonl"), whole).unwrap();
        folder.rewind(5).unwrap();
        let kept = [line(0).as_bytes(), b"\xff not ours\n", line(5).as_bytes()].concat();
        assert_eq!(fs::read(folder.file("metrics.jsonl")).unwrap(), kept);
        // The last line had all but its end.
        fs::write(folder.file("metrics.jsonl"), &kept[..kept.len() - 1]).unwrap();
        folder.rewind(5).unwrap();
        assert_eq!(fs::read(folder.file("metrics.jsonl")).unwrap(), kept);
        fs::remove_file(folder.file("metrics.jsonl")).unwrap();
        folder.rewind(5).unwrap();
        assert!(!folder.file("metrics.jsonl").exists(), "nothing is made where nothing was");
    }
}

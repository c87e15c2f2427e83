//! Recordings as lines of JSON: `{"update":40,"values":[[0.1,0.2],[0.3,0.4]]}`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

/// A growing file of arrays of one shape. Numbers that JSON does not have are null.
pub struct Lines {
    file: BufWriter<File>,
    shape: Vec<usize>,
}

impl Lines {
    /// Opens the file for items of this shape. Of an existing file the first `kept` lines stay; with 0 it begins anew.
    pub fn open(path: &Path, shape: &[usize], kept: u64) -> io::Result<Lines> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut reader = BufReader::new(&file);
        let (mut length, mut line) = (0, Vec::new());
        for _ in 0..kept {
            line.clear();
            match reader.read_until(b'\n', &mut line)? {
                0 => break,
                bytes => length += bytes as u64,
            }
        }
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Lines { file: BufWriter::new(file), shape: shape.to_vec() })
    }

    /// Adds one item.
    pub fn append(&mut self, update: u64, values: &[f32]) -> io::Result<()> {
        write!(self.file, "{{\"update\":{update},\"values\":")?;
        nested(&mut self.file, &self.shape, values)?;
        self.file.write_all(b"}\n")
    }

    /// Brings the file on disk up to date.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// How many lines a file holds of updates before this one; `None` where there is no file. A line that was cut short counts for
/// nothing.
///
/// # Errors
/// A line that is no recording.
pub fn before(path: &Path, update: u64) -> io::Result<Option<u64>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let (mut before, mut line, mut reader) = (0, Vec::new(), BufReader::new(file));
    while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
        before += u64::from(update_of(&line)? < update);
        line.clear();
    }
    Ok(Some(before))
}

/// The update that a line begins with.
fn update_of(line: &[u8]) -> io::Result<u64> {
    let digits = line.strip_prefix(b"{\"update\":").and_then(|rest| rest.split(|b| *b == b',').next());
    let update = digits.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    update.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it holds a line that is no recording"))
}

/// The shape of what a file holds: its lines, and the arrays of the first one.
pub fn shape(path: &Path) -> io::Result<Vec<u64>> {
    let (mut lines, mut first, mut line) = (0, serde_json::Value::Null, Vec::new());
    let mut reader = BufReader::new(File::open(path)?);
    while reader.read_until(b'\n', &mut line)? > 0 {
        if lines == 0 {
            first = serde_json::from_slice(&line)?;
        }
        lines += 1;
        line.clear();
    }
    let mut shape = vec![lines];
    let mut values = &first["values"];
    while let Some(array) = values.as_array() {
        shape.push(array.len() as u64);
        values = array.first().unwrap_or(&serde_json::Value::Null);
    }
    Ok(shape)
}

fn nested(out: &mut impl Write, shape: &[usize], values: &[f32]) -> io::Result<()> {
    let [length, inner @ ..] = shape else {
        return match values[0] {
            value if value.is_finite() => write!(out, "{value}"),
            _ => write!(out, "null"),
        };
    };
    out.write_all(b"[")?;
    for (i, part) in values.chunks((values.len() / length).max(1)).enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        nested(out, inner, part)?;
    }
    out.write_all(b"]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_nested_arrays_and_can_be_cut_and_continued() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/probe.jsonl");
        let mut lines = Lines::open(&path, &[2, 1], 0).unwrap();
        for update in 0..3 {
            lines.append(update, &[update as f32 + 0.5, f32::NAN]).unwrap();
        }
        lines.flush().unwrap();
        drop(lines);
        let mut lines = Lines::open(&path, &[2, 1], 1).unwrap();
        lines.append(7, &[1e-30, -2.0]).unwrap();
        lines.flush().unwrap();
        assert_eq!(shape(&path).unwrap(), [2, 2, 1]);
        assert_eq!([0, 1, 7, 8].map(|update| before(&path, update).unwrap()), [Some(0), Some(1), Some(1), Some(2)]);
        assert_eq!(before(&folder.path().join("nowhere.jsonl"), 8).unwrap(), None);
        let text = fs::read_to_string(&path).unwrap();
        let read: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read[0], serde_json::json!({"update": 0, "values": [[0.5], [null]]}));
        assert_eq!(read[1]["update"], 7);
        assert_eq!((read.len(), read[1]["values"][0][0].as_f64().unwrap() as f32), (2, 1e-30));
    }
}

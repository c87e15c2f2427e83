//! Recordings as a NumPy archive: what was recorded, and when.
//!
//! An archive is a zip file, whose directory comes last: it cannot grow and be read meanwhile. So numbers and updates grow in
//! `.npy` files beside it, and are packed when there are no more to come.
//!
//! At every moment one of the two is whole: the archive goes when what grows has been opened, and what grows when the archive
//! has its name. Where both are there, what grows is as good, and is taken.

use super::npy::{self, Growing, Number, Stream};
use super::replace::{partial, put};
use crate::circuit::weights::npz::open;
use npyz::npz::{NpzWriter, file_name_from_array_name};
use npyz::zip::write::FileOptions;
use npyz::zip::{CompressionMethod, DateTime};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};

/// What grows beside an archive: the end of its name, and the name of the array.
const VALUES: (&str, &str) = (".npy", "values");
/// The same for the updates.
const UPDATES: (&str, &str) = (".update.npy", "update");

/// Recordings that will be an archive.
pub struct Recordings {
    path: PathBuf,
    values: Stream,
    updates: Growing<i64>,
}

impl Recordings {
    /// Opens what will be the archive `path`, for recordings of this shape. Of what is there, in the archive or still beside
    /// it, the recordings of updates before `update` stay.
    ///
    /// # Errors
    /// An archive of other recordings, or of another program: nothing is lost of it.
    pub fn open(path: &Path, shape: &[usize], update: u64) -> io::Result<Recordings> {
        let (values, updates) = (beside(path, VALUES.0), beside(path, UPDATES.0));
        remove(&partial(path))?;
        if !values.exists() && path.exists() {
            // The values last: that they are there says that all is.
            unpack(path, UPDATES.1, &updates)?;
            unpack(path, VALUES.1, &values)?;
        }
        let kept = if values.exists() { recorded_before(&updates, update)? } else { 0 };
        // Made first: values are never without their updates.
        Growing::<i64>::open(&updates, &[], kept)?;
        let values = Stream::open(&values, shape, kept)?;
        let updates = Growing::open(&updates, &[], values.items())?;
        remove(path)?;
        Ok(Recordings { path: path.to_path_buf(), values, updates })
    }

    /// Adds the recording of an update.
    pub fn append(&mut self, update: u64, values: &[f32]) -> io::Result<()> {
        self.values.append(values)?;
        self.updates.append(&[update as i64])
    }

    /// Brings the growing files on disk up to date.
    pub fn flush(&mut self) -> io::Result<()> {
        self.values.flush()?;
        self.updates.flush()
    }

    /// Makes the archive, with what `more` puts into it, and removes what grew. If that fails, what grew is still there.
    pub fn pack(mut self, more: impl FnOnce(&mut Archive) -> io::Result<()>) -> io::Result<()> {
        self.flush()?;
        let Recordings { path, .. } = self;
        let (values, updates, partial) = (beside(&path, VALUES.0), beside(&path, UPDATES.0), partial(&path));
        let pack = || {
            let mut archive = Archive::create(&partial)?;
            archive.file(VALUES.1, &values)?;
            archive.file(UPDATES.1, &updates)?;
            more(&mut archive)?;
            archive.finish()?;
            put(&partial, &path)
        };
        pack().inspect_err(|_| {
            // The disk may be full.
            let _ = fs::remove_file(&partial);
        })?;
        // The values first: what is left without them is not taken for whole.
        fs::remove_file(values)?;
        fs::remove_file(updates)
    }
}

/// How many recordings of this shape there are of updates before this one, in the archive or still beside it; `None` where
/// there are neither. Nothing is changed.
///
/// # Errors
/// An archive of other recordings, or of another program.
pub fn before(path: &Path, item: &[usize], update: u64) -> io::Result<Option<u64>> {
    let values = beside(path, VALUES.0);
    if let Some(items) = Stream::there(&values, item)? {
        return Ok(Some(recorded_before(&beside(path, UPDATES.0), update)?.min(items)));
    }
    if !path.exists() {
        return Ok(None);
    }
    let there = shape(path)?;
    if !there.iter().skip(1).copied().eq(item.iter().map(|n| *n as u64)) {
        let message = format!("it holds an array of shape {there:?}, to which no item of shape {item:?} can be added");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    let mut archive = open(path)?;
    let updates = archive.by_name(UPDATES.1)?.ok_or_else(|| lacks(UPDATES.1))?;
    Ok(Some(count_before(updates, update)?))
}

/// Which archive a growing file will be in, and the name of its array there.
pub fn grows_for(name: &str) -> Option<(&str, &'static str)> {
    let of = |(end, array): (&str, &'static str)| Some((name.strip_suffix(end)?, array));
    [VALUES, UPDATES].into_iter().filter_map(of).find(|(archive, _)| archive.ends_with(".npz"))
}

/// All files that are there at some time on the way to an archive of this name, itself the first.
pub fn files(name: &str) -> [String; 4] {
    ["", VALUES.0, UPDATES.0, ".partial"].map(|end| format!("{name}{end}"))
}

/// The shape of the recordings in an archive.
pub fn shape(path: &Path) -> io::Result<Vec<u64>> {
    let mut archive = open(path)?;
    let array = archive.by_name(VALUES.1)?.ok_or_else(|| lacks(VALUES.1))?;
    Ok(array.shape().to_vec())
}

/// An archive that is being written. The same arrays make the same bytes: it says nothing of when it was made.
pub struct Archive {
    npz: NpzWriter<BufWriter<File>>,
}

impl Archive {
    fn create(path: &Path) -> io::Result<Archive> {
        Ok(Archive { npz: NpzWriter::create(path)? })
    }

    /// Adds an array: so many items of this shape.
    pub fn array<T: Number>(
        &mut self,
        name: &str,
        items: u64,
        shape: &[usize],
        numbers: impl IntoIterator<Item = T>,
    ) -> io::Result<()> {
        self.begin(name, npy::bytes::<T>(items, shape))?;
        npy::write(self.npz.zip_writer(), items, shape, numbers)
    }

    /// Adds the array of a `.npy` file, a piece at a time.
    fn file(&mut self, name: &str, path: &Path) -> io::Result<()> {
        let mut file = File::open(path)?;
        self.begin(name, file.metadata()?.len())?;
        io::copy(&mut file, self.npz.zip_writer())?;
        Ok(())
    }

    fn begin(&mut self, name: &str, bytes: u64) -> io::Result<()> {
        let options = FileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .large_file(bytes > u64::from(u32::MAX));
        Ok(self.npz.zip_writer().start_file(file_name_from_array_name(name), options)?)
    }

    /// Writes the directory. All of it is on the disk then: what it was made of may go.
    fn finish(mut self) -> io::Result<()> {
        self.npz.zip_writer().finish()?.into_inner()?.sync_all()
    }
}

/// Writes an array of an archive to a file of its own, which is there when it is whole.
fn unpack(path: &Path, name: &str, to: &Path) -> io::Result<()> {
    let mut archive = open(path)?;
    let name = file_name_from_array_name(name);
    let mut array = archive.zip_archive().by_name(&name).map_err(|_| lacks(&name))?;
    let partial = partial(path);
    let mut file = File::create(&partial)?;
    io::copy(&mut array, &mut file)?;
    file.sync_all()?;
    put(&partial, to)
}

/// How many recordings are of updates before this one.
fn recorded_before(path: &Path, update: u64) -> io::Result<u64> {
    count_before(npyz::NpyFile::new(BufReader::new(File::open(path)?))?, update)
}

fn count_before(updates: npyz::NpyFile<impl Read>, update: u64) -> io::Result<u64> {
    let updates = updates.data::<i64>().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    let mut before = 0;
    for recorded in updates {
        before += u64::from(recorded? < update as i64);
    }
    Ok(before)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn lacks(name: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("it holds no {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recordings of these updates, each of two numbers that tell its update.
    fn record(path: &Path, first: u64, end: u64) -> Recordings {
        let mut recordings = Recordings::open(path, &[2], first).unwrap();
        (first..end).for_each(|update| recordings.append(update, &[update as f32, 0.5]).unwrap());
        recordings.flush().unwrap();
        recordings
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn updates(path: &Path) -> Vec<i64> {
        let mut archive = npyz::npz::NpzArchive::open(path).unwrap();
        let updates: Vec<i64> = archive.by_name("update").unwrap().unwrap().into_vec().unwrap();
        let values: Vec<f32> = archive.by_name("values").unwrap().unwrap().into_vec().unwrap();
        assert_eq!(values, updates.iter().flat_map(|&update| [update as f32, 0.5]).collect::<Vec<_>>());
        updates
    }

    #[test]
    fn an_archive_is_made_of_what_grew_and_goes_on_growing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("probe.npz");
        let recordings = record(&path, 0, 7);
        assert_eq!(names(folder.path()), ["probe.npz.npy", "probe.npz.update.npy"]);
        let more = |archive: &mut Archive| archive.array("step", 2, &[], [3_i64, 5]);
        recordings.pack(more).unwrap();
        assert_eq!(names(folder.path()), ["probe.npz"]);
        assert_eq!((updates(&path), shape(&path).unwrap()), ((0..7).collect(), vec![7, 2]));
        let once = fs::read(&path).unwrap();
        let mut archive = npyz::npz::NpzArchive::open(&path).unwrap();
        for at in 0..3 {
            let entry = archive.zip_archive().by_index(at).unwrap();
            assert_eq!((entry.last_modified().datepart(), entry.last_modified().timepart()), (0x21, 0), "1980-01-01");
            assert_eq!(entry.compression(), CompressionMethod::Stored);
        }

        let recordings = record(&path, 4, 6);
        assert_eq!(names(folder.path()), ["probe.npz.npy", "probe.npz.update.npy"]);
        drop(recordings);
        record(&path, 6, 7).pack(more).unwrap();
        assert!(fs::read(&path).unwrap() == once);
    }

    #[test]
    fn recordings_survive_a_crash_at_any_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("probe.npz");
        let [values, growing] = [".npy", ".update.npy"].map(|end| beside(&path, end));
        let whole = |_: &mut Archive| Ok(());
        drop(record(&path, 0, 5));
        let grown = [&values, &growing].map(|path| fs::read(path).unwrap());
        record(&path, 5, 5).pack(whole).unwrap();
        let packed = fs::read(&path).unwrap();
        // What is there of values, updates and archive. A file that was being written has another name.
        for there in [[true, true, false], [true, true, true], [false, true, true], [false, false, true]] {
            for (path, bytes, there) in
                [(&values, &grown[0], there[0]), (&growing, &grown[1], there[1]), (&path, &packed, there[2])]
            {
                let _ = fs::remove_file(path);
                if there {
                    fs::write(path, bytes).unwrap();
                }
            }
            fs::write(partial(&path), "cut sho").unwrap();
            drop(record(&path, 3, 4));
            assert_eq!(names(folder.path()), ["probe.npz.npy", "probe.npz.update.npy"], "{there:?}");
            record(&path, 4, 5).pack(whole).unwrap();
            assert!(fs::read(&path).unwrap() == packed, "{there:?}");
        }
        // Between the two files a recording has its numbers and not yet its update.
        drop(record(&path, 5, 6));
        let mut ahead = Stream::open(&values, &[2], 6).unwrap();
        ahead.append(&[9.0; 2]).unwrap();
        ahead.flush().unwrap();
        record(&path, 6, 8).pack(whole).unwrap();
        assert_eq!(updates(&path), (0..8).collect::<Vec<_>>());
    }

    #[test]
    fn what_begins_late_tells_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("probe.npz");
        drop(record(&path, 10, 20));
        record(&path, 15, 17).pack(|_| Ok(())).unwrap();
        assert_eq!(updates(&path), (10..17).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_is_lost_where_it_cannot_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("probe.npz");
        fs::write(&path, "mine").unwrap();
        assert!(Recordings::open(&path, &[2], 3).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"mine");

        let mut archive = Archive::create(&path).unwrap();
        archive.array("values", 2, &[], [1.0_f32, 2.0]).unwrap();
        archive.finish().unwrap();
        let said = Recordings::open(&path, &[2], 3).err().unwrap().to_string();
        assert!(said.contains("no update.npy"), "{said}");
        assert_eq!(names(folder.path()), ["probe.npz"]);

        fs::remove_file(&path).unwrap();
        record(&path, 0, 5).pack(|_| Ok(())).unwrap();
        let packed = fs::read(&path).unwrap();
        let said = Recordings::open(&path, &[3], 5).err().unwrap().to_string();
        assert!(said.contains("an array of shape [5, 2]"), "{said}");
        assert!(fs::read(&path).unwrap() == packed);
        // What more there was to pack was not to be had.
        let failed = record(&path, 5, 6).pack(|_| Err(io::Error::other("no room")));
        assert_eq!(failed.unwrap_err().to_string(), "no room");
        assert_eq!(names(folder.path()), ["probe.npz.npy", "probe.npz.update.npy"]);
        record(&path, 6, 6).pack(|_| Ok(())).unwrap();
        assert_eq!(updates(&path), (0..6).collect::<Vec<_>>());
    }

    #[test]
    fn growing_files_tell_their_archive() {
        assert_eq!(grows_for("a_b.npz.npy"), Some(("a_b.npz", "values")));
        assert_eq!(grows_for("a_b.npz.update.npy"), Some(("a_b.npz", "update")));
        assert_eq!(grows_for("a_b.npy"), None);
        assert_eq!(grows_for("a_b.update.npy"), None);
    }
}

//! Files that are the old ones or the new ones, never a part, whatever ends the program or the machine.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes a file in the place of the one that is there, if there is one. Both its bytes and its name are on the disk
/// afterwards.
///
/// # Errors
/// What the system says; the old file is as it was then.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let partial = partial(path);
    let write = || {
        let mut file = File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        put(&partial, path)
    };
    write().inspect_err(|_| {
        // The disk may be full.
        let _ = fs::remove_file(&partial);
    })
}

/// What a file is called while it is not whole: its name and `.partial`.
pub fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

/// Gives a whole file, whose bytes are on the disk, its name. The name is on the disk afterwards.
pub fn put(whole: &Path, path: &Path) -> io::Result<()> {
    fs::rename(whole, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Not every system opens folders, and not every file system can be asked this.
    let Ok(folder) = File::open(folder) else { return Ok(()) };
    match folder.sync_all() {
        Err(error) if !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("summary.json");
        replace(&path, b"old").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        // A folder stands where the bytes would go first.
        fs::create_dir(partial(&path)).unwrap();
        assert!(replace(&path, b"newer").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        fs::remove_dir(partial(&path)).unwrap();
        // A folder stands where the name would be.
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        assert!(replace(&taken, b"new").is_err());
        assert!(taken.is_dir() && !partial(&taken).exists(), "nothing is left of what failed");
    }
}

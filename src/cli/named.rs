//! Files that the user names on the command line.

use crate::error::Error;
use std::fs;
use std::path::Path;

/// Writes such a file. One that is there is replaced if it is an earlier one of its kind, as `is_ours` tells; whatever else is there
/// stays.
pub fn write(path: &Path, text: &str, kind: &str, is_ours: impl Fn(&str) -> bool) -> Result<(), Error> {
    // What is no file, as /dev/stdout, is written to.
    if path.is_file() {
        let there = fs::read(path).map_err(|e| Error::reading(path, &e))?;
        if !there.is_empty() && !str::from_utf8(&there).is_ok_and(is_ours) {
            let message = format!("{} is there already, and is no {kind} of trifactor's", path.display());
            return Err(Error::input(message, "choose another name, or move it away"));
        }
    }
    fs::write(path, text).map_err(|e| Error::creating(path, "write", &e))
}

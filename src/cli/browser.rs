//! Opening a page in the user's browser.

use std::path::Path;
use std::process::{Command, Stdio};

/// Opens a file as the desktop would. A machine without a browser is no reason to fail: the page is there.
pub fn open(page: &Path) {
    let path = page.canonicalize().unwrap_or_else(|_| page.to_path_buf());
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        // The first quoted word after `start` is a window's title.
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new("xdg-open")
    };
    let run = command.arg(&path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !run.is_ok_and(|status| status.success()) {
        eprintln!("note: no browser could be opened; the report is {}", page.display());
    }
}

//! Kernels that were compiled ahead of time. The driver compiles PTX when it first meets it, which takes seconds; a
//! cubin of the same kernels for the same GPU is loaded as it is.
//!
//! `TRIFACTOR_CUBINS` names a folder of them, as `cargo run --example kernels -- compile --out FOLDER` writes it. Files are
//! named after what they were made of, so what belongs to other kernels or another GPU is never met, and what has no file
//! there is compiled from PTX as usual.

use super::failure::Failure;
use super::launch::Module;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The environment variable that names the folder.
pub const VARIABLE: &str = "TRIFACTOR_CUBINS";

/// The name of a cubin for `target` (`sm_90`), by the PTX of the same kernels, whose first line tells what it was made of:
/// `learn-1a4e19aaa7f435bc.sm_90.cubin`.
pub fn file_name(module: &str, ptx: &str, target: &str) -> String {
    let made_of = ptx.split_whitespace().nth(2).unwrap_or_default().trim_end_matches(',');
    format!("{module}-{made_of}.{target}.cubin")
}

/// The folder that the environment names.
///
/// # Errors
/// If it is none.
pub(super) fn folder() -> Result<Option<PathBuf>, Failure> {
    let Some(folder) = env::var_os(VARIABLE).filter(|text| !text.is_empty()).map(PathBuf::from) else {
        return Ok(None);
    };
    match folder.is_dir() {
        true => Ok(Some(folder)),
        false => Err(Failure::Cubin(format!("{VARIABLE} names {}, which is no folder", folder.display()))),
    }
}

/// The bytes of a module's cubin for a GPU of this compute capability, if the folder has one. A cubin runs on its own GPU
/// and on later ones of the same major number.
///
/// # Errors
/// If it cannot be read, or is not whole: the driver would trust it.
pub(super) fn find(folder: &Path, module: &Module, (major, minor): (i32, i32)) -> Result<Option<Vec<u8>>, Failure> {
    for minor in (0..=minor).rev() {
        let path = folder.join(file_name(module.name, module.ptx, &format!("sm_{major}{minor}")));
        match fs::read(&path) {
            Ok(bytes) if whole(&bytes) => return Ok(Some(bytes)),
            Ok(_) => return Err(Failure::Cubin(format!("{} is not a whole cubin", path.display()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::Cubin(format!("{} cannot be read: {error}", path.display()))),
        }
    }
    Ok(None)
}

/// Is it an ELF file of 64 bits up to the ends of its two tables, which stand last?
fn whole(bytes: &[u8]) -> bool {
    let number = |at: usize, size: usize| -> Option<u64> {
        let mut number = [0; 8];
        number[..size].copy_from_slice(bytes.get(at..at + size)?);
        Some(u64::from_le_bytes(number))
    };
    // Where a table begins, and the length and number of its entries.
    let ends = |begin: usize, length: usize, count: usize| -> Option<bool> {
        let end = number(begin, 8)?.checked_add(number(length, 2)? * number(count, 2)?)?;
        Some(end <= bytes.len() as u64)
    };
    bytes.starts_with(b"\x7fELF\x02\x01") && ends(32, 54, 56) == Some(true) && ends(40, 58, 60) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::{file_name, whole};

    #[test]
    fn the_name_tells_what_it_is_made_of_and_for() {
        let ptx = "// keep.cu 1a4e19aaa7f435bc, NVRTC 12.8.93 compute_80\n.version 8.7";
        assert_eq!(file_name("keep", ptx, "sm_90"), "keep-1a4e19aaa7f435bc.sm_90.cubin");
    }

    #[test]
    fn what_was_cut_short_is_not_whole() {
        // Two sections of 64 bytes from byte 64 on, then a segment of 56.
        let mut bytes = vec![0; 64 + 128 + 56];
        bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
        (bytes[40], bytes[58], bytes[60]) = (64, 64, 2);
        (bytes[32], bytes[54], bytes[56]) = (192, 56, 1);
        assert!(whole(&bytes));
        assert!(
            !whole(&bytes[..247])
                && !whole(&bytes[..191])
                && !whole(&bytes[..30])
                && !whole(b"\x7fELF\x02\x01")
                && !whole(b"")
        );
        bytes[1] = b'e';
        assert!(!whole(&bytes));
        // A table of sections that ends past every number.
        bytes[1] = b'E';
        bytes[40..48].fill(0xff);
        assert!(!whole(&bytes));
    }
}

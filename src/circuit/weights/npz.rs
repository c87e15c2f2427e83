//! NumPy's `.npz` archives: zip files, which say some things twice and hold a checksum of every array. All of it is compared:
//! a byte that was changed in between must not become a weight.

use npyz::npz::NpzArchive;
use npyz::zip::ZipArchive;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// An archive in a file.
pub type Archive = NpzArchive<BufReader<File>>;

/// How an entry of the directory begins.
const ENTRY: [u8; 4] = *b"PK\x01\x02";
/// Bytes of an entry before its name, its further fields and its comment, and where their lengths stand.
const ENTRY_BYTES: usize = 46;
/// Bytes before the name of a file where it stands.
const HEADER_BYTES: usize = 30;

/// Opens an archive whose directory lists all of it, by the names that stand before the files themselves.
///
/// # Errors
/// A file that the system refuses, or that is no such archive.
pub fn open(path: &Path) -> io::Result<Archive> {
    let mut archive = NpzArchive::open(path)?;
    let zip = archive.zip_archive();
    if !zip.is_empty() {
        directory(&mut BufReader::new(File::open(path)?), zip)?;
    }
    Ok(archive)
}

/// Reads a file of an archive to its end, against its checksum: what is read of it afterwards is what was written.
///
/// # Errors
/// A file that does not match, or is not there.
pub fn check(archive: &mut Archive, file: &str) -> io::Result<()> {
    let mut member = archive.zip_archive().by_name(file)?;
    let size = member.size();
    // At its end the sum of what was read is compared.
    match io::copy(&mut member, &mut io::sink()) {
        Ok(read) if read == size => Ok(()),
        Ok(read) => Err(damaged(format!("`{file}` has {read} bytes, the directory says {size}"))),
        Err(error) if error.kind() == io::ErrorKind::Other => {
            Err(damaged(format!("`{file}` does not match its checksum")))
        }
        Err(error) => Err(damaged(format!("`{file}`: {error}"))),
    }
}

/// The number of files stands behind the directory too: a smaller one hides some. The name of a file stands before it too:
/// two files of one name are one.
fn directory(file: &mut (impl Read + Seek), zip: &mut ZipArchive<BufReader<File>>) -> io::Result<()> {
    let mut places = Vec::new();
    for i in 0..zip.len() {
        let member = zip.by_index_raw(i)?;
        places.push((member.central_header_start(), member.header_start(), member.name_raw().to_vec()));
    }
    file.seek(SeekFrom::Start(places[0].0))?;
    let mut entries = 0;
    let mut entry = [0; ENTRY_BYTES];
    loop {
        file.read_exact(&mut entry[..4])?;
        if entry[..4] != ENTRY {
            break;
        }
        file.read_exact(&mut entry[4..])?;
        let beyond: i64 = [28, 30, 32].map(|at| i64::from(u16::from_le_bytes([entry[at], entry[at + 1]]))).iter().sum();
        file.seek_relative(beyond)?;
        entries += 1;
    }
    if entries != zip.len() {
        return Err(damaged(format!("its directory has {entries} entries, it says {}", zip.len())));
    }
    for (_, start, name) in places {
        let mut header = [0; HEADER_BYTES];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut header)?;
        let mut own = vec![0; usize::from(u16::from_le_bytes([header[26], header[27]]))];
        file.read_exact(&mut own)?;
        if own != name {
            let [listed, own] = [&name, &own].map(|name| String::from_utf8_lossy(name).into_owned());
            return Err(damaged(format!("its directory has `{listed}` where `{own}` stands")));
        }
    }
    Ok(())
}

fn damaged(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

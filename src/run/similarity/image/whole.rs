//! Whether an image's file is whole. PNG has checksums; JPEG has none, only an end, and codes that come out.

use flate2::Crc;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::options::DecoderOptions;

/// PNG (ISO/IEC 15948): its pieces follow each other to the last, `IEND`, and match their checksums.
pub fn png(bytes: &[u8]) -> Result<(), String> {
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or("it does not begin like a PNG file")?;
    loop {
        // Its length, four letters, what it holds, a CRC of letters and content.
        let (length, piece) = rest.split_first_chunk().ok_or(CUT_SHORT)?;
        let length = 4 + u32::from_be_bytes(*length) as usize;
        let (piece, after) = piece.split_at_checked(length).ok_or(CUT_SHORT)?;
        let (sum, after) = after.split_first_chunk().ok_or(CUT_SHORT)?;
        let mut crc = Crc::new();
        crc.update(piece);
        let name = String::from_utf8_lossy(&piece[..4]);
        if crc.sum() != u32::from_be_bytes(*sum) {
            return Err(format!("it is damaged: its piece {name} does not match its checksum"));
        }
        if name == "IEND" {
            return Ok(());
        }
        rest = after;
    }
}

/// JPEG (ITU-T T.81): its segments and scans follow each other to the mark of its end, and every code of a scan is one that
/// its tables have. A damaged code that is another code passes: nothing in the format tells them apart.
pub fn jpeg(bytes: &[u8]) -> Result<(), String> {
    let mut rest = bytes.strip_prefix(&[0xff, START]).ok_or("it does not begin like a JPEG file")?;
    loop {
        // Marks begin with 0xff, as many as there like. In a scan 0xff 0x00 stands for the number 255.
        let at = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff));
        let mark = at.map(|at| (rest[at + 1], &rest[at + 2..]));
        match mark.ok_or(CUT_SHORT)? {
            (END, _) => break,
            // Where the coding begins anew within a scan.
            (0x01 | 0xd0..=0xd7, after) => rest = after,
            // Thumbnails within a segment have marks of their own.
            (_, after) => {
                let length: &[u8; 2] = after.first_chunk().ok_or(CUT_SHORT)?;
                rest = after.get(usize::from(u16::from_be_bytes(*length))..).ok_or(CUT_SHORT)?;
            }
        }
    }
    let options = DecoderOptions::default().set_strict_mode(true).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode().map(drop).map_err(|error| format!("it is damaged: {error}"))
}

const CUT_SHORT: &str = "it was cut short";
/// Marks of the start and the end of a JPEG image.
const START: u8 = 0xd8;
const END: u8 = 0xd9;

//! Figures as files: SVG, PNG, and the numbers behind them as CSV.

use super::page::{Figure, Page};
use super::svg::document::Drawing;
use crate::error::Error;
use crate::run::folder::RunFolder;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// The fonts of PNG files: a machine need not have any. Latin and Greek letters, and the signs of formulas.
const FONTS: [&[u8]; 2] = [
    include_bytes!("../../assets/fonts/DejaVuSans-subset.ttf"),
    include_bytes!("../../assets/fonts/DejaVuSans-Bold-subset.ttf"),
];
const FAMILY: &str = "DejaVu Sans";
/// Pixels per unit of length of the drawing.
const SCALE: f32 = 2.0;

/// Writes every figure of a page into `figures/` of a folder, in place of those that an older page left there.
pub fn write(page: &Page, folder: &RunFolder) -> Result<(), Error> {
    let into = folder.file("figures");
    if into.is_dir() {
        clear(&into)?;
    }
    if page.figures().next().is_none() {
        return Ok(());
    }
    fs::create_dir_all(&into).map_err(|e| Error::path(&into, "create", e))?;
    let painter = Painter::new();
    for Figure { name, drawing, numbers, .. } in page.figures() {
        put(&into.join(format!("{name}.svg")), drawing.document().as_bytes())?;
        put(&into.join(format!("{name}.png")), &painter.png(drawing)?)?;
        if let Some(numbers) = numbers {
            put(&into.join(format!("{name}.csv")), numbers.to_string().as_bytes())?;
        }
    }
    Ok(())
}

/// Takes away what could be taken for a figure of this page. Other files stay.
fn clear(folder: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(folder).map_err(|e| Error::path(folder, "read", e))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.extension().is_some_and(|ending| ["svg", "png", "csv"].iter().any(|known| ending == *known)) {
            fs::remove_file(&path).map_err(|e| Error::path(&path, "remove", e))?;
        }
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(|e| Error::path(path, "write", e))
}

/// Turns drawings into pixels.
pub struct Painter {
    options: usvg::Options<'static>,
}

impl Default for Painter {
    fn default() -> Painter {
        Painter::new()
    }
}

impl Painter {
    /// A painter with the fonts of its own.
    pub fn new() -> Painter {
        let mut fonts = fontdb::Database::new();
        FONTS.iter().for_each(|font| fonts.load_font_data(font.to_vec()));
        fonts.set_sans_serif_family(FAMILY);
        fonts.set_serif_family(FAMILY);
        let options = usvg::Options { fontdb: Arc::new(fonts), font_family: FAMILY.into(), ..usvg::Options::default() };
        Painter { options }
    }

    /// A drawing as PNG, as it looks on light ground.
    pub fn png(&self, drawing: &Drawing) -> Result<Vec<u8>, Error> {
        let failed = |why: String| Error::Internal(format!("the figure `{}` cannot be painted: {why}", drawing.title));
        let tree = usvg::Tree::from_str(&drawing.light(), &self.options).map_err(|e| failed(e.to_string()))?;
        let (width, height) = (tree.size().width() * SCALE, tree.size().height() * SCALE);
        let mut pixels =
            Pixmap::new(width.ceil() as u32, height.ceil() as u32).ok_or_else(|| failed("too large".into()))?;
        resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
        pixels.encode_png().map_err(|e| failed(e.to_string()))
    }
}

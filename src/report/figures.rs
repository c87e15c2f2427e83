//! Figures as files: SVG, PNG, and the numbers behind them as CSV.

use super::page::{Figure, Page};
use super::svg::document::Drawing;
use crate::error::Error;
use crate::run::device::cores;
use crate::run::folder::RunFolder;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

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
    folder.remove_figures()?;
    let into = folder.file("figures");
    if page.figures().next().is_none() {
        return Ok(());
    }
    fs::create_dir_all(&into).map_err(|e| Error::failed(&into, "create", &e))?;
    let figures: Vec<&Figure> = page.figures().collect();
    let names: Vec<String> = figures.iter().flat_map(|figure| files(figure)).collect();
    folder.claim(names.iter().map(String::as_str))?;
    let (painter, next) = (Painter::new(), AtomicUsize::new(0));
    let failed = Mutex::new(Ok(()));
    std::thread::scope(|scope| {
        for _ in 0..cores().min(figures.len()) {
            scope.spawn(|| {
                while let Some(figure) = figures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = put_all(figure, &into, &painter) {
                        *failed.lock().expect("no figure panics while it holds this") = Err(error);
                    }
                }
            });
        }
    });
    failed.into_inner().expect("no figure panics while it holds this")
}

/// The files of a figure, as paths in the folder.
fn files(figure: &Figure) -> Vec<String> {
    let endings = if figure.numbers.is_some() { &["svg", "png", "csv"][..] } else { &["svg", "png"] };
    endings.iter().map(|ending| format!("figures/{}.{ending}", figure.name)).collect()
}

fn put_all(figure: &Figure, into: &Path, painter: &Painter) -> Result<(), Error> {
    let Figure { name, drawing, numbers, .. } = figure;
    put(&into.join(format!("{name}.svg")), drawing.document().as_bytes())?;
    put(&into.join(format!("{name}.png")), &painter.png(drawing)?)?;
    match numbers {
        Some(numbers) => put(&into.join(format!("{name}.csv")), numbers.to_string().as_bytes()),
        None => Ok(()),
    }
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(|e| Error::failed(path, "write", &e))
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

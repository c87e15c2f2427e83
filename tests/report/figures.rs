//! Figures as files.

use crate::fixture;
use std::collections::BTreeSet;
use trifactor::report::figures;
use trifactor::report::page::{Figure, Page, comparison, run};
use trifactor::run::folder::RunFolder;

fn figure<'a>(page: &'a Page, name: &str) -> &'a Figure {
    let names: Vec<&str> = page.figures().map(|figure| figure.name.as_str()).collect();
    page.figures().find(|figure| figure.name == name).unwrap_or_else(|| panic!("{name} is not among {names:?}"))
}

/// Cells of a figure's file, without the header.
fn cells(page: &Page, name: &str) -> Vec<Vec<String>> {
    let csv = figure(page, name).numbers.as_ref().expect("numbers").to_string();
    csv.lines().skip(1).map(|line| line.split(',').map(String::from).collect()).collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or_else(|error| panic!("{cell}: {error}"))
}

#[test]
fn the_numbers_behind_a_figure_are_those_of_the_documents_to_the_last_bit() {
    let (recorded, page) = (fixture::run(), run::page(&fixture::run()));
    let test = recorded.rows.iter().map(|row| (row.update as f64, row.test.loss.unwrap()));
    let loss = cells(&page, "loss");
    let written = loss.iter().filter(|row| row[0] == "test").map(|row| (number(&row[1]), number(&row[2])));
    assert_eq!(written.collect::<Vec<_>>(), test.collect::<Vec<_>>());

    let analysis = recorded.analysis.unwrap();
    let h1 = &analysis.populations["h1"];
    let picture = cells(&page, "activity-h1");
    let values: Vec<f32> = picture.iter().flatten().map(|cell| cell.parse().unwrap()).collect();
    assert_eq!((picture.len(), &values), (60, &h1.activity.values));

    let named = figure(&page, "activity-h1").numbers.as_ref().unwrap().header.clone();
    assert_eq!((named[0].as_str(), named[127].as_str()), ("neuron 0", "neuron 127"));

    let angles = cells(&page, "angles-h1");
    let manifold = angles.iter().filter(|row| row[0] == "manifold").map(|row| number(&row[2]));
    assert_eq!(manifold.collect::<Vec<_>>(), h1.alignment.as_ref().unwrap().angles);

    let bins = cells(&page, "weights-pixels-h1");
    let counts: Vec<u64> = bins.iter().map(|row| number(&row[2]) as u64).collect();
    assert_eq!(counts[..41], analysis.projections[0].histogram);
    assert_eq!((number(&bins[0][1]), number(&bins[41][1])), analysis.projections[0].range);

    let bars = cells(&page, "similarity-human-IT");
    assert_eq!(bars[1][..4], ["h1", "0.21", "0.15", "0.26"]);
    // All 200 trials of 30 steps, though fewer are drawn.
    assert_eq!(cells(&page, "trajectories-digit").len(), 200 * 30);
}

#[test]
fn a_picture_of_some_neurons_says_which() {
    let mut recorded = fixture::run();
    recorded.analysis.as_mut().unwrap().populations.get_mut("h1").unwrap().neurons = 512;
    let page = run::page(&recorded);
    let picture = figure(&page, "activity-h1");
    let header = &picture.numbers.as_ref().unwrap().header;
    assert_eq!([&header[0], &header[1], &header[127]], ["neuron 0", "neuron 4", "neuron 508"]);
    assert!(picture.drawing.document().contains(">508</text>"));
    assert!(picture.caption.contains("128 of 512 neurons"), "{}", picture.caption);
}

#[test]
fn bands_of_a_comparison_are_quartiles_over_seeds() {
    let (compared, page) = (fixture::comparison(), comparison::page(&fixture::comparison()));
    let mut last: Vec<f64> = compared.runs[1].iter().map(|run| run.metrics.rows[20].test.score.unwrap()).collect();
    last.sort_by(f64::total_cmp);
    let [a, b, c, d] = last[..] else { panic!("four seeds") };
    let score = cells(&page, "score");
    let row = score.iter().rfind(|row| row[0] == "vanilla_noise").unwrap();
    let written = [2, 3, 4].map(|column| number(&row[column]));
    for (written, expected) in written.iter().zip([(b + c) / 2.0, a + 0.75 * (b - a), c + 0.25 * (d - c)]) {
        assert!((written - expected).abs() < 1e-12, "{written} {expected}");
    }
    assert!(a < d);
}

#[test]
fn every_figure_is_written_as_svg_and_png_and_its_numbers_as_csv() {
    let place = tempfile::tempdir().unwrap();
    let folder = RunFolder::existing(place.path());
    let page = run::page(&fixture::run());
    figures::write(&page, &folder).unwrap();
    for Figure { name, numbers, .. } in page.figures() {
        let read = |ending: &str| std::fs::read(folder.file(&format!("figures/{name}.{ending}")));
        let svg = String::from_utf8(read("svg").unwrap()).unwrap();
        roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        let png = read("png").unwrap();
        let decoded = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap_or_else(|error| panic!("{name}: {error}"));
        let pixel = |pixel: &resvg::tiny_skia::PremultipliedColorU8| (pixel.red(), pixel.green(), pixel.blue());
        let colours: BTreeSet<_> = decoded.pixels().iter().map(pixel).collect();
        assert!(colours.len() > 20, "{name} shows nothing: {} colours", colours.len());
        // Within the paper: light, whatever the surroundings of who made it.
        let (width, height) = (decoded.width() as usize, decoded.height() as usize);
        assert_eq!(pixel(&decoded.pixels()[width * (height - 4) + width / 2]), (255, 255, 255), "{name}");
        assert_eq!(read("csv").is_ok(), numbers.is_some(), "{name}");
    }
}

#[test]
fn figures_of_an_older_page_go_and_files_of_others_stay() {
    let place = tempfile::tempdir().unwrap();
    let folder = RunFolder::existing(place.path());
    let mut recorded = fixture::run();
    figures::write(&run::page(&recorded), &folder).unwrap();
    std::fs::write(folder.file("figures/mine.png"), "mine").unwrap();
    assert!(folder.file("figures/similarity-human-IT.png").is_file());
    recorded.analysis = None;
    figures::write(&run::page(&recorded), &folder).unwrap();
    assert!(!folder.file("figures/similarity-human-IT.png").exists());
    assert!(folder.file("figures/loss.png").is_file() && folder.file("figures/mine.png").is_file());
}

#[test]
fn names_that_files_cannot_have_are_made_fit_and_stay_apart() {
    let mut recorded = fixture::run();
    let analysis = recorded.analysis.as_mut().unwrap();
    let h1 = analysis.populations["h1"].clone();
    for name in ["../h1", "..-h1", "H1", "..\\h1", "神经元"] {
        analysis.populations.insert(name.into(), h1.clone());
    }
    let page = run::page(&recorded);
    let names: Vec<String> = page.figures().map(|figure| figure.name.to_lowercase()).collect();
    assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')));
    assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len());
}

//! What the page of `scale` holds.

use crate::fixture;
use trifactor::analysis::power_law::PowerLaw;
use trifactor::report::page::scaling;

#[test]
fn runs_that_never_got_there_are_said_to_be_left_out() {
    let text = |document: &_| trifactor::report::text::scale(document, std::path::Path::new("all"));
    let html = |document: &_| scaling::page("scale", document).html();
    let mut document = fixture::scale();
    let law = document.fits["manifold_noise"]["participation ratio"];
    // All of the nine runs did.
    let whole = PowerLaw { points: 9, ..law };
    document.fits.get_mut("manifold_noise").unwrap().insert("perturbations to cos 0.5".into(), whole);
    for said in [text(&document), html(&document)] {
        assert!(!said.contains("never reached it") && !said.contains("how many of how many"), "{said}");
    }
    let mut missed = document.rows.iter_mut().filter(|row| row.credit == "manifold_noise");
    missed.next().unwrap().perturbations_to_cos.insert("0.5".into(), None);
    let cut = PowerLaw { points: 8, ..law };
    document.fits.get_mut("manifold_noise").unwrap().insert("perturbations to cos 0.5".into(), cut);
    for said in [text(&document), html(&document)] {
        let sentence = "perturbations to cos 0.5: 1 of 9 runs never reached it and is not in the fit.";
        assert!(said.contains(sentence), "{said}");
        assert!(said.contains("64 (2/3)") && said.contains("how many of how many"), "{said}");
        assert!(!said.contains("256 (") && !said.contains("participation ratio: "), "{said}");
    }
    assert_eq!(html(&document).matches("Runs that never reached it are left out.").count(), 1);
}

#[test]
fn fewer_than_three_sizes_are_points_without_a_line() {
    for sizes in [&[64][..], &[64, 256]] {
        let svg = trifactor::report::scaling::svg("scale", &fixture::grown(sizes)).unwrap();
        let html = scaling::page("scale", &fixture::grown(sizes)).html();
        assert!(html.contains("three sizes or more") && html.contains("A point a run."), "{sizes:?}");
        let lines = ["series", "band"].map(|line| svg.matches(&format!("<path class=\"{line}")).count());
        assert_eq!(lines, [0, 0], "{sizes:?}");
        // Three seeds of two sources, for each of the quantities that the fixture has.
        let panels = svg.matches("class=\"panel\"").count();
        assert_eq!((panels, svg.matches("class=\"dot").count()), (6, 6 * sizes.len() * panels), "{sizes:?}");
    }
    let html = scaling::page("scale", &fixture::scale()).html();
    assert!(!html.contains("three sizes or more") && !html.contains("A point a run."));
}

#[test]
fn what_does_not_depend_on_size_has_no_figure() {
    let names = |document: &_| -> Vec<String> {
        let page = scaling::page("scale", document);
        page.sections.iter().flat_map(|section| section.figures.iter().map(|figure| figure.name.clone())).collect()
    };
    let mut document = fixture::scale();
    assert!(names(&document).contains(&"scale-test-score".to_string()), "{:?}", names(&document));
    let same = "Without a figure, because the same at all sizes: test score (0.5000)";
    assert!(!scaling::page("scale", &document).html().contains(same));
    document.rows.iter_mut().for_each(|row| row.score = Some(0.5));
    assert!(!names(&document).contains(&"scale-test-score".to_string()));
    assert!(scaling::page("scale", &document).html().contains(same));
}

#[test]
fn a_page_of_sizes_says_what_grew_and_where() {
    let place = tempfile::tempdir().unwrap();
    let mut document = fixture::scale();
    document.rows[0].out = Some("elsewhere/first".into());
    std::fs::create_dir(place.path().join("first")).unwrap();
    let write = |name: &str, text: String| std::fs::write(place.path().join(name), text).unwrap();
    write("scale.json", serde_json::to_string(&document).unwrap());
    let page = || scaling::of("growing", &trifactor::run::folder::RunFolder::existing(place.path())).unwrap();
    // The run is no longer there.
    assert_eq!(page().title, "growing");
    write("first/summary.json", serde_json::to_string(&fixture::run().summary).unwrap());
    assert_eq!(page().title, "digits by hand");
    for fact in [("task", "digits"), ("device", "cpu"), ("folder", "growing")] {
        assert!(page().facts.contains(&(fact.0.into(), fact.1.into())), "{fact:?}");
    }
}

#[test]
fn what_is_not_between_two_numbers_is_told_by_the_one_that_it_is_beyond() {
    let text = |document: &_| trifactor::report::text::scale(document, std::path::Path::new("all"));
    let html = |document: &_| scaling::page("scale", document).html();
    let mut document = fixture::scale();
    for row in document.rows.iter_mut().filter(|row| row.size == 64) {
        row.perturbations_to_cos.insert("0.5".into(), Some(1));
        row.perturbations_to_cos_bounds = [("0.5".to_string(), (0, Some(1))), ("0.7".to_string(), (4096, None))].into();
    }
    for said in [text(&document), html(&document).replace("&gt;", ">")] {
        assert!(said.contains("≤ 1") && said.contains("> 4096"), "{said}");
        assert!(!said.contains("≤ 256") && !said.contains("> 1\n"), "{said}");
    }
}

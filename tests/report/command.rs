//! The command line.

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const CIRCUIT: &str = r#"Circuit(
    name: "small",
    task: digits,
    populations: { "pixels": input, "h1": rate(size: 16), "digit": rate(size: 10, activation: identity) },
    projections: [(from: "pixels", to: "h1"), (from: "h1", to: "digit")],
    credit: manifold_noise(manifold: pca(rank: 4)),
    run: run(replicas: 32, updates: 12, evaluate_every: 4, evaluate_trials: 32, credit_trials: 8),
)
"#;

struct Place(TempDir);

impl Place {
    fn new() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        std::fs::write(place.path().join("small.ron"), CIRCUIT).unwrap();
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn has(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Exit code, standard output, standard error; with no browser to be found.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trifactor"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env("COLUMNS", "60")
            .env("LC_ALL", "C")
            .env("PATH", "/nowhere");
        let done = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (done.status.code(), text(done.stdout), text(done.stderr))
    }
}

#[test]
fn a_run_writes_its_report_and_figures_and_a_finished_one_can_be_reported_again() {
    let place = Place::new();
    let (code, stdout, stderr) = place.run(&["run", "small.ron", "--out", "out"]);
    assert_eq!(code, Some(0), "{stderr}");
    let curve = stdout.lines().find(|line| line.starts_with("test score")).expect("a curve of the score");
    assert!(curve.is_ascii() && curve.contains("->"), "{curve}");
    let page = place.read("out/report.html");
    for file in ["score.svg", "score.png", "score.csv", "circuit.svg"] {
        assert!(place.has(&format!("out/figures/{file}")), "{file}");
    }
    std::fs::remove_file(place.path().join("out/report.html")).unwrap();
    let (code, stdout, stderr) = place.run(&["report", "out", "--open"]);
    assert_eq!((code, stdout.trim()), (Some(0), "out/report.html"), "{stderr}");
    assert!(stderr.starts_with("note: ") && stderr.contains("out/report.html"), "{stderr}");
    assert_eq!(place.read("out/report.html"), page, "a page follows from its folder");
}

#[test]
fn pages_and_figures_can_be_left_out() {
    let place = Place::new();
    assert_eq!(place.run(&["run", "small.ron", "--out", "a", "--quiet", "--no-report"]).0, Some(0));
    assert!(!place.has("a/report.html") && !place.has("a/figures"));
    assert_eq!(place.run(&["run", "small.ron", "--out", "b", "--quiet", "--no-figures"]).0, Some(0));
    assert!(place.has("b/report.html") && !place.has("b/figures"));
    // What an older run left is not taken for this one's.
    assert_eq!(place.run(&["run", "small.ron", "--out", "b", "--quiet", "--no-report", "--overwrite"]).0, Some(0));
    assert!(!place.has("b/report.html"));
}

#[test]
fn a_run_that_diverged_has_a_report_that_says_where() {
    let place = Place::new();
    let steep = ["--set", "credit=backprop", "--set", "plasticity.optimizer=sgd(rate: 1e38)"];
    let (code, _, stderr) = place.run(&[&["run", "small.ron", "--out", "out", "--quiet"], &steep[..]].concat());
    assert_eq!(code, Some(3), "{stderr}");
    assert!(place.read("out/report.html").contains("The run diverged at update"));
}

#[test]
fn damaged_metrics_are_named_where_they_are_missing() {
    let place = Place::new();
    assert_eq!(place.run(&["run", "small.ron", "--out", "out", "--quiet"]).0, Some(0));
    let metrics = place.read("out/metrics.jsonl");
    let damage = |name: &str, bytes: &[u8]| std::fs::write(place.path().join(name), bytes).unwrap();
    let lines: Vec<&str> = metrics.split_inclusive('\n').collect();
    damage("out/metrics.jsonl", &[lines[0].as_bytes(), b"\xff\n{\n", lines[3].as_bytes()].concat());
    let (code, _, stderr) = place.run(&["report", "out"]);
    let said = "ines 2, 3 of metrics.jsonl are damaged: what was measured then is not shown";
    assert_eq!((code, stderr.trim()), (Some(0), format!("note: out: l{said}").as_str()));
    assert!(place.read("out/report.html").contains(&format!("L{said}.")));
    // A crash may cut the last line short: that is not worth a word.
    damage("out/metrics.jsonl", &metrics.as_bytes()[..metrics.len() - 9]);
    let (code, _, stderr) = place.run(&["report", "out"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(!place.read("out/report.html").contains("damaged"));

    let credit = ["--credit", "backprop", "--seeds", "2", "--quiet", "--no-figures"];
    assert_eq!(place.run(&[&["compare", "small.ron", "--out", "all"], &credit[..]].concat()).0, Some(0));
    damage("all/backprop-seed2/metrics.jsonl", b"{\n");
    let (code, _, stderr) = place.run(&["report", "all"]);
    let said = "backprop-seed2: line 1 of metrics.jsonl is damaged: what was measured then is not shown";
    assert_eq!((code, stderr.trim()), (Some(0), format!("note: all: {said}").as_str()));
    assert!(place.read("all/report.html").contains(said));
}

#[test]
fn a_comparison_and_each_of_its_runs_have_a_report() {
    let place = Place::new();
    let credit = ["--credit", "backprop,frozen", "--seeds", "2"];
    let (code, _, stderr) = place.run(&[&["compare", "small.ron", "--out", "out", "--quiet"], &credit[..]].concat());
    assert_eq!(code, Some(0), "{stderr}");
    let page = place.read("out/report.html");
    for link in page.split("href=\"./").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(place.has(&format!("out/{link}")), "{link}");
    }
    assert_eq!(page.matches("href=\"./").count(), 4);
    assert!(place.has("out/figures/score.png") && !place.has("out/frozen-seed1/figures"));
    assert_eq!(place.run(&["report", "out"]).0, Some(0));
    assert_eq!(place.read("out/report.html"), page);
}

#[test]
fn the_page_shows_what_an_analysis_found_afterwards() {
    let place = Place::new();
    assert_eq!(place.run(&["run", "small.ron", "--out", "out", "--quiet", "--no-report"]).0, Some(0));
    let analyse = |more: &[&str]| place.run(&[&["analyse", "out", "--quiet", "--trials", "64"], more].concat());
    // Whoever did not want a page then does not get one now, if it is said.
    assert_eq!(analyse(&["--no-report"]).0, Some(0));
    assert!(!place.has("out/report.html") && !place.has("out/figures"));
    assert_eq!(analyse(&["--no-figures"]).0, Some(0));
    assert!(!place.read("out/report.html").contains("Robustness") && !place.has("out/figures"));
    let (code, stdout, stderr) = analyse(&["--robustness", "--open"]);
    assert_eq!((code, stdout.as_str()), (Some(0), ""), "{stderr}");
    assert!(stderr.starts_with("note: ") && stderr.contains("out/report.html"), "{stderr}");
    let page = place.read("out/report.html");
    assert!(page.contains("Robustness") && page.contains("On 64 test trials"));
    assert!(place.has("out/figures/robustness.png"));
    assert_eq!(place.run(&["report", "out"]).0, Some(0));
    assert_eq!(place.read("out/report.html"), page, "a page follows from its folder");
    // What goes elsewhere is not in the folder, so not on its page.
    assert_eq!(analyse(&["--out", "mine.json"]).0, Some(0));
    assert!(place.has("mine.json") && place.read("out/report.html") == page);
    assert_eq!(analyse(&["--out", "mine.json", "--open"]).0, Some(2));
    // A checkpoint alone is no run.
    std::fs::create_dir(place.path().join("alone")).unwrap();
    for file in ["checkpoint.safetensors", "circuit.ron"] {
        std::fs::copy(place.path().join("out").join(file), place.path().join("alone").join(file)).unwrap();
    }
    assert_eq!(place.run(&["analyse", "alone", "--quiet", "--trials", "64"]).0, Some(0));
    assert!(place.has("alone/analysis.json") && !place.has("alone/report.html"));
}

#[test]
fn the_pages_of_compared_runs_are_written_anew_without_figures_of_their_own() {
    let place = Place::new();
    let credit = ["--credit", "backprop,frozen", "--seeds", "1", "--no-report"];
    assert_eq!(place.run(&[&["compare", "small.ron", "--out", "out", "--quiet"], &credit[..]].concat()).0, Some(0));
    assert_eq!(place.run(&["report", "out/frozen-seed1"]).0, Some(0));
    let (code, _, stderr) = place.run(&["analyse", "out", "--quiet", "--trials", "64", "--robustness"]);
    assert_eq!(code, Some(0), "{stderr}");
    for run in ["out/backprop-seed1", "out/frozen-seed1"] {
        assert!(place.read(&format!("{run}/report.html")).contains("Robustness"), "{run}");
    }
    assert!(!place.has("out/backprop-seed1/figures") && place.has("out/frozen-seed1/figures/robustness.svg"));
    assert_eq!(place.run(&["analyse", "out", "--open"]).0, Some(2));
}

#[test]
fn a_folder_without_a_run_is_refused() {
    let place = Place::new();
    std::fs::create_dir(place.path().join("empty")).unwrap();
    std::fs::create_dir(place.path().join("broken")).unwrap();
    std::fs::write(place.path().join("broken/summary.json"), "{\"circuit\": 7").unwrap();
    for folder in ["empty", "nowhere", "small.ron", "broken"] {
        let (code, stdout, stderr) = place.run(&["report", folder]);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{folder}: {stderr}");
        assert!(stderr.contains(folder) && stderr.contains("help: "), "{stderr}");
    }
}

//! `compare --vary` and `scale`: the runs that were asked for, each with its own value, summed up as they are.

use std::path::Path;
use std::process::Command;
use trifactor::run::document::CompareDocument;
use trifactor::run::document::scale::ScaleDocument;

const CIRCUIT: &str = r#"Circuit(
    task: digits,
    populations: {
        "pixels": input,
        "h1": rate(size: 16, activation: relu),
        "h2": rate(size: 16, activation: relu),
        "digit": rate(size: 10, activation: identity),
    },
    projections: [(from: "pixels", to: "h1"), (from: "h1", to: "h2"), (from: "h2", to: "digit")],
    credit: manifold_noise(manifold: pca(rank: 4)),
    run: run(replicas: 16, updates: 60, evaluate_every: 20, measure_every: 1, credit_trials: 16),
)"#;

fn trifactor(folder: &Path, arguments: &[&str]) -> String {
    std::fs::write(folder.join("small.ron"), CIRCUIT).unwrap();
    let program = env!("CARGO_BIN_EXE_trifactor");
    let output = Command::new(program).current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn varied_fields_reach_their_runs_and_nothing_else_changes() {
    let folder = tempfile::tempdir().unwrap();
    let vary = ["--vary", "populations.h1.size+populations.h2.size=8,16", "--vary", "credit.manifold.rank=2,4"];
    let common = ["compare", "small.ron", "--seeds", "2", "--json", "--quiet", "--out", "all", "--no-figures"];
    let text = trifactor(folder.path(), &[&common[..], &vary, &["--criterion", "0.25"]].concat());
    let document: CompareDocument = serde_json::from_str(&text).unwrap();
    let labels: Vec<&str> = document.rows.iter().map(|row| row.credit.as_str()).collect();
    let expected = ["size=8, rank=2", "size=8, rank=4", "size=16, rank=2", "size=16, rank=4"];
    assert_eq!(labels, expected.map(|label| format!("manifold_noise, {label}")));
    for (i, row) in document.rows.iter().enumerate() {
        let quality = &row.credit_quality["h2"];
        assert_eq!((quality.neurons, quality.rank), ([8, 16][i / 2], Some([2, 4][i % 2])), "{}", row.credit);
        assert_eq!(row.seeds, [1, 2]);
    }
    // What was varied last is what the file says itself.
    let alone =
        trifactor(folder.path(), &["run", "small.ron", "--seed", "2", "--json", "--out", "one", "--no-figures"]);
    let alone: serde_json::Value = serde_json::from_str(&alone).unwrap();
    assert_eq!(alone["test"]["score"].as_f64(), document.rows[3].scores[1]);
    assert_eq!((document.criterion, document.unfinished), (Some(0.25), 0));
    assert!(document.rows.iter().all(|row| row.trials_to_criterion.is_some()));
    let page = std::fs::read_to_string(folder.path().join("all/report.html")).unwrap();
    assert!(page.contains("size=16, rank=2"));
}

#[test]
fn every_size_runs_with_every_seed_and_is_summed_up() {
    let folder = tempfile::tempdir().unwrap();
    let sizes = ["--size", "h1=8,16,32", "--size", "h2=8,16,24", "--credit", "manifold_noise,frozen"];
    let common = ["scale", "small.ron", "--seeds", "2", "--json", "--quiet", "--out", "all", "--no-figures"];
    let text = trifactor(folder.path(), &[&common[..], &sizes].concat());
    let document: ScaleDocument = serde_json::from_str(&text).unwrap();
    assert_eq!((document.axis.as_slice(), document.rows.len()), (&["h1".to_string(), "h2".to_string()][..], 12));
    for (i, row) in document.rows.iter().enumerate() {
        let (size, credit, seed) = ([8, 16, 32][i / 4], ["manifold_noise", "frozen"][i / 2 % 2], 1 + i as u64 % 2);
        assert_eq!((row.size, row.credit.as_str(), row.seed), (size, credit, seed));
        assert!(row.score.is_some_and(|score| score > 0.1) && row.step_us.is_some_and(|time| time > 0.0));
        let dimension = &row.dimension["h1"];
        assert!(dimension.participation_ratio.unwrap() > 1.0 && dimension.k95.unwrap() <= size, "{dimension:?}");
        // What was reached lies between what was too few and what was enough.
        for (cosine, count) in &row.perturbations_to_cos {
            let Some((above, upto)) = row.perturbations_to_cos_bounds.get(cosine) else { continue };
            assert_eq!(count.is_some(), upto.is_some(), "{row:?}");
            assert!(count.is_none_or(|count| (*above..=upto.unwrap()).contains(&count)), "{row:?}");
        }
        assert_eq!(row.perturbations_to_cos.len(), 2);
        assert_eq!(row.feedback_curve.is_empty(), row.credit == "frozen");
    }
    let reached = |credit| document.rows.iter().filter(move |row| row.credit == credit);
    assert!(reached("manifold_noise").any(|row| row.perturbations_to_cos["0.5"].is_some_and(|count| count < 200)));
    assert!(reached("frozen").all(|row| row.perturbations_to_cos["0.5"].is_none()));
    // The fit is that of the rows.
    let points: Vec<(f64, f64)> =
        reached("manifold_noise").map(|row| (row.size as f64, row.dimension["h1"].twonn.unwrap())).collect();
    let fit = trifactor::analysis::power_law::fit(&points).unwrap();
    assert_eq!(document.fits["manifold_noise"]["twoNN"], fit);
    let page = std::fs::read_to_string(folder.path().join("all/report.html")).unwrap();
    assert!(page.contains("Exponents") && folder.path().join("all/scale.svg").is_file());
}

#[test]
fn perturbations_are_counted_finer_than_a_run_is_evaluated() {
    let folder = tempfile::tempdir().unwrap();
    let counted = |every: &str| {
        let every = format!("run.evaluate_every={every}");
        let common = ["scale", "small.ron", "--seeds", "1", "--json", "--quiet", "--out", &every, "--no-report"];
        let more = ["--size", "h1=16,64", "--size", "h2=16,64", "--set", "run.updates=200", "--set", &every];
        let more = [&more[..], &["--credit", "vanilla_noise"]].concat();
        let document: ScaleDocument =
            serde_json::from_str(&trifactor(folder.path(), &[&common[..], &more].concat())).unwrap();
        document.rows.iter().map(|row| row.perturbations_to_cos["0.5"].unwrap()).collect::<Vec<u64>>()
    };
    // Evaluated at the start and at the end alone, or twenty times: 16 trials an update, 3200 in the run.
    let (once, often) = (counted("200"), counted("10"));
    assert_eq!(once, often);
    // A third of the neurons, and as much again or more for what the other population does to the output.
    assert!(once[0] < 100 && once[1] > once[0] && once[1] < 400, "{once:?}");
}

#[test]
fn probes_of_what_a_credit_source_does_not_have_are_left_out_of_its_runs() {
    let folder = tempfile::tempdir().unwrap();
    let probes = "probes: [(population: \"h1\", variable: \"basis\", every: 20), (population: \"h1\", every: 20)],";
    std::fs::write(folder.path().join("probed.ron"), CIRCUIT.replace("credit:", &format!("{probes} credit:"))).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trifactor"));
        let output = command.current_dir(folder.path()).args(arguments).arg("--no-report").output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let there = |name: &str| folder.path().join(name).is_file();
    let credit = ["--credit", "backprop,manifold_noise,frozen", "--seeds", "2"];
    let (code, stderr) = run(&[&["compare", "probed.ron", "--out", "all"], &credit[..]].concat());
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.starts_with("note: no `basis` of `h1` with backprop; frozen: "), "{stderr}");
    for run in ["backprop-seed1", "backprop-seed2", "frozen-seed2", "manifold_noise-seed1"] {
        assert!(there(&format!("all/{run}/probes/h1_activity.npy")), "{run}");
        assert_eq!(there(&format!("all/{run}/probes/h1_basis.npy")), run.starts_with("manifold"), "{run}");
    }
    let (code, stderr) =
        run(&["scale", "probed.ron", "--size", "h1=8", "--credit", "frozen", "--out", "grown", "--quiet"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    // A run of its own is asked for what it cannot do, and what no source has is a mistake here too.
    let (code, stderr) = run(&["run", "probed.ron", "--set", "credit=backprop", "--out", "one"]);
    assert!(code == Some(2) && stderr.contains("has no `basis` with `backprop`"), "{stderr}");
    let none = ["--set", "credit=frozen", "--credit", "backprop,frozen", "--out", "none"];
    let (code, stderr) = run(&[&["compare", "probed.ron"], &none[..]].concat());
    assert!(code == Some(2) && stderr.contains("has no `basis` with `backprop`"), "{stderr}");
}

#[test]
fn what_cannot_run_is_refused_before_anything_has_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.ron"), CIRCUIT).unwrap();
    let sizes = ["--size", "h1=8,1000000", "--size", "h2=8,1000000"];
    let output = Command::new(env!("CARGO_BIN_EXE_trifactor"))
        .current_dir(folder.path())
        .args(["scale", "small.ron", "--seeds", "1", "--out", "all"])
        .args(sizes)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!folder.path().join("all").exists(), "nor is a folder made");
}

/// [`CIRCUIT`] with another credit and a small population, and no measuring.
fn narrow(credit: &str) -> String {
    let text = CIRCUIT
        .replace("manifold_noise(manifold: pca(rank: 4))", credit)
        .replace("\"h2\": rate(size: 16", "\"h2\": rate(size: 6");
    text.replace("updates: 60, evaluate_every: 20, measure_every: 1", "updates: 2, measure_every: 0")
}

/// The comparison of a circuit, and what it says on standard error.
fn compared(text: &str, more: &[&str]) -> (CompareDocument, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.ron"), text).unwrap();
    let common = ["compare", "own.ron", "--seeds", "1", "--json", "--no-report", "--out", "all"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_trifactor"));
    let output = command.current_dir(folder.path()).args(common).args(more).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{more:?}: {said}");
    (serde_json::from_slice(&output.stdout).unwrap(), said)
}

#[test]
fn a_rank_that_nobody_asked_for_is_clipped_to_the_smallest_hidden_population() {
    let credit = ["--credit", "manifold_noise,random_subspace,manifold_noise(manifold: pca(rank: 5)),frozen"];
    let (document, said) = compared(&narrow("backprop"), &credit);
    let ran: Vec<&str> = document.rows.iter().map(|row| row.ran.as_str()).collect();
    assert!(ran[0].contains("pca(rank: 6,") && ran[1].contains("random(rank: 6)"), "{ran:?}");
    assert!(ran[2].contains("pca(rank: 5,") && ran[3] == "frozen", "{ran:?}");
    for label in ["manifold_noise", "random_subspace"] {
        let note = format!("note: {label}: rank 6, of the smallest hidden population; the default is 16\n");
        assert!(said.contains(&note), "{said}");
    }
    // It is clipped for each size by itself, and only where it must be.
    let vary = ["--credit", "manifold_noise", "--vary", "populations.h2.size=3,16"];
    let (document, said) = compared(&narrow("backprop"), &vary);
    let ran: Vec<&str> = document.rows.iter().map(|row| row.ran.as_str()).collect();
    assert!(ran[0].contains("rank: 3,") && ran[1] == "manifold_noise", "{ran:?}");
    assert!(said.contains("rank 3, of the smallest") && !said.contains("rank 16"), "{said}");
    // The circuit's own rank is the user's, and so is one that is varied.
    let own = "manifold_noise(manifold: pca(rank: 4))";
    let (document, said) = compared(&narrow(own), &["--credit", "random_subspace"]);
    assert!(document.rows[0].ran.contains("random(rank: 4)") && !said.contains("note: "), "{said}");
}

#[test]
fn a_source_takes_over_what_it_has_in_common_and_nothing_else() {
    let own = "manifold_noise(noise: noise(sigma: 0.25), manifold: pca(rank: 4), isotropic: 0.5, per_step: true)";
    let (document, _) = compared(&narrow(own), &["--credit", "node_perturbation,vanilla_noise,backprop"]);
    let ran: Vec<&str> = document.rows.iter().map(|row| row.ran.as_str()).collect();
    let noise = "noise: noise(sigma: 0.25, draws: gaussian, antithetic: false, per_sample: 1, turns: together)";
    let expected =
        [format!("node_perturbation({noise})"), format!("vanilla_noise({noise}, per_step: true)"), "backprop".into()];
    assert_eq!(ran, expected);
    // The other way round the manifold is the source's own default, as far as the populations allow.
    let (document, _) =
        compared(&narrow("node_perturbation(manifold: random(rank: 2))"), &["--credit", "manifold_noise"]);
    assert!(document.rows[0].ran.contains("pca(rank: 6,"), "{:?}", document.rows[0].ran);
}

#[test]
fn sources_that_nobody_named_and_that_cannot_teach_are_left_out_and_named() {
    let online = narrow("backprop")
        .replace("task: digits", "task: digits(duration: 3.0), plasticity: plasticity(timing: online)");
    let online = online.replace("credit: backprop", "credit: direct_feedback");
    let (document, said) = compared(&online, &[]);
    let sources: Vec<&str> = document.rows.iter().map(|row| row.source.as_str()).collect();
    for left_out in ["backprop", "feedback_alignment", "node_perturbation"] {
        assert!(!sources.contains(&left_out), "{sources:?}");
        assert!(said.contains(&format!("note: {left_out} is left out: ")), "{said}");
    }
    assert!(
        ["direct_feedback", "vanilla_noise", "frozen"].iter().all(|source| sources.contains(source)),
        "{sources:?}"
    );
}

#[test]
fn a_comparison_that_begins_again_keeps_nothing_of_runs_that_it_does_not_make() {
    let folder = tempfile::tempdir().unwrap();
    let compare = |credit: &str, more: &[&str]| {
        let common = ["compare", "small.ron", "--quiet", "--no-report", "--out", "all", "--set", "run.updates=2"];
        trifactor(folder.path(), &[&common[..], &["--credit", credit], more].concat())
    };
    let there = |name: &str| folder.path().join("all").join(name).exists();
    compare("frozen,backprop,vanilla_noise", &["--seeds", "2"]);
    // As one leaves it that is killed before it has summed up, or is stopped when it has summed up some.
    for document in [None, Some("{\"rows\":[],\"unfinished\":5}")] {
        std::fs::remove_file(folder.path().join("all/compare.json")).unwrap();
        if let Some(text) = document {
            std::fs::write(folder.path().join("all/compare.json"), text).unwrap();
        }
        std::fs::create_dir(folder.path().join("all/mine")).unwrap();
        std::fs::write(folder.path().join("all/mine/circuit.ron"), "mine").unwrap();
        compare("frozen", &["--seeds", "1", "--overwrite"]);
        assert!(there("frozen-seed1/summary.json") && there("mine/circuit.ron"));
        assert!(!there("frozen-seed2") && !there("backprop-seed1") && !there("vanilla_noise-seed2"));
        let listed = trifactor(folder.path(), &["analyse", "all", "--json", "--quiet", "--no-report"]);
        let one: serde_json::Value = serde_json::from_str(&listed).unwrap();
        assert!(one.get("update").is_some(), "the analysis of one run: {listed}");
        std::fs::remove_dir_all(folder.path().join("all/mine")).unwrap();
        compare("frozen,backprop", &["--seeds", "2", "--overwrite"]);
    }
}

#[test]
fn a_comparison_that_cannot_begin_leaves_the_earlier_one_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let common = ["compare", "small.ron", "--quiet", "--no-report", "--out", "all", "--seeds", "1", "--credit"];
    trifactor(folder.path(), &[&common[..], &["frozen", "--set", "run.updates=2"]].concat());
    let before = std::fs::read(folder.path().join("all/compare.json")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_trifactor"));
    command.current_dir(folder.path()).args(common).args([
        "frozen",
        "--overwrite",
        "--set",
        "projections.0.weights=normal(std: 1e39)",
    ]);
    assert_eq!(command.output().unwrap().status.code(), Some(2));
    assert_eq!(std::fs::read(folder.path().join("all/compare.json")).unwrap(), before);
    assert!(folder.path().join("all/frozen-seed1/summary.json").is_file());
}

#[test]
fn overwriting_leaves_nothing_of_an_older_comparison_and_all_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let compare = |credits: &str, more: &[&str]| {
        let common = ["compare", "small.ron", "--seeds", "1", "--quiet", "--out", "all", "--credit", credits];
        trifactor(folder.path(), &[&common[..], more].concat())
    };
    compare("frozen,vanilla_noise", &[]);
    std::fs::write(folder.path().join("all/vanilla_noise-seed1/mine.txt"), "mine").unwrap();
    compare("frozen,backprop", &["--overwrite"]);
    let there = |name: &str| folder.path().join("all").join(name).exists();
    assert!(there("frozen-seed1/summary.json") && there("backprop-seed1/analysis.json"));
    assert!(there("vanilla_noise-seed1/mine.txt") && !there("vanilla_noise-seed1/summary.json"));
    // `scale` replaces a comparison, too.
    let sizes = ["--size", "h1=8,16", "--credit", "frozen", "--seeds", "1"];
    trifactor(folder.path(), &[&["scale", "small.ron", "--quiet", "--out", "all", "--overwrite"], &sizes[..]].concat());
    assert!(there("scale.json") && !there("compare.json") && !there("frozen-seed1"));
}

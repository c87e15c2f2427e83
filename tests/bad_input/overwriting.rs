//! `--overwrite` removes what this program wrote, and nothing else.

use crate::place::{Catalogue, Place, edited};
use std::path::Path;

const AGAIN: [&str; 7] = ["run", "good.ron", "--out", "run", "--overwrite", "--no-figures", "--no-report"];

/// A run with probes of every format, its page and its figures.
fn run(place: &Place) {
    let probe = |format: &str| format!("(population: \"h1\", format: {format})");
    let probes = ["npy", "npz", "jsonl"].map(probe).join(", ");
    place.put("probed.ron", edited(&[("credit:", &format!("probes: [{probes}], credit:"))]));
    let done = place.run(&["run", "probed.ron", "--out", "run", "--quiet"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
}

/// All files below a folder, as paths from it on.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inside) = folders.pop() {
        for path in std::fs::read_dir(inside).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    let mut names: Vec<String> =
        found.iter().map(|path| path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/")).collect();
    names.sort();
    names
}

#[test]
fn all_that_a_run_writes_is_on_its_list_and_goes() {
    let place = Place::new();
    run(&place);
    let listed = String::from_utf8(place.read("run/files.txt")).unwrap();
    let listed: Vec<&str> = listed.lines().collect();
    let there = files(&place.path().join("run"));
    assert!(there.len() > 15, "{there:?}");
    for name in there.iter().filter(|name| *name != "files.txt") {
        assert!(listed.contains(&name.as_str()), "{name} is not on the list");
    }
    let done = place.run(&AGAIN);
    assert_eq!((done.code, done.stderr.contains("kept")), (Some(0), false), "{}", done.stderr);
    let left = ["analysis.json", "checkpoint.safetensors", "circuit.ron", "files.txt", "metrics.jsonl", "summary.json"];
    assert_eq!(files(&place.path().join("run")), left);
}

#[test]
fn files_that_no_run_wrote_stay_and_are_named_whatever_they_are_called() {
    let place = Place::new();
    run(&place);
    let mine = [
        "probes/mine.npy",
        "probes/mine.npz",
        "probes/mine.jsonl",
        "probes/10.npz.npy",
        "figures/mine.svg",
        "data/h1_activity.npy",
        "notes.txt",
        "summary.json.old",
    ];
    mine.iter().for_each(|name| place.put(&format!("run/{name}"), "mine"));
    let done = place.run(&AGAIN);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(mine.iter().all(|name| place.read(&format!("run/{name}")) == b"mine"));
    let said = "note: kept in run, since trifactor did not write it: data/, figures/mine.svg, notes.txt, probes/10.npz.npy, \
                probes/mine.jsonl, probes/mine.npy, probes/mine.npz, summary.json.old";
    assert!(done.stderr.contains(said), "{}", done.stderr);
    assert_eq!(files(&place.path().join("run/probes")).len(), 4);
}

#[test]
fn a_file_in_the_way_that_no_run_wrote_is_refused_and_nothing_is_lost() {
    let place = Place::new();
    let mut said = Catalogue::default();
    run(&place);
    place.put("probes.ron", edited(&[("credit:", "probes: [(population: \"digit\")], credit:")]));
    place.put("run/probes/digit_activity.npy", "mine");
    place.put("older/metrics.jsonl", "{}");
    place.put("older/circuit.ron", "Circuit()");
    place.put("lines/files.txt", "../good.ron\n/etc/hostname\nnotes/../../good.ron\n");
    place.put("one/compare.svg", "mine");
    let before = files(place.path());
    let overwrite =
        |what: &[&'static str], out: &'static str| [what, &["--out", out, "--overwrite", "--quiet"]].concat();
    for arguments in [
        overwrite(&["run", "probes.ron"], "run"),
        overwrite(&["run", "good.ron"], "older"),
        overwrite(&["compare", "good.ron", "--credit", "frozen"], "one"),
    ] {
        said.refused(&format!("trifactor {}", arguments.join(" ")), place.run(&arguments));
    }
    assert_eq!(before, files(place.path()));
    insta::assert_snapshot!(said.text());
    // What a list says of files outside of its folder is not listened to.
    assert_eq!(place.run(&overwrite(&["run", "good.ron", "--no-figures"], "lines")).code, Some(0));
    assert!(place.path().join("good.ron").is_file());
    // A page does not replace it either.
    place.put("lines/figures/score.svg", "mine");
    let done = place.run(&["report", "lines"]);
    assert_eq!((done.code, place.read("lines/figures/score.svg")), (Some(2), b"mine".to_vec()), "{}", done.stderr);
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    let mut said = Catalogue::default();
    let at = |name: &str| place.path().join(name);
    for (k, moved) in ["probes", "figures", "metrics.jsonl"].into_iter().enumerate() {
        run(&place);
        let folder = format!("case{k}");
        std::fs::rename(at("run"), at(&folder)).unwrap();
        std::fs::rename(at(&folder).join(moved), at(&format!("elsewhere{k}"))).unwrap();
        symlink(at(&format!("elsewhere{k}")), at(&folder).join(moved)).unwrap();
        let before = files(place.path());
        let arguments = ["run", "good.ron", "--out", &folder, "--overwrite", "--quiet"];
        said.refused(&format!("{moved} is a link"), place.run(&arguments));
        assert_eq!(before, files(place.path()));
    }
    run(&place);
    symlink(at("run"), at("latest")).unwrap();
    let before = files(&at("run"));
    let latest = ["run", "good.ron", "--out", "latest", "--overwrite", "--quiet"];
    said.refused("the folder is a link", place.run(&latest));
    assert_eq!(before, files(&at("run")));
    insta::assert_snapshot!(said.text());
    // A link that no run made stays, and so does what it leads to.
    place.put("mine/run.npy", "mine");
    symlink(at("mine"), at("run/data")).unwrap();
    let done = place.run(&AGAIN);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(done.stderr.contains("did not write it: data\n"), "{}", done.stderr);
    assert_eq!(place.read("run/data/run.npy"), b"mine");
}

#[test]
fn a_comparison_removes_the_runs_that_it_made_also_where_it_never_ended() {
    let place = Place::new();
    let compare = |credit: &str| {
        let fixed = ["compare", "good.ron", "--seeds", "1", "--out", "several", "--overwrite", "--credit"];
        let done = place.run(&[&fixed[..], &[credit]].concat());
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        done.stderr
    };
    compare("frozen,backprop");
    // As Ctrl-C leaves it.
    for name in ["several/compare.json", "several/compare.svg"] {
        std::fs::remove_file(place.path().join(name)).unwrap();
    }
    place.put("several/backprop-seed1/notes.txt", "mine");
    place.put("several/mine-seed1/circuit.ron", "mine");
    let said = compare("frozen");
    assert!(said.contains("did not write it: backprop-seed1/notes.txt, mine-seed1/"), "{said}");
    assert_eq!(files(&place.path().join("several/backprop-seed1")), ["notes.txt"]);
    assert_eq!(place.read("several/mine-seed1/circuit.ron"), b"mine");
}

#[test]
fn a_file_that_the_user_names_is_replaced_by_its_own_kind_alone() {
    let place = Place::new();
    place.put("good.ron", crate::place::GOOD);
    let done = place.run(&["run", "good.ron", "--out", "run", "--quiet", "--no-report"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    place.put("notes.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\">mine</svg>");
    for arguments in [
        &["analyse", "run", "--quiet", "--out", "good.ron"][..],
        &["analyse", "run", "--quiet", "--out", "run/checkpoint.safetensors"],
        &["explain", "good.ron", "--svg", "notes.svg"],
    ] {
        let theirs = arguments.last().unwrap();
        let before = place.read(theirs);
        let done = place.run(arguments);
        assert_eq!(done.code, Some(2), "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains("is there already, and is no "), "{}", done.stderr);
        assert_eq!(place.read(theirs), before, "{arguments:?}");
    }
    for _ in 0..2 {
        assert_eq!(place.run(&["analyse", "run", "--quiet", "--out", "own.json"]).code, Some(0));
        assert_eq!(place.run(&["explain", "good.ron", "--svg", "own.svg"]).code, Some(0));
    }
}

#[test]
fn files_that_no_list_names_stay_whatever_is_written_beside_them() {
    let place = Place::new();
    place.put("good.ron", crate::place::GOOD);
    assert_eq!(place.run(&["run", "good.ron", "--out", "run", "--quiet", "--no-report"]).code, Some(0));
    std::fs::create_dir(place.path().join("alone")).unwrap();
    std::fs::copy(place.path().join("run/checkpoint.safetensors"), place.path().join("alone/checkpoint.safetensors"))
        .unwrap();
    for mine in ["alone/analysis.json", "alone/files.txt", "run/report.html"] {
        place.put(mine, "mine");
    }
    for arguments in [
        &["analyse", "alone/checkpoint.safetensors", "--quiet"][..],
        &["report", "run"],
        &["analyse", "run", "--quiet"],
        &["run", "--resume", "run", "--quiet", "--set", "run.updates=6"],
    ] {
        let done = place.run(arguments);
        assert_eq!(done.code, Some(2), "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains("was not written by trifactor"), "{arguments:?}: {}", done.stderr);
        let mine = ["alone/analysis.json", "alone/files.txt", "run/report.html"].map(|name| place.read(name));
        assert!(mine.iter().all(|file| file == b"mine"), "{arguments:?}");
    }
}

#[test]
fn a_resume_that_could_not_write_all_it_must_is_refused_before_it_begins() {
    let place = Place::new();
    run(&place);
    let path = |name: &str| place.path().join(name);
    let resume = ["run", "--resume", "run", "--quiet", "--set", "run.updates=6"];
    // Without its list nobody knows whose figures these are.
    let list = place.read("run/files.txt");
    std::fs::remove_file(path("run/files.txt")).unwrap();
    let before = place.contents("run");
    let done = place.run(&resume);
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert!(done.stderr.contains("was not written by trifactor"), "{}", done.stderr);
    assert_eq!(place.contents("run"), before);
    std::fs::write(path("run/files.txt"), list).unwrap();
    // A folder where a file would be.
    std::fs::rename(path("run/metrics.jsonl"), path("metrics")).unwrap();
    std::fs::create_dir(path("run/metrics.jsonl")).unwrap();
    let before = place.contents("run");
    let done = place.run(&resume);
    assert_eq!((done.code, done.stderr.contains("metrics.jsonl is a folder")), (Some(2), true), "{}", done.stderr);
    assert_eq!(place.contents("run"), before);
    let done = place.run(&["run", "good.ron", "--out", "run", "--overwrite", "--quiet"]);
    assert_eq!((done.code, done.stderr.contains("is a folder")), (Some(2), true), "{}", done.stderr);
    assert_eq!(place.contents("run"), before, "nothing goes where not all can");
    std::fs::remove_dir(path("run/metrics.jsonl")).unwrap();
    std::fs::rename(path("metrics"), path("run/metrics.jsonl")).unwrap();
    let done = place.run(&resume);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_in_a_run_s_folder() {
    let place = Place::new();
    run(&place);
    let path = |name: &str| place.path().join(name);
    std::fs::rename(path("run/figures"), path("mine")).unwrap();
    std::os::unix::fs::symlink("../mine", path("run/figures")).unwrap();
    let before = place.contents("mine");
    for arguments in [
        &["report", "run"][..],
        &["analyse", "run", "--quiet"],
        &["run", "--resume", "run", "--quiet", "--set", "run.updates=6"],
    ] {
        let done = place.run(arguments);
        assert_eq!(done.code, Some(2), "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains("figures is a symbolic link"), "{arguments:?}: {}", done.stderr);
        assert_eq!(place.contents("mine"), before, "{arguments:?}");
    }
}

//! What signals do to a run: the first saves and stops, the second keeps saving, a third abandons.
#![cfg(unix)]

use crate::place::{Place, edited};
use serde_json::Value;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A run that would take long, and has begun.
struct Begun {
    child: Child,
}

impl Drop for Begun {
    fn drop(&mut self) {
        // Where a test fails, nothing runs on.
        let _ = self.child.kill();
    }
}

impl Begun {
    /// `before` stands before the program on a shell's command line. The run is waited for until this file is there.
    fn new(place: &Place, before: &str, circuit: &str, file: &str) -> Begun {
        let program = env!("CARGO_BIN_EXE_trifactor");
        let command = format!("{before} {program} run {circuit} --out out --no-report --quiet");
        let mut shell = Command::new("sh");
        let child = shell.args(["-c", &command]).current_dir(place.path()).stdout(Stdio::null()).stderr(Stdio::piped());
        let child = child.spawn().unwrap();
        let (begun, start) = (Begun { child }, Instant::now());
        while !place.path().join(file).exists() {
            assert!(start.elapsed() < Duration::from_secs(60), "{file} does not come");
            std::thread::sleep(Duration::from_millis(2));
        }
        begun
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    /// Reads what the program says until it has said this.
    fn hear(&mut self, words: &str) -> String {
        let mut said = Vec::new();
        let stderr = self.child.stderr.as_mut().unwrap();
        let mut byte = [0];
        while !String::from_utf8_lossy(&said).contains(words) && stderr.read(&mut byte).unwrap() > 0 {
            said.push(byte[0]);
        }
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.contains(words), "{said}");
        said
    }

    fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (status, said)
    }
}

fn is_saved(place: &Place) {
    let summary: Value = serde_json::from_slice(&place.read("out/summary.json")).unwrap();
    assert_eq!(summary["interrupted"], true, "{summary}");
    assert!(place.path().join("out/checkpoint.safetensors").is_file());
}

const METRICS: &str = "out/metrics.jsonl";

fn long(place: &Place) {
    place.put("long.ron", edited(&[("updates: 4", "updates: 4000000, evaluate_every: 1000")]));
}

#[test]
fn every_signal_that_asks_for_an_end_saves_and_stops() {
    for name in ["INT", "TERM", "USR1", "XCPU", "HUP"] {
        let place = Place::new();
        long(&place);
        let begun = Begun::new(&place, "exec", "long.ron", METRICS);
        begun.signal(name);
        let (status, said) = begun.end();
        assert_eq!(status.code(), Some(130), "{name}: {said}");
        assert!(said.contains(&format!("SIG{name}: stopping, and saving what was done")), "{said}");
        is_saved(&place);
    }
}

#[test]
fn two_signals_at_once_lose_nothing() {
    let place = Place::new();
    long(&place);
    let begun = Begun::new(&place, "exec", "long.ron", METRICS);
    let id = begun.child.id().to_string();
    let twice = format!("kill -TERM {id}; kill -TERM {id}");
    assert!(Command::new("sh").args(["-c", &twice]).status().unwrap().success());
    let (status, said) = begun.end();
    assert!(status.code() == Some(130) && !said.contains("abandoned"), "{status}: {said}");
    is_saved(&place);
}

/// GNU `timeout` sends what it gets, and what it sends in the end, to the program and then to its whole group.
#[test]
#[cfg(target_os = "linux")]
fn a_run_under_timeout_loses_nothing() {
    let place = Place::new();
    long(&place);
    let begun = Begun::new(&place, "exec timeout 600", "long.ron", METRICS);
    begun.signal("TERM");
    let (status, said) = begun.end();
    assert!(status.code() == Some(130) && !said.contains("abandoned"), "{status}: {said}");
    is_saved(&place);
}

/// Its first evaluation takes minutes, and only then does the run see that it is to stop.
const SLOW: &str = "Circuit(
    task: flip_flop(bits: 1, duration: 100000.0),
    populations: {\"x\": input, \"y\": rate(size: 1, activation: identity)},
    projections: [(from: \"x\", to: \"y\")],
    credit: frozen,
    run: run(replicas: 1, updates: 1),
)";

#[test]
fn a_second_signal_says_that_it_is_still_saving_and_a_third_abandons() {
    let place = Place::new();
    place.put("slow.ron", SLOW);
    let mut begun = Begun::new(&place, "exec", "slow.ron", "out/circuit.ron");
    begun.signal("TERM");
    begun.hear("SIGTERM: stopping");
    begun.signal("INT");
    begun.hear("SIGINT: still saving; one more signal abandons what is not saved yet");
    begun.signal("TERM");
    let (status, said) = begun.end();
    assert_eq!(status.code(), Some(130), "{said}");
    assert!(said.contains("SIGTERM: abandoned; what was done after the last checkpoint is lost"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_run_under_nohup_outlives_its_terminal() {
    let place = Place::new();
    long(&place);
    let mut begun = Begun::new(&place, "exec nohup", "long.ron", METRICS);
    begun.signal("HUP");
    begun.signal("TERM");
    let said = begun.hear("stopping");
    assert!(said.contains("SIGTERM: stopping") && !said.contains("SIGHUP"), "{said}");
    assert_eq!(begun.end().0.code(), Some(130));
}

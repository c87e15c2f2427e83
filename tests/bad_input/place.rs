//! A folder to work in, and the program run in it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A small circuit that learns four updates of the built-in digits.
pub const GOOD: &str = r#"Circuit(
    task: digits,
    populations: {
        "pixels": input,
        "h1": rate(size: 16),
        "digit": rate(size: 10, activation: identity),
    },
    projections: [
        (from: "pixels", to: "h1"),
        (from: "h1", to: "digit"),
    ],
    credit: backprop,
    run: run(replicas: 32, updates: 4, evaluate_trials: 32, credit_trials: 0),
)
"#;

/// [`GOOD`] with pieces replaced.
pub fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(GOOD.to_string(), |text, (old, new)| {
        assert!(text.contains(old), "{old} is not in the circuit");
        text.replace(old, new)
    })
}

/// A folder that goes away with it.
pub struct Place(TempDir);

/// What the program did.
pub struct Done {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    pub fn new() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        place.put("good.ron", GOOD);
        place
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Every file below a folder with what it holds.
    pub fn contents(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        let mut folders = vec![self.path().join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => drop(all.insert(path.clone(), std::fs::read(&path).unwrap())),
                }
            }
        }
        all
    }

    /// The program, to be run in this folder with nothing of the user's.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trifactor"));
        command.args(arguments).current_dir(self.path()).env("HOME", self.path()).env("COLUMNS", "100");
        for variable in ["TRIFACTOR_DATA", "XDG_CACHE_HOME", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        let Output { status, stdout, stderr } = self.program(arguments).output().unwrap();
        let text = |bytes| self.neutral(&String::from_utf8(bytes).unwrap());
        Done { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    /// Without what differs from machine to machine.
    fn neutral(&self, text: &str) -> String {
        let here = self.path().canonicalize().unwrap();
        let text = text.replace(here.to_str().unwrap(), "HERE").replace(self.path().to_str().unwrap(), "HERE");
        let mut lines: Vec<String> = text.lines().map(String::from).collect();
        for line in &mut lines {
            if let (Some(start), Some(end)) = (line.find("of memory, "), line.find("; largest")) {
                line.replace_range(start + "of memory, ".len()..end, "SOME");
            }
        }
        lines.join("\n")
    }

    /// Checks a circuit file.
    pub fn check(&self, circuit: impl AsRef<[u8]>) -> Done {
        keep(circuit.as_ref());
        self.put("circuit.ron", circuit);
        self.run(&["check", "circuit.ron"])
    }
}

/// Where the environment asks for it, a copy of every circuit file: seeds for fuzzing.
fn keep(circuit: &[u8]) {
    if let Some(folder) = std::env::var_os("TRIFACTOR_SEEDS").filter(|_| circuit.len() < 4096) {
        let mut hash = DefaultHasher::new();
        circuit.hash(&mut hash);
        std::fs::write(Path::new(&folder).join(format!("{:016x}.ron", hash.finish())), circuit).unwrap();
    }
}

/// The messages of many cases, for one snapshot.
#[derive(Default)]
pub struct Catalogue(String);

impl Catalogue {
    /// Adds a case that must be refused as the user's mistake, without a word on standard output.
    pub fn refused(&mut self, what: &str, done: Done) {
        assert_eq!(done.code, Some(2), "{what}: {}{}", done.stdout, done.stderr);
        assert!(!done.stderr.contains("panicked"), "{what}: {}", done.stderr);
        assert_eq!(done.stdout, "", "{what}");
        self.0 += &format!("## {what}\n\n{}\n\n", done.stderr.trim_end());
    }

    /// Adds a case that is legal, but said to be hardly meant.
    pub fn warned(&mut self, what: &str, done: Done) {
        assert_eq!(done.code, Some(0), "{what}: {}{}", done.stdout, done.stderr);
        assert!(done.stderr.starts_with("warning: "), "{what}: {}", done.stderr);
        self.0 += &format!("## {what}\n\n{}\n\n", done.stderr.trim_end());
    }

    pub fn text(self) -> String {
        self.0
    }
}

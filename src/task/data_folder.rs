//! Where the files of a data set lie.

use super::TaskError;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A data set of four files in MNIST's format, and how to get it.
#[derive(Debug, Clone, Copy)]
pub struct DataSet {
    /// Its name, and that of its folder.
    pub name: &'static str,
    /// Where a package of the system puts it.
    pub system_folder: Option<&'static str>,
    /// Where it comes from, for a person who has to get it.
    pub how_to_get: &'static str,
}

/// The four files of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// Images to learn from.
    pub train_images: PathBuf,
    /// Their classes.
    pub train_labels: PathBuf,
    /// Images to be scored on.
    pub test_images: PathBuf,
    /// Their classes.
    pub test_labels: PathBuf,
}

const FILES: [(&str, &str); 4] = [
    ("train-images", "idx3-ubyte"),
    ("train-labels", "idx1-ubyte"),
    ("t10k-images", "idx3-ubyte"),
    ("t10k-labels", "idx1-ubyte"),
];

impl DataSet {
    /// The data set's files, from the first folder that holds all four: `data_dir`, `$TRIFACTOR_DATA`, the user's cache,
    /// the system's.
    pub fn find(&self, data_dir: Option<&Path>) -> Result<Files, TaskError> {
        let user = directories::ProjectDirs::from("", "", "trifactor");
        let cache = user.as_ref().map(|user| user.cache_dir());
        self.find_in(self.folders(data_dir, std::env::var_os("TRIFACTOR_DATA"), cache))
    }

    /// The folders to look in, in order: `data_dir`, `$TRIFACTOR_DATA` (each first below it under the data set's name,
    /// because Fashion-MNIST's files have the names of MNIST's), the user's cache folder, the system's.
    fn folders(&self, data_dir: Option<&Path>, variable: Option<OsString>, cache: Option<&Path>) -> Vec<PathBuf> {
        let variable = variable.filter(|text| !text.is_empty()).map(PathBuf::from);
        let mut folders = Vec::new();
        for folder in data_dir.into_iter().chain(variable.as_deref()) {
            folders.push(folder.join(self.name));
            folders.push(folder.to_path_buf());
        }
        folders.extend(cache.map(|cache| cache.join(self.name)));
        folders.extend(self.system_folder.map(PathBuf::from));
        folders
    }

    fn find_in(&self, folders: Vec<PathBuf>) -> Result<Files, TaskError> {
        let mut looked_in = Vec::new();
        for folder in folders {
            let found = FILES.map(|(stem, kind)| file_in(&folder, stem, kind));
            if let [Some(a), Some(b), Some(c), Some(d)] = found {
                return Ok(Files { train_images: a, train_labels: b, test_images: c, test_labels: d });
            }
            let missing = if !folder.is_dir() {
                "no such folder".into()
            } else {
                let missing = FILES.iter().zip(&found).filter(|(_, found)| found.is_none());
                let names: Vec<String> = missing.map(|((stem, kind), _)| format!("{stem}-{kind}")).collect();
                format!("no {}", names.join(", "))
            };
            looked_in.push((folder, missing));
        }
        Err(TaskError::NotFound {
            name: self.name,
            help: format!(
                "{}, or name the folder that holds its four files (plain or .gz) with --data-dir or $TRIFACTOR_DATA",
                self.how_to_get
            ),
            looked_in,
        })
    }
}

/// A file of MNIST's format under any of the names that are in use for it.
fn file_in(folder: &Path, stem: &str, kind: &str) -> Option<PathBuf> {
    let spellings = ["-", "."].map(|dash| format!("{stem}{dash}{kind}"));
    spellings.iter().flat_map(|name| [folder.join(name), folder.join(format!("{name}.gz"))]).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: DataSet = DataSet {
        name: "shapes",
        system_folder: Some("/nowhere/shapes"),
        how_to_get: "apt-get install dataset-shapes",
    };

    fn put(folder: &Path, names: [&str; 4]) {
        std::fs::create_dir_all(folder).unwrap();
        for name in names {
            std::fs::write(folder.join(name), "").unwrap();
        }
    }

    #[test]
    fn folders_are_searched_from_the_most_particular_to_the_systems() {
        let folders = SET.folders(Some(Path::new("given")), Some("set".into()), Some(Path::new("cache")));
        let expected = ["given/shapes", "given", "set/shapes", "set", "cache/shapes", "/nowhere/shapes"];
        assert_eq!(folders, expected.map(PathBuf::from));
        assert_eq!(SET.folders(None, Some("".into()), None), [PathBuf::from("/nowhere/shapes")]);
    }

    #[test]
    fn every_spelling_of_the_files_is_found() {
        let root = tempfile::tempdir().unwrap();
        let names = [
            "train-images-idx3-ubyte.gz",
            "train-labels.idx1-ubyte",
            "t10k-images.idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte",
        ];
        put(&root.path().join("shapes"), names);
        let files = SET.find(Some(root.path())).unwrap();
        assert_eq!(files.test_images, root.path().join("shapes/t10k-images.idx3-ubyte.gz"));
        assert_eq!(files.train_labels, root.path().join("shapes").join(names[1]));
    }

    #[test]
    fn a_missing_data_set_names_every_folder_what_lacks_there_and_how_to_get_it() {
        let root = tempfile::tempdir().unwrap();
        let only = "train-images-idx3-ubyte";
        put(root.path(), [only, only, only, only]);
        let text = SET.find(Some(root.path())).unwrap_err().to_string();
        for part in [
            "shapes: no such folder",
            ": no train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte",
            "/nowhere/shapes",
            "apt-get install dataset-shapes",
            "$TRIFACTOR_DATA",
        ] {
            assert!(text.contains(part), "{part:?} is not in {text}");
        }
    }
}

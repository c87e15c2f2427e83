//! Memory that this process may still take: what the machine has free, what the control groups that it runs in leave, and what
//! `ulimit` allows. Read from files, whose root a test can choose.

use std::fs;
use std::path::{Path, PathBuf};

/// Memory that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Available {
    /// Bytes.
    pub bytes: u64,
    /// Who says so.
    pub by: String,
    /// True for a bound on addresses, of which room that is never touched takes some too.
    pub of_addresses: bool,
}

/// The limits of this process, the tightest first. Empty where the system tells of none.
pub fn available() -> Vec<Available> {
    limits(Path::new("/"))
}

/// A control group without a limit has one that no machine reaches.
const NO_LIMIT: u64 = 1 << 60;

fn limits(root: &Path) -> Vec<Available> {
    let mut all: Vec<Available> = [machine(root), addresses(root), data(root)].into_iter().flatten().collect();
    all.extend(groups(root));
    all.sort_by_key(|limit| limit.bytes);
    all
}

fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// The number after `key` on its line, in bytes.
fn number(text: &str, key: &str) -> Option<u64> {
    let line =
        text.lines().find_map(|line| line.strip_prefix(key).filter(|rest| rest.starts_with([':', ' ', '\t'])))?;
    let mut words = line.trim_start_matches(':').split_whitespace();
    let number: u64 = words.next()?.parse().ok()?;
    Some(if words.next() == Some("kB") { number.saturating_mul(1024) } else { number })
}

fn machine(root: &Path) -> Option<Available> {
    let bytes = number(&read(&root.join("proc/meminfo"))?, "MemAvailable")?;
    Some(Available { bytes, by: "on this machine".into(), of_addresses: false })
}

/// `ulimit -v`: addresses, of which the process has some already.
fn addresses(root: &Path) -> Option<Available> {
    let bytes = limited(root, "Max address space", "VmSize")?;
    Some(Available { bytes, by: "under the limit on addresses (ulimit -v)".into(), of_addresses: true })
}

/// `ulimit -d`: data, private memory since Linux 4.7.
fn data(root: &Path) -> Option<Available> {
    let bytes = limited(root, "Max data size", "VmData")?;
    Some(Available { bytes, by: "under the limit on data (ulimit -d)".into(), of_addresses: true })
}

fn limited(root: &Path, limit: &str, used: &str) -> Option<u64> {
    let limit = number(&read(&root.join("proc/self/limits"))?, limit)?;
    Some(limit.saturating_sub(number(&read(&root.join("proc/self/status"))?, used)?))
}

/// A hierarchy of control groups that can limit memory.
struct Hierarchy {
    /// Where it is mounted.
    mount: PathBuf,
    /// The group whose files lie there.
    top: String,
    /// What `/proc/self/cgroup` says before the group's path.
    line: &'static str,
    files: Files,
}

/// The names of a group's files.
struct Files {
    limits: &'static [&'static str],
    used: &'static str,
    /// Keys in `memory.stat` of what is given back where memory runs short: files that were read.
    reclaimed: [&'static str; 2],
}

const VERSION_2: Files = Files {
    limits: &["memory.max", "memory.high"],
    used: "memory.current",
    reclaimed: ["inactive_file", "active_file"],
};
const VERSION_1: Files = Files {
    limits: &["memory.limit_in_bytes"],
    used: "memory.usage_in_bytes",
    reclaimed: ["total_inactive_file", "total_active_file"],
};

/// What each group leaves, from the process's own to the top: any of them can be the tightest.
fn groups(root: &Path) -> Vec<Available> {
    let (Some(mounts), Some(own)) = (read(&root.join("proc/self/mountinfo")), read(&root.join("proc/self/cgroup")))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for hierarchy in mounts.lines().filter_map(|line| Hierarchy::of(root, line)) {
        let path = own.lines().find_map(|line| hierarchy.path_in(line));
        let Some(path) = path else { continue };
        // What lies above the mount cannot be seen from here.
        let below = Path::new(path).strip_prefix(&hierarchy.top).unwrap_or(Path::new(""));
        let mut group = hierarchy.mount.join(below);
        while group.starts_with(&hierarchy.mount) {
            found.extend(hierarchy.files.left(&group, root));
            if !group.pop() {
                break;
            }
        }
    }
    found
}

impl Hierarchy {
    /// Of a line of `mountinfo`: its fourth word is the group that is mounted, its fifth where; after a lone dash come the kind
    /// of file system and, in the end, what it controls.
    fn of(root: &Path, line: &str) -> Option<Hierarchy> {
        let (place, kind) = line.split_once(" - ")?;
        let mut place = place.split(' ').skip(3);
        let (top, mount) = (place.next()?.to_string(), place.next()?);
        let mut kind = kind.split(' ');
        let (name, controls) = (kind.next()?, kind.next_back()?);
        let (line, files) = match name {
            "cgroup2" => ("", VERSION_2),
            "cgroup" if controls.split(',').any(|word| word == "memory") => ("memory", VERSION_1),
            _ => return None,
        };
        Some(Hierarchy { mount: root.join(mount.trim_start_matches('/')), top, line, files })
    }

    /// The path in a line of `/proc/self/cgroup`, if it is about this hierarchy: NUMBER:CONTROLS:PATH.
    fn path_in<'a>(&self, line: &'a str) -> Option<&'a str> {
        let (_, rest) = line.split_once(':')?;
        let (controls, path) = rest.split_once(':')?;
        controls.split(',').any(|word| word == self.line).then_some(path)
    }
}

impl Files {
    fn left(&self, group: &Path, root: &Path) -> Option<Available> {
        let number_in = |file: &str| read(&group.join(file))?.trim().parse::<u64>().ok();
        let (limit, file) = self.limits.iter().filter_map(|file| Some((number_in(file)?, file))).min()?;
        if limit >= NO_LIMIT {
            return None;
        }
        let stat = read(&group.join("memory.stat")).unwrap_or_default();
        let reclaimed: u64 = self.reclaimed.iter().filter_map(|key| number(&stat, key)).sum();
        let used = number_in(self.used).unwrap_or(0).saturating_sub(reclaimed);
        let shown = Path::new("/").join(group.strip_prefix(root).unwrap_or(group)).join(file);
        let by = format!("under the limit of the control group ({})", shown.display());
        Some(Available { bytes: limit.saturating_sub(used), by, of_addresses: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A root with these files.
    fn root(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    fn tightest(files: &[(&str, &str)]) -> Option<(u64, String)> {
        limits(root(files).path()).into_iter().next().map(|limit| (limit.bytes, limit.by))
    }

    const MACHINE: (&str, &str) = ("proc/meminfo", "MemTotal: 9000 kB\nMemFree: 100 kB\nMemAvailable:    8000 kB\n");
    const TWO: (&str, &str) =
        ("proc/self/mountinfo", "25 1 0:22 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");

    #[test]
    fn the_machine_says_what_it_has() {
        assert_eq!(tightest(&[MACHINE]), Some((8000 * 1024, "on this machine".into())));
        assert_eq!(tightest(&[]), None);
    }

    #[test]
    fn the_smallest_limit_up_the_tree_counts_and_what_is_used_is_gone() {
        let files = [
            MACHINE,
            TWO,
            ("proc/self/cgroup", "0::/user/job/step\n"),
            ("sys/fs/cgroup/user/job/step/memory.max", "max\n"),
            ("sys/fs/cgroup/user/job/step/memory.current", "1000\n"),
            ("sys/fs/cgroup/user/job/memory.max", "500000\n"),
            ("sys/fs/cgroup/user/job/memory.current", "100000\n"),
            ("sys/fs/cgroup/user/job/memory.stat", "anon 5\ninactive_file 20000\nactive_file 10000\n"),
            ("sys/fs/cgroup/user/memory.max", "900000\n"),
        ];
        let by = "under the limit of the control group (/sys/fs/cgroup/user/job/memory.max)";
        assert_eq!(tightest(&files), Some((430_000, by.into())));
    }

    #[test]
    fn a_group_of_the_first_version_is_found_below_the_part_that_is_mounted() {
        let mounts = "31 1 0:28 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n\
                      32 1 0:29 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu,cpuacct\n";
        let files = [
            MACHINE,
            ("proc/self/mountinfo", mounts),
            ("proc/self/cgroup", "9:cpu,cpuacct:/elsewhere\n4:memory:/docker/abc/own\n0::/\n"),
            ("sys/fs/cgroup/memory/own/memory.limit_in_bytes", "9223372036854771712\n"),
            ("sys/fs/cgroup/memory/memory.limit_in_bytes", "700000\n"),
            ("sys/fs/cgroup/memory/memory.usage_in_bytes", "200000\n"),
            ("sys/fs/cgroup/memory/memory.stat", "inactive_file 7\ntotal_inactive_file 50000\n"),
        ];
        let by = "under the limit of the control group (/sys/fs/cgroup/memory/memory.limit_in_bytes)";
        assert_eq!(tightest(&files), Some((550_000, by.into())));
    }

    #[test]
    fn limits_of_the_shell_count_what_the_process_has_already() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max data size             unlimited            unlimited            bytes     \n\
                      Max address space         4000000              unlimited            bytes     \n";
        let files = [MACHINE, ("proc/self/limits", limits), ("proc/self/status", "VmPeak: 9 kB\nVmSize:\t 1000 kB\n")];
        assert_eq!(tightest(&files), Some((4_000_000 - 1_024_000, "under the limit on addresses (ulimit -v)".into())));
    }

    #[test]
    fn this_process_has_some_memory_left() {
        if cfg!(target_os = "linux") {
            assert!(available().first().is_some_and(|limit| limit.bytes > 0), "{:?}", available());
        }
    }
}

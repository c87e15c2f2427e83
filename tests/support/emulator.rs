//! Builds and loads the emulated CUDA driver: the kernels' own sources, compiled for the CPU, behind a `libcuda.so`
//! that the CUDA engine runs on unchanged. `docs/testing.md` says what it sees.

#![allow(dead_code)] // each test binary uses its part

use std::ffi::CString;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Loads the driver for `kernels/`, once per process. The folder it lies in; `None`, after saying so, where it cannot
/// be built. With `TRIFACTOR_REQUIRE_EMULATOR` set, that is a failure.
pub fn load() -> Option<PathBuf> {
    load_kernels("kernels")
}

/// The same for the `*.cu` of another folder. A process can have one driver only.
pub fn load_kernels(kernels: &'static str) -> Option<PathBuf> {
    static LOADED: OnceLock<(&str, Option<PathBuf>)> = OnceLock::new();
    let (loaded, folder) = LOADED.get_or_init(|| {
        let folder = match build(kernels) {
            Ok(folder) => folder,
            Err(reason) => {
                assert!(std::env::var_os("TRIFACTOR_REQUIRE_EMULATOR").is_none(), "no emulated CUDA driver: {reason}");
                eprintln!("SKIPPED: no emulated CUDA driver: {reason}");
                return (kernels, None);
            }
        };
        open(&folder.join("libcuda.so"));
        (kernels, Some(folder))
    });
    assert_eq!(*loaded, kernels, "one emulated driver per process");
    folder.clone()
}

/// Loads the stand-in for cuBLAS besides: who opens it by its name from then on finds it.
pub fn load_cublas(kernels: &'static str) -> bool {
    static LOADED: OnceLock<()> = OnceLock::new();
    let Some(folder) = load_kernels(kernels) else { return false };
    LOADED.get_or_init(|| open(&cublas_folder(&folder).join(CUBLAS)));
    true
}

/// Where the stand-in for cuBLAS lies: apart from the driver, so that a search path may have the one without the other.
pub fn cublas_folder(driver: &Path) -> PathBuf {
    driver.join("cublas")
}

/// The name of cuBLAS that the engine asks for first.
pub const CUBLAS: &str = "libcublas.so.13";

/// By path and for good: when cudarc later asks for `libcuda.so`, the loader finds this one by its soname.
fn open(library: &Path) {
    let path = CString::new(library.to_str().expect("a path in UTF-8")).expect("a path without NUL");
    // SAFETY: the library is our own, and its initialisers only register kernels.
    let handle = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW | libc::RTLD_GLOBAL) };
    if handle.is_null() {
        // SAFETY: `dlopen` failed, so there is a message; it is copied at once.
        let message = unsafe { std::ffi::CStr::from_ptr(libc::dlerror()) }.to_string_lossy().into_owned();
        panic!("{} cannot be loaded: {message}", library.display());
    }
}

/// A build for a sanitizer has its kernels instrumented; the scheduler is not, and tells the sanitizer what it does.
struct Flavour {
    name: &'static str,
    scheduler: &'static [&'static str],
    kernels: &'static [&'static str],
}

const FLAVOURS: &[Flavour] = &[
    Flavour { name: "plain", scheduler: &[], kernels: &[] },
    Flavour {
        name: "thread",
        scheduler: &["-DTRIFACTOR_EMULATOR_TSAN"],
        // Volatile reads and writes are how kernels poll: these are shown to the scheduler, which orders them.
        kernels: &["-DTRIFACTOR_EMULATOR_TSAN", "-fsanitize=thread", "--param", "tsan-distinguish-volatile=1"],
    },
    Flavour {
        name: "address",
        scheduler: &["-DTRIFACTOR_EMULATOR_ASAN"],
        kernels: &["-DTRIFACTOR_EMULATOR_ASAN", "-fsanitize=address"],
    },
];

/// No contraction: what is written is what is rounded, here as on the CPU engine.
const FLAGS: &[&str] = &["-std=c++17", "-O2", "-g1", "-ffp-contract=off", "-fPIC", "-fvisibility=hidden", "-Wall"];

fn flavour() -> &'static Flavour {
    let wanted = std::env::var("TRIFACTOR_EMULATOR_SANITIZE").unwrap_or_default();
    let wanted = if wanted.is_empty() { "plain" } else { &wanted };
    FLAVOURS
        .iter()
        .find(|flavour| flavour.name == wanted)
        .unwrap_or_else(|| panic!("TRIFACTOR_EMULATOR_SANITIZE={wanted} is not `thread` or `address`"))
}

/// The driver's folder, after building what is missing.
pub fn build(kernels: &str) -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("it needs Linux".into());
    }
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".into());
    let flavour = flavour();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder").join("emulator");

    let settings = format!("{compiler} {FLAGS:?} {:?} {:?}", flavour.scheduler, flavour.kernels);
    let scheduler_sources = sources("tests/emulator", &["h", "cpp"]);
    let scheduler_hash = hash(&settings, &scheduler_sources);
    let scheduler = once(&target.join(format!("scheduler-{}-{scheduler_hash:016x}", flavour.name)), |folder| {
        let units = scheduler_sources.iter().filter(|path| path.extension().is_some_and(|it| it == "cpp"));
        compile(&compiler, folder, units, flavour.scheduler)
    })?;

    let kernel_sources = sources(kernels, &["cu", "cuh"]);
    let hash = hash(&format!("{scheduler_hash:x} {kernels}"), &kernel_sources);
    once(&target.join(format!("{}-{hash:016x}", flavour.name)), |folder| {
        let units = kernel_sources.iter().filter(|path| path.extension().is_some_and(|it| it == "cu"));
        let included =
            ["-include", "tests/emulator/device.h", "-Wno-unknown-pragmas", "-Wno-unused-function", "-Wno-parentheses"];
        compile(&compiler, folder, units, &[&included[..], flavour.kernels].concat())?;
        let sanitizer = flavour.kernels.iter().filter(|flag| flag.starts_with("-fsanitize"));
        let mut link = Command::new(&compiler);
        link.args(["-shared", "-Wl,-soname,libcuda.so", "-Wl,-z,defs", "-pthread"]).args(sanitizer);
        link.arg(scheduler.join("unity.o")).arg(folder.join("unity.o")).arg("-o").arg(folder.join("libcuda.so"));
        run(link)?;
        #[cfg(unix)]
        std::os::unix::fs::symlink("libcuda.so", folder.join("libcuda.so.1")).map_err(|error| error.to_string())?;
        // It has nothing of its own: its entry points are the driver's library's.
        fs::create_dir_all(cublas_folder(folder)).map_err(|error| error.to_string())?;
        let mut link = Command::new(&compiler);
        link.args(["-shared", &format!("-Wl,-soname,{CUBLAS}"), "-Wl,--no-as-needed"]).arg(folder.join("libcuda.so"));
        link.arg("-o").arg(cublas_folder(folder).join(CUBLAS));
        run(link)?;
        Ok(())
    })
}

/// Fills a folder once, however many processes want it: each fills its own and the first to be done gives it the name.
fn once(folder: &Path, fill: impl FnOnce(&Path) -> Result<(), String>) -> Result<PathBuf, String> {
    if !folder.exists() {
        let own = folder.with_extension(format!("{}", std::process::id()));
        fs::create_dir_all(&own).expect("the target folder can be written");
        let filled = fill(&own);
        if filled.is_err() || fs::rename(&own, folder).is_err() {
            fs::remove_dir_all(&own).expect("a folder of ours");
        }
        filled?;
    }
    Ok(folder.to_path_buf())
}

/// Compiles files as one, into `unity.o`.
fn compile<'a>(
    compiler: &str,
    folder: &Path,
    units: impl Iterator<Item = &'a PathBuf>,
    flags: &[&str],
) -> Result<(), String> {
    let mut text = String::new();
    for unit in units {
        writeln!(text, "#include \"{}\"", unit.display()).expect("strings grow");
    }
    let unity = folder.join("unity.cpp");
    fs::write(&unity, text).expect("the target folder can be written");
    let mut command = Command::new(compiler);
    // Paths below the repository's root, as reports will show them.
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("-I.").args(FLAGS).args(flags);
    command.arg("-c").arg(&unity).arg("-o").arg(folder.join("unity.o"));
    run(command)
}

/// A missing compiler is a reason to skip; one that refuses the sources is a failure.
fn run(mut command: Command) -> Result<(), String> {
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(format!("no C++ compiler `{}`", command.get_program().to_string_lossy()));
        }
        Err(error) => panic!("{command:?}: {error}"),
    };
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{messages}");
    if !messages.is_empty() {
        eprintln!("{messages}");
    }
    Ok(())
}

/// The files directly in a folder below the repository's root, with one of some extensions, in order.
fn sources(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| Path::new(folder).join(entry.expect("a readable folder").file_name()))
        .filter(|path| path.extension().is_some_and(|found| extensions.iter().any(|wanted| found == *wanted)))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{folder} has no sources");
    paths
}

/// FNV-1a of the settings and of the files' names and contents.
fn hash(settings: &str, sources: &[PathBuf]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325;
    let mut mix = |bytes: &[u8]| {
        for byte in bytes.iter().chain(&[0]) {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    mix(settings.as_bytes());
    for path in sources {
        mix(path.to_string_lossy().as_bytes());
        mix(&fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a readable source"));
    }
    state
}

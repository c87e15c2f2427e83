//! The command line with a GPU that is there, that is not, and that does not serve.

use crate::emulator;
use std::path::Path;
use std::process::{Command, Output};

/// The command with the emulated driver in reach, and what the driver is to pretend.
fn trifactor(args: &[&str], driver: Option<&Path>, pretend: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trifactor"));
    command
        .args(args)
        .env_remove("TRIFACTOR_CUBLAS")
        .env_remove("TRIFACTOR_CUBINS")
        .env_remove("TRIFACTOR_LAUNCHES")
        .env_remove("LD_LIBRARY_PATH")
        .env_remove("CUDA_VISIBLE_DEVICES")
        .envs(pretend.iter().copied());
    if let Some(folder) = driver {
        command.env("LD_LIBRARY_PATH", folder);
    }
    command.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the command runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The arguments of a short run on a device, into a folder of its own.
fn run<'a>(device: &'a str, out: &'a str) -> Vec<&'a str> {
    let circuit = "circuits/teacher_linear.ron";
    vec!["run", circuit, "--device", device, "--out", out, "--quiet", "--json", "--set", "run.updates=3"]
}

/// A driver that is found without ours in reach: then no test can do without one.
fn machine_has_a_driver() -> bool {
    let there = !text(&trifactor(&["devices"], None, &[]).stdout).contains("no NVIDIA driver");
    if there {
        eprintln!("SKIPPED: what happens without a driver, for this machine has one");
    }
    there
}

fn emulated() -> Option<std::path::PathBuf> {
    // On a machine with a GPU its own driver would be found as well.
    if std::env::var_os("TRIFACTOR_TEST_GPU").is_some() { None } else { emulator::load() }
}

#[test]
fn runs_on_a_gpu_and_says_so() {
    let Some(driver) = emulated() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    for (device, why) in [("cuda", None), ("auto", Some("auto: a usable GPU"))] {
        let out = folder.path().join(device);
        let output = trifactor(&run(device, out.to_str().expect("a path")), Some(&driver), &[]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let summary = text(&output.stdout);
        assert!(summary.contains("\"device\": \"cuda\"") && summary.contains("\"engine\": \"cuda:0, "), "{summary}");
        assert!(why.is_none_or(|why| summary.contains(why)), "{summary}");
    }
}

#[test]
fn lists_devices_and_counts_launches() {
    let Some(driver) = emulated() else { return };
    let output = trifactor(&["devices"], Some(&driver), &[("TRIFACTOR_EMULATOR_DEVICES", "2")]);
    let listed = text(&output.stdout);
    assert!(output.status.success() && listed.contains("cuda:1") && listed.contains("cpu"), "{listed}");
    let args = ["explain", "circuits/leaky_recurrent.ron", "--device", "cuda"];
    let explained = text(&trifactor(&args, Some(&driver), &[]).stdout);
    assert!(explained.contains("launches on cuda:0"), "{explained}");
}

/// A circuit with products that are worth a call: both layers of 128 rows and twins, and their learning.
const LARGE: [&str; 3] = ["explain", "circuits/digits_mlp.ron", "--set=run.replicas=1024"];

#[test]
fn says_who_does_the_products() {
    let Some(driver) = emulated() else { return };
    let devices = |driver: &Path| text(&trifactor(&["devices"], Some(driver), &[]).stdout);
    if !devices(&driver).contains("large products on GPUs: own kernels (libcublas is not found)") {
        eprintln!("SKIPPED: who does the products without cuBLAS, for this machine has one");
        return;
    }
    let both = std::env::join_paths([&driver, &emulator::cublas_folder(&driver)]).expect("folders without colons");
    let both = Path::new(&both);
    let explain = |driver: &Path, pretend: &[(&str, &str)]| {
        let output = trifactor(&[&LARGE[..], &["--device", "cuda"]].concat(), Some(driver), pretend);
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    let has_words = |(_, said): &(Option<i32>, String), words: &[&str]| words.iter().all(|word| said.contains(word));
    let there = explain(both, &[]);
    assert!(has_words(&there, &["large products by cuBLAS 13.0.0", "of them products by cuBLAS"]), "{there:?}");
    let not_there = explain(&driver, &[]);
    assert!(has_words(&not_there, &["own kernels (libcublas is not found)"]), "{not_there:?}");
    assert!(!not_there.1.contains("of them products"), "{not_there:?}");
    let off = explain(both, &[("TRIFACTOR_CUBLAS", "off")]);
    assert!(has_words(&off, &["own kernels (TRIFACTOR_CUBLAS=off)"]), "{off:?}");
    let wrong = explain(both, &[("TRIFACTOR_CUBLAS", "no")]);
    assert!(
        wrong.0 == Some(2) && has_words(&wrong, &["TRIFACTOR_CUBLAS=`no`", "none of off, auto, always"]),
        "{wrong:?}"
    );

    assert!(devices(both).contains("large products on GPUs: cuBLAS 13.0.0"));
}

/// Where the driver lies, if there is one, and what it pretends.
type Driver<'a> = (Option<&'a Path>, &'a [(&'a str, &'a str)]);

/// Every way in which there may be no GPU that serves: what is pretended, the device asked for, what is said.
#[test]
fn says_what_is_wrong_with_a_gpu_and_what_to_do() {
    let Some(driver) = emulated() else { return };
    let cases: [(Driver, [&str; 3]); 6] = [
        ((Some(&driver), &[("TRIFACTOR_EMULATOR_SM", "75")]), ["cuda", "compute capability 7.5", "--device cpu"]),
        ((Some(&driver), &[("TRIFACTOR_EMULATOR_DEVICES", "0")]), ["cuda", "finds no GPU", "nvidia-smi"]),
        ((Some(&driver), &[]), ["cuda:3", "no GPU 3: this machine has 1", "trifactor devices"]),
        ((Some(&driver), &[("TRIFACTOR_EMULATOR_MEMORY", "20000")]), ["cuda", "memory is full", "run.replicas"]),
        ((Some(&driver), &[("TRIFACTOR_EMULATOR_DRIVER", "12.2")]), ["cuda", "too old", "570"]),
        ((None, &[]), ["cuda", "no NVIDIA driver", "--device cpu"]),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let has_driver = machine_has_a_driver();
    for (i, ((driver, pretend), [device, why, help])) in cases.into_iter().enumerate() {
        if driver.is_none() && has_driver {
            continue;
        }
        let out = folder.path().join(i.to_string());
        let output = trifactor(&run(device, out.to_str().expect("a path")), driver, pretend);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{pretend:?}: {said}");
        assert!(said.contains(why) && said.contains(help), "{pretend:?}: {said}");
    }
}

#[test]
fn without_a_gpu_auto_is_the_cpu_and_says_why() {
    let Some(driver) = emulated() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let cases: [(Driver, &str); 2] = [
        ((None, &[]), "auto: no NVIDIA driver"),
        ((Some(&driver), &[("TRIFACTOR_EMULATOR_SM", "75")]), "compute capability 7.5"),
    ];
    let has_driver = machine_has_a_driver();
    for (i, ((driver, pretend), why)) in cases.into_iter().enumerate() {
        if driver.is_none() && has_driver {
            continue;
        }
        let out = folder.path().join(i.to_string());
        let output = trifactor(&run("auto", out.to_str().expect("a path")), driver, pretend);
        let summary = text(&output.stdout);
        assert!(output.status.success() && summary.contains("\"device\": \"cpu\""), "{summary}");
        assert!(summary.contains(why), "{summary}");
    }
}

/// What the emulated driver takes for a cubin: the head of an ELF file, then PTX.
fn cubin(ptx: &str) -> Vec<u8> {
    let mut bytes = vec![0; 64];
    bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
    bytes.extend_from_slice(ptx.as_bytes());
    bytes.push(0);
    bytes
}

#[test]
fn kernels_compiled_ahead_of_time_are_found_by_what_they_were_made_of() {
    let Some(driver) = emulated() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let cubins = folder.path().join("cubins");
    let put = |name: &str, bytes: &[u8]| std::fs::write(cubins.join(name), bytes).expect("it can be written");
    let explain = |gpu: &str| {
        let pretend = [("TRIFACTOR_CUBINS", cubins.to_str().expect("a path")), ("TRIFACTOR_EMULATOR_SM", gpu)];
        let output =
            trifactor(&["explain", "circuits/teacher_linear.ron", "--device", "cuda"], Some(&driver), &pretend);
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    let says = |(code, said): (Option<i32>, String), wanted: i32, words: &[&str]| {
        assert!(code == Some(wanted) && words.iter().all(|word| said.contains(word)), "{words:?}: {code:?} {said}");
    };
    says(explain("90"), 2, &["names", "which is no folder", "kernels -- compile --out"]);
    std::fs::create_dir(&cubins).expect("a folder");

    let ptx = |module: &str| {
        let path = format!("{}/kernels/ptx/{module}.ptx", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("the PTX is committed")
    };
    let (propagate, learn) = (ptx("propagate"), ptx("learn"));
    let name = |module: &str, ptx: &str, gpu: &str| trifactor::engine::cuda::cubin::file_name(module, ptx, gpu);
    let modules = " modules from TRIFACTOR_CUBINS";
    // For another GPU, or from other sources.
    put(&name("propagate", &propagate, "sm_120"), &cubin(&propagate));
    put(&name("learn", &learn.replacen("learn.cu ", "learn.cu 0", 1), "sm_90"), &cubin(&learn));
    says(explain("90"), 0, &["0 of ", modules]);
    // An older GPU of the same major number, then its own.
    put(&name("learn", &learn, "sm_80"), &cubin(&learn));
    put(&name("learn", &learn, "sm_90"), &cubin(&learn));
    put(&name("propagate", &propagate, "sm_90"), &cubin(&propagate));
    says(explain("89"), 0, &["1 of ", modules]);
    says(explain("90"), 0, &["2 of ", modules]);
    // It is what the driver gets: this one asks for too much of it.
    put(&name("learn", &learn, "sm_90"), &cubin(&learn.replacen(".version 8.7", ".version 99.0", 1)));
    says(explain("90"), 2, &["PTX ISA 99.0"]);
    put(&name("learn", &learn, "sm_90"), &cubin(&learn)[..40]);
    says(explain("90"), 2, &["is not a whole cubin"]);
}

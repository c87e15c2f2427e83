//! A device with the test kernels, and children: processes for what ruins a context or needs another environment.

use crate::emulator;
use cudarc::driver::{CudaContext, DriverError, result, sys};
use std::ffi::CString;
use std::fmt::Write as _;
use std::process::Command;
use std::sync::Arc;

const CHILD: &str = "TRIFACTOR_TEST_CHILD";
const ANSWER: &str = "the child's answer: ";

pub type Driven<T> = Result<T, DriverError>;

/// The library with the test kernels. `None`: skipped.
pub fn load() -> Option<()> {
    emulator::load_kernels("tests/emulator/kernels").map(|_| ())
}

/// Whether this process runs its kernels under a sanitizer.
pub fn sanitized_for(kind: &str) -> bool {
    std::env::var("TRIFACTOR_EMULATOR_SANITIZE").is_ok_and(|wanted| wanted == kind)
}

pub struct Gpu {
    pub context: Arc<CudaContext>,
    pub stream: sys::CUstream,
    modules: Vec<sys::CUmodule>,
}

/// Device memory. Left to the end of the process: these tests are about kernels.
#[derive(Clone, Copy)]
pub struct Buffer {
    pub address: sys::CUdeviceptr,
    pub len: usize,
}

/// The shape of a launch.
#[derive(Clone, Copy)]
pub struct Shape {
    pub blocks: u32,
    pub threads: u32,
    pub dynamic: u32,
    pub cooperative: bool,
}

pub fn shape(blocks: u32, threads: u32) -> Shape {
    Shape { blocks, threads, dynamic: 0, cooperative: false }
}

impl Gpu {
    pub fn open() -> Option<Gpu> {
        load()?;
        Some(Gpu::on_device(0).expect("a device"))
    }

    pub fn on_device(ordinal: usize) -> Driven<Gpu> {
        let context = CudaContext::new(ordinal)?;
        let stream = result::stream::create(result::stream::StreamKind::NonBlocking)?;
        let well = module(include_str!("../kernels/well.ptx"))?;
        let faulty = module(include_str!("../kernels/faulty.ptx"))?;
        Ok(Gpu { context, stream, modules: vec![well, faulty] })
    }

    pub fn alloc(&self, len: usize) -> Driven<Buffer> {
        // SAFETY: the context is current; nothing is read before it is written, or NaN is what is expected.
        let address = unsafe { result::malloc_sync(len * 4) }?;
        Ok(Buffer { address, len })
    }

    pub fn upload<T: Copy>(&self, data: &[T]) -> Driven<Buffer> {
        assert_eq!(size_of::<T>(), 4);
        let buffer = self.alloc(data.len())?;
        // SAFETY: both have the length of `data`, which the driver reads before it returns.
        unsafe { result::memcpy_htod_async(buffer.address, data, self.stream) }?;
        Ok(buffer)
    }

    pub fn download<T: Copy + Default>(&self, buffer: Buffer) -> Driven<Vec<T>> {
        assert_eq!(size_of::<T>(), 4);
        let mut data = vec![T::default(); buffer.len];
        // SAFETY: both have the length of the buffer, and the stream is waited for.
        unsafe { result::memcpy_dtoh_async(&mut data, buffer.address, self.stream) }?;
        self.wait()?;
        Ok(data)
    }

    pub fn wait(&self) -> Driven<()> {
        // SAFETY: the stream lives as long as this.
        unsafe { result::stream::synchronize(self.stream) }
    }

    pub fn kernel(&self, name: &str) -> Driven<sys::CUfunction> {
        let name = CString::new(name).expect("a name");
        let mut found = Err(DriverError(sys::CUresult::CUDA_ERROR_NOT_FOUND));
        for module in &self.modules {
            // SAFETY: modules are never unloaded.
            found = unsafe { result::module::get_function(*module, name.clone()) };
            if !matches!(found, Err(DriverError(sys::CUresult::CUDA_ERROR_NOT_FOUND))) {
                break;
            }
        }
        found
    }

    /// `args` must be what the kernel takes.
    pub fn launch<T>(&self, name: &str, shape: Shape, mut args: T) -> Driven<()> {
        let kernel = self.kernel(name)?;
        let (grid, block) = ((shape.blocks, 1, 1), (shape.threads, 1, 1));
        let launch = if shape.cooperative { result::launch_cooperative_kernel } else { result::launch_kernel };
        let mut parameters = [(&raw mut args).cast()];
        // SAFETY: every test passes the struct of its kernel, in C's layout; it is read before the call returns.
        unsafe { launch(kernel, grid, block, shape.dynamic, self.stream, &mut parameters) }
    }
}

pub fn module(ptx: &str) -> Driven<sys::CUmodule> {
    let text = CString::new(ptx).expect("a text");
    // SAFETY: the text ends with NUL and is read before the call returns.
    unsafe { result::module::load_data(text.as_ptr().cast()) }
}

/// What a child did.
pub struct Report {
    /// What its body gave; `None` if the process ended before.
    pub answer: Option<String>,
    pub stderr: String,
    pub succeeded: bool,
}

impl Report {
    pub fn answer(&self) -> &str {
        self.answer.as_deref().unwrap_or_else(|| panic!("the child died: {}", self.stderr))
    }

    /// Panics unless the child's standard error has all of some words.
    #[track_caller]
    pub fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is missing in:\n{}", self.stderr);
        }
    }
}

/// Runs `body` in a process of its own. `test` is the full name of the calling test, which the child runs again.
pub fn child(test: &str, settings: &[(&str, &str)], body: impl FnOnce() -> String) -> Report {
    child_under(&[], test, settings, body)
}

/// The same, under a command such as a sanitizer's.
pub fn child_under(wrapper: &[&str], test: &str, settings: &[(&str, &str)], body: impl FnOnce() -> String) -> Report {
    if std::env::var(CHILD).is_ok_and(|name| name == test) {
        println!("\n{ANSWER}{}", body());
        std::process::exit(0);
    }
    let own = std::env::current_exe().expect("a path");
    let mut command = match wrapper {
        [] => Command::new(own),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(own);
            command
        }
    };
    command.args([test, "--exact", "--nocapture"]).env(CHILD, test);
    for (name, value) in settings {
        command.env(format!("TRIFACTOR_EMULATOR_{name}"), value);
    }
    let output = command.output().expect("the child starts");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("running 1 test"), "is there a test called {test}?\n{stdout}");
    let answer = stdout.lines().find_map(|line| line.split_once(ANSWER)).map(|(_, answer)| answer.to_string());
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    Report { answer, stderr, succeeded: output.status.success() }
}

/// A result in one line: the values, or the error's name.
pub fn line<T: std::fmt::Debug>(result: &Driven<T>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => {
            let mut text = String::new();
            let name = error.error_name().map_or("unknown".into(), |name| name.to_string_lossy());
            write!(text, "{name}").expect("strings grow");
            text
        }
    }
}

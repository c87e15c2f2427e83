//! NVRTC, NVIDIA's compiler as a library. It needs no GPU, no driver and no toolkit.

use crate::fetch;
use crate::sources::NVRTC;
use cudarc::nvrtc::result::{self, NvrtcError};
use cudarc::nvrtc::sys;
use std::env;
use std::error::Error;
use std::ffi::{CStr, CString, c_char};
use std::fs;
use std::process::{Command, exit};

const LIBRARY_PATH: &str = "LD_LIBRARY_PATH";

/// Makes sure that the library can be loaded, and that the one in target/cuda is preferred to one of the system.
///
/// The loader reads its search path once, when a process starts. So this starts the program a second time with the folder in
/// front, and ends with its exit status.
pub fn find() -> Result<(), Box<dyn Error>> {
    let folder = fetch::folder().join("nvidia/cuda_nvrtc/lib");
    let release = folder.join("libnvrtc.so.12");
    let searched = env::var_os(LIBRARY_PATH).unwrap_or_default();
    if release.exists() && env::split_paths(&searched).next().as_deref() != Some(&*folder) {
        // The first name that is looked for, in all folders, is the one without a number: the package has none.
        let plain = folder.join("libnvrtc.so");
        if !plain.exists() {
            fs::hard_link(&release, &plain)?;
        }
        let path = env::join_paths([folder].into_iter().chain(env::split_paths(&searched)))?;
        let status = Command::new(env::current_exe()?).args(env::args_os().skip(1)).env(LIBRARY_PATH, path).status()?;
        exit(status.code().unwrap_or(2));
    }
    // SAFETY: loads a library whose initialisers ask for nothing.
    if !unsafe { sys::is_culib_present() } {
        return Err(format!("NVRTC {NVRTC} is not here: {}", fetch::ADVICE).into());
    }
    // The library tells 12.8 only; what it writes tells 12.8.93.
    let ptx = compile("probe.cu", "", &[])?.ptx.unwrap_or_default();
    let release = ptx.lines().find_map(|line| line.split_once("Cuda compilation tools").map(|(_, release)| release));
    match release.and_then(|words| words.split_once(" V")) {
        Some((_, NVRTC)) => Ok(()),
        Some((_, other)) => Err(format!("NVRTC {NVRTC} is not here, only {other}: {}", fetch::ADVICE).into()),
        None => Err(format!("NVRTC {NVRTC} is not here, only one that names no release: {}", fetch::ADVICE).into()),
    }
}

/// What the compiler made, and what it said.
pub struct Compiled {
    /// None if the source is wrong.
    pub ptx: Option<String>,
    /// For a real GPU, `sm_90`; empty for a virtual one, `compute_90`.
    pub cubin: Vec<u8>,
    /// Errors and warnings; empty if all is well.
    pub log: String,
}

/// A program of the library, freed in the end.
struct Program(sys::nvrtcProgram);

impl Drop for Program {
    fn drop(&mut self) {
        // SAFETY: made by `create_program`, freed here only. There is nothing to do about an error.
        let _ = unsafe { result::destroy_program(self.0) };
    }
}

/// Compiles a text. The name is for messages and belongs to a file without its folder: where sources lie must not matter.
pub fn compile(name: &str, text: &str, options: &[&str]) -> Result<Compiled, Box<dyn Error>> {
    let (file, text) = (CString::new(name)?, CString::new(text)?);
    let program = Program(result::create_program(&text, Some(&file)).map_err(told)?);
    // SAFETY: the program lives until the end of this function, and so do its text and name.
    let (compiled, log) =
        unsafe { (result::compile_program(program.0, options), result::get_program_log(program.0).map_err(told)?) };
    let log = string(&log).trim().to_string();
    match compiled {
        Ok(()) => {
            // SAFETY: as above, and it has been compiled.
            let (ptx, cubin) = unsafe { (result::get_ptx(program.0).map_err(told)?, cubin(program.0).map_err(told)?) };
            Ok(Compiled { ptx: Some(string(&ptx)), cubin, log })
        }
        Err(NvrtcError(sys::nvrtcResult::NVRTC_ERROR_COMPILATION)) => {
            Ok(Compiled { ptx: None, cubin: Vec::new(), log })
        }
        Err(error) => Err(format!("{name}: {}\n{log}", told(error)).into()),
    }
}

/// # Safety
/// The program was made by NVRTC and has been compiled.
unsafe fn cubin(program: sys::nvrtcProgram) -> Result<Vec<u8>, NvrtcError> {
    let mut size = 0;
    // SAFETY: promised by the caller.
    unsafe { sys::nvrtcGetCUBINSize(program, &raw mut size) }.result()?;
    let mut cubin = vec![0_u8; size];
    if size > 0 {
        // SAFETY: promised by the caller, and there is room for as many bytes as it told.
        unsafe { sys::nvrtcGetCUBIN(program, cubin.as_mut_ptr().cast()) }.result()?;
    }
    Ok(cubin)
}

fn told(error: NvrtcError) -> String {
    format!("NVRTC: {error}")
}

/// Text that the library ends with a zero.
fn string(bytes: &[c_char]) -> String {
    let bytes: Vec<u8> = bytes.iter().map(|byte| byte.cast_unsigned()).collect();
    CStr::from_bytes_until_nul(&bytes).map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
}

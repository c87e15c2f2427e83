//! One GPU at work: the kernels loaded so far, and cuBLAS where it does products.

use super::context::Context;
use super::cubin;
use super::cublas::{self, Cublas};
use super::device::Device;
use super::failure::Failure;
use super::launch::{Call, Launch, Module};
use super::settings::Settings;
use cudarc::driver::result;
use cudarc::driver::sys::{CUfunction, CUmodule};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ffi::{CString, c_void};
use std::ops::Deref;

/// A GPU at work.
pub struct Gpu {
    pub settings: Settings,
    // Dropped before the context that it works in.
    cublas: OnceCell<Result<Cublas, String>>,
    context: Context,
    modules: HashMap<&'static str, CUmodule>,
    /// Modules that had been compiled ahead of time.
    compiled: usize,
    functions: HashMap<&'static str, CUfunction>,
}

impl Deref for Gpu {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl Gpu {
    /// Opens a GPU.
    pub fn open(ordinal: usize, settings: Settings) -> Result<Gpu, Failure> {
        let (context, cublas) = (Context::open(ordinal)?, OnceCell::new());
        let (modules, functions) = (HashMap::new(), HashMap::new());
        Ok(Gpu { settings, cublas, context, modules, compiled: 0, functions })
    }

    /// cuBLAS, or why it cannot be had: opened for the first product that it is to do, for that takes time.
    pub fn cublas(&self) -> Result<&Cublas, &String> {
        self.cublas.get_or_init(|| Cublas::open(&self.context)).as_ref()
    }

    /// What it is, where its kernels come from, and who does its products.
    pub fn said(&self) -> String {
        let Device { ordinal, name, capability: (major, minor), .. } = &self.device;
        let products = cublas::said(self.settings.blas, self.cublas.get());
        let kernels = match self.settings.cubins {
            Some(_) => format!("{} of {} modules from {}, ", self.compiled, self.modules.len(), cubin::VARIABLE),
            None => String::new(),
        };
        format!("cuda:{ordinal}, {name}, compute capability {major}.{minor}, {kernels}{products}")
    }

    /// Makes ready for a call, before anything is captured and while all buffers are zero: loads the kernel, or has
    /// cuBLAS choose and load its own by doing the product once, which leaves zeros.
    pub fn prepare(&mut self, call: &Call) -> Result<(), Failure> {
        match call {
            Call::Launch(launch) => self.load(launch),
            Call::Product(_) => self.put(call),
        }
    }

    /// Puts a call into the stream. It must have been prepared.
    pub fn put(&self, call: &Call) -> Result<(), Failure> {
        match call {
            Call::Launch(launch) => self.launch(launch),
            Call::Product(product) => self.cublas().map_err(|why| Failure::Cublas(why.clone()))?.multiply(product),
        }
    }

    /// Loads the kernel of a launch, where it is not loaded yet.
    fn load(&mut self, launch: &Launch) -> Result<(), Failure> {
        let kernel = launch.kernel;
        if self.functions.contains_key(kernel.name) {
            return Ok(());
        }
        let module = match self.modules.get(kernel.module.name) {
            Some(module) => *module,
            None => {
                let module = self.module(kernel.module)?;
                self.modules.insert(kernel.module.name, module);
                module
            }
        };
        let name = CString::new(kernel.name).expect("names of kernels are words");
        // SAFETY: the module is loaded and stays so.
        let function = unsafe { result::module::get_function(module, name)? };
        if launch.shared > STATIC_SHARED {
            use cudarc::driver::sys::CUfunction_attribute::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES as MOST;
            // SAFETY: the function was just found.
            unsafe { result::function::set_function_attribute(function, MOST, self.device.shared as i32)? };
        }
        self.functions.insert(kernel.name, function);
        Ok(())
    }

    fn module(&mut self, module: &Module) -> Result<CUmodule, Failure> {
        let folder = self.settings.cubins.as_deref();
        if let Some(cubin) =
            folder.map(|folder| cubin::find(folder, module, self.device.capability)).transpose()?.flatten()
        {
            self.compiled += 1;
            // SAFETY: a whole cubin, which says itself how long it is.
            return Ok(unsafe { result::module::load_data(cubin.as_ptr().cast())? });
        }
        let text = CString::new(module.ptx).expect("PTX is text");
        // SAFETY: a text that ends with a zero, as the driver wants it.
        Ok(unsafe { result::module::load_data(text.as_ptr().cast())? })
    }

    /// Puts a launch into the stream. Its kernel must have been loaded.
    fn launch(&self, launch: &Launch) -> Result<(), Failure> {
        let function = self.functions[launch.kernel.name];
        let mut args = [launch.args.as_ptr() as *mut c_void];
        let (grid, block) = (launch.grid, (launch.kernel.threads, 1, 1));
        let (shared, stream) = (launch.shared, self.stream.cu_stream());
        // SAFETY: the kernel takes one struct, which is what `args` holds: see `Launch::new`. It reaches device memory
        // that the engine owns for as long as it owns the launch.
        unsafe {
            match launch.cooperative {
                false => result::launch_kernel(function, grid, block, shared, stream, &mut args)?,
                true => result::launch_cooperative_kernel(function, grid, block, shared, stream, &mut args)?,
            }
        }
        Ok(())
    }
}

/// Dynamic shared memory that needs no asking.
const STATIC_SHARED: u32 = 48 << 10;

impl Drop for Gpu {
    fn drop(&mut self) {
        if self.enter().is_err() {
            return;
        }
        let _ = self.wait();
        for module in self.modules.values() {
            // SAFETY: nothing of it is at work any more. Where the driver has gone, there is nothing left to free.
            let _ = unsafe { result::module::unload(*module) };
        }
    }
}

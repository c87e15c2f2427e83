// Modules, functions and launches. The PTX is held to the sources that really run.
#include "driver.h"
#include "ptx.h"
#include "settings.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

using namespace emulator;

namespace {

struct Function {
    const Kernel *kernel;
    Entry entry;
    int ptx_version;
    std::size_t dynamic_limit = 48 << 10;
};

struct Module {
    Ptx ptx;
};

std::string dotted(int version) { return std::to_string(version / 10) + "." + std::to_string(version % 10); }

int check_module(const Ptx &ptx) {
    if (!ptx.problem.empty()) return complain(INVALID_PTX, "this is not PTX: " + ptx.problem);
    if (ptx.version > newest_ptx())
        return complain(UNSUPPORTED_PTX_VERSION, "PTX ISA " + dotted(ptx.version) + " is newer than " +
                                                     dotted(newest_ptx()) + ", the newest that this driver takes");
    const int device = compute_capability();
    if (ptx.target > device || (ptx.exact && ptx.target != device))
        return complain(NO_BINARY_FOR_GPU, "PTX for sm_" + std::to_string(ptx.target) + (ptx.exact ? "a" : "") +
                                               " does not run on sm_" + std::to_string(device));
    return SUCCESS;
}

int check_function(const std::string &name, const Entry &entry, const Kernel &kernel) {
    std::string in_ptx;
    for (const std::size_t bytes : entry.parameter_bytes) in_ptx += (in_ptx.empty() ? "" : " + ") + std::to_string(bytes);
    if (entry.parameter_bytes != std::vector<std::size_t>{kernel.parameter_bytes})
        return complain(INVALID_IMAGE, "the PTX is stale: kernel " + name + " takes " +
                                           (in_ptx.empty() ? std::string("0") : in_ptx) + " bytes of parameters there and " +
                                           std::to_string(kernel.parameter_bytes) + " in the source");
    if (entry.max_threads != kernel.threads)
        return complain(INVALID_IMAGE, "the PTX is stale: kernel " + name + " is for at most " +
                                           std::to_string(entry.max_threads) + " threads a block there and for " +
                                           std::to_string(kernel.threads) + " in the source");
    return SUCCESS;
}

int blocks_per_multiprocessor(int threads, std::size_t dynamic) {
    const int by_threads = 1024 / std::max(threads, 1);
    const int by_memory = dynamic == 0 ? 16 : int(std::size_t(most_shared_bytes()) / dynamic);
    return std::min({most_blocks_per_multiprocessor(), by_threads, by_memory});
}

int check_launch(const Function &function, const Shape &shape) {
    const std::string name = function.kernel->name;
    const dim3 &grid = shape.grid, &block = shape.block;
    if (shape.blocks() == 0 || shape.threads() == 0)
        return complain(INVALID_VALUE, "kernel " + name + ": an empty grid or block");
    if (grid.x > 0x7fffffffu || grid.y > 65535 || grid.z > 65535 || block.x > 1024 || block.y > 1024 || block.z > 64)
        return complain(INVALID_VALUE, "kernel " + name + ": a grid or block too long in one dimension");
    if (shape.threads() > function.entry.max_threads)
        return complain(INVALID_VALUE, "kernel " + name + ": " + std::to_string(shape.threads()) +
                                           " threads a block, and its launch bound is " +
                                           std::to_string(function.entry.max_threads));
    if (shape.dynamic_bytes > function.dynamic_limit)
        return complain(INVALID_VALUE, "kernel " + name + ": " + std::to_string(shape.dynamic_bytes) +
                                           " bytes of dynamic shared memory, and its limit is " +
                                           std::to_string(function.dynamic_limit) +
                                           ". CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES raises it");
    const std::uint64_t resident =
        std::uint64_t(multiprocessors()) *
        std::uint64_t(blocks_per_multiprocessor(int(shape.threads()), shape.dynamic_bytes));
    if (shape.cooperative && shape.blocks() > resident)
        return complain(COOPERATIVE_LAUNCH_TOO_LARGE, "kernel " + name + ": a cooperative launch of " +
                                                          std::to_string(shape.blocks()) + " blocks, and " +
                                                          std::to_string(resident) + " fit on the device at once");
    return SUCCESS;
}

int launch(void *handle, const Shape &shape, void *stream, void **parameters) {
    LOCKED;
    if (current_device() < 0) return INVALID_CONTEXT;
    const auto &function = *static_cast<Function *>(handle);
    if (const int refused = check_launch(function, shape)) return refused;
    const Kernel &kernel = *function.kernel;
    // Read at the call, as a driver does; in words, so that the copy is aligned for any parameter.
    const auto words = std::make_shared<std::vector<unsigned long long>>((kernel.parameter_bytes + 15) / 8);
    std::copy_n(static_cast<const char *>(parameters[0]), kernel.parameter_bytes,
                reinterpret_cast<char *>(words->data()));
    return submit(stream, [=] {
        const Fault fault = run(*function.kernel, shape, words->data());
        suspect_trespass();
        if (fault.code != 0) ruin_context(fault);
        return SUCCESS;
    });
}

} // namespace

API cuModuleLoadData(void **module, const void *image) {
    LOCKED;
    if (current_device() < 0) return INVALID_CONTEXT;
    // A cubin of the emulated GPU is the head of an ELF file before the PTX.
    const char *const text = static_cast<const char *>(image);
    Ptx ptx = parse_ptx(std::strncmp(text, "\x7f" "ELF", 4) == 0 ? text + 64 : text);
    if (const int refused = check_module(ptx)) return refused;
    *module = new Module{std::move(ptx)};
    return SUCCESS;
}
API cuModuleLoadDataEx(void **module, const void *image, unsigned, int *, void **) {
    return cuModuleLoadData(module, image);
}
API cuModuleLoad(void **module, const char *path) {
    std::FILE *const file = std::fopen(path, "rb");
    if (file == nullptr) return FILE_NOT_FOUND;
    std::string text;
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += char(c);
    std::fclose(file);
    return cuModuleLoadData(module, text.c_str());
}
API cuModuleUnload(void *module) {
    LOCKED;
    delete static_cast<Module *>(module);
    return SUCCESS;
}
API cuModuleGetFunction(void **function, void *module, const char *name) {
    LOCKED;
    const auto &ptx = static_cast<Module *>(module)->ptx;
    const auto found = ptx.entries.find(name);
    if (found == ptx.entries.end()) return complain(NOT_FOUND, std::string("the PTX has no kernel ") + name);
    const Kernel *const kernel = find_kernel(name);
    if (kernel == nullptr)
        return complain(NOT_FOUND, std::string("the PTX is stale: the sources have no kernel ") + name);
    if (const int refused = check_function(name, found->second, *kernel)) return refused;
    *function = new Function{kernel, found->second, ptx.version}; // kept as long as the process, like a driver's
    return SUCCESS;
}

// CUfunction_attribute
API cuFuncGetAttribute(int *value, int which, void *handle) {
    LOCKED;
    const auto &function = *static_cast<Function *>(handle);
    switch (which) {
        case 0: *value = int(function.entry.max_threads); break;
        case 4: *value = 32; break; // registers
        case 5: *value = function.ptx_version; break;
        case 6: *value = compute_capability(); break;
        case 8: *value = int(function.dynamic_limit); break;
        default: *value = 0;
    }
    return SUCCESS;
}
API cuFuncSetAttribute(void *handle, int which, int value) {
    LOCKED;
    if (which != 8) return SUCCESS;
    if (value < 0 || value > most_shared_bytes())
        return complain(INVALID_VALUE, std::to_string(value) + " bytes of dynamic shared memory, and a block may have " +
                                           std::to_string(most_shared_bytes()));
    static_cast<Function *>(handle)->dynamic_limit = std::size_t(value);
    return SUCCESS;
}
API cuFuncSetCacheConfig(void *, int) { return SUCCESS; }
API cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, void *, int threads, std::size_t dynamic) {
    *blocks = blocks_per_multiprocessor(threads, dynamic);
    return SUCCESS;
}
API cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, void *, int threads, std::size_t dynamic,
                                                         unsigned) {
    *blocks = blocks_per_multiprocessor(threads, dynamic);
    return SUCCESS;
}

API cuLaunchKernel(void *function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
                   unsigned block_y, unsigned block_z, unsigned dynamic, void *stream, void **parameters, void **) {
    return launch(function, {{grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, dynamic, false}, stream, parameters);
}
API cuLaunchCooperativeKernel(void *function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
                              unsigned block_y, unsigned block_z, unsigned dynamic, void *stream, void **parameters) {
    return launch(function, {{grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, dynamic, true}, stream, parameters);
}

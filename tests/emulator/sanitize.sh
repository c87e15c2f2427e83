#!/bin/sh
# Runs a test binary on the emulated CUDA driver with its kernels under a sanitizer:
#     tests/emulator/sanitize.sh thread|address cargo test --test NAME [-- …]
#     tests/emulator/sanitize.sh thread|address BINARY …
# The exit status is not 0 if anything is found; the report names file and line of the kernel.
set -eu

kind=$1
shift
case $kind in
    thread) library=libtsan.so ;;
    address) library=libasan.so ;;
    *) echo "sanitize.sh: $kind is neither thread nor address" >&2; exit 2 ;;
esac
export TRIFACTOR_EMULATOR_SANITIZE="$kind"

# The sanitizer must be in the test's process from its start, and in no compiler's: cargo is told to run tests by us.
if [ "$(basename "$1")" = cargo ]; then
    host=$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
    export "CARGO_TARGET_${host}_RUNNER=$(readlink -f "$0") $kind"
    exec "$@"
fi

library=$("${CXX:-c++}" -print-file-name=$library)
case $library in
    /*) ;;
    *) echo "sanitize.sh: the compiler has no $library" >&2; exit 2 ;;
esac
# Only the kernels are instrumented. What the rest of the process does through intercepted functions (a memcpy, say)
# would look like races, for nobody sees its locks.
export TSAN_OPTIONS="ignore_noninstrumented_modules=1 exitcode=66 history_size=4 ${TSAN_OPTIONS:-}"
# What the process still holds when it ends is no fault of a kernel's.
export ASAN_OPTIONS="detect_leaks=0 detect_stack_use_after_return=0 exitcode=66 ${ASAN_OPTIONS:-}"
# Fixed addresses: ThreadSanitizer refuses some that a kernel draws.
LD_PRELOAD=$library exec setarch "$(uname -m)" -R "$@"

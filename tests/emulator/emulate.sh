#!/bin/sh
# Runs a command on the emulated CUDA driver, as on a machine that has the real one:
#     tests/emulator/emulate.sh target/release/trifactor run circuits/delayed_xor.ron --device cuda
set -eu
root=$(dirname "$(readlink -f "$0")")/../..
folder=$(cd "$root" && cargo test --quiet --test emulator -- --ignored --exact --nocapture where_it_lies |
    sed -n 's/^the emulated driver: //p')
[ -n "$folder" ] || { echo "emulate.sh: the emulated driver could not be built" >&2; exit 2; }
LD_LIBRARY_PATH=$folder:$folder/cublas${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$@"

#!/usr/bin/env python3
"""Everything there is to know of a GPU: the suite on it, then its speed beside its own limits and PyTorch's, as tables.

    python benches/gpu.py [--device cuda:0] [--python VENV/bin/python] [--seconds 1] [--skip-suite] [--rounds 3]
    python benches/gpu.py --pack DIR         where Rust is: builds all it needs into DIR
    python benches/gpu.py --built DIR …      where the GPU is: needs no Rust. The suite reads files of the checkout that it was
                                             built in: put it, or a link to it, at the same path

Every round runs every contestant once; tables have medians. Speeds are steps a second (recurrent) and samples a second
(nmnc). `own kernels` is trifactor without cuBLAS, which recurrent steps never use; `graphs` and `single` are trifactor
without launches of many steps, and without graphs besides (TRIFACTOR_LAUNCHES): what launches cost. `limit` is the larger of
the share of the bandwidth (of a copy, read and written) that reading the weights once a step would take, and of the
throughput of a large product in single precision that the circuit's products would take, both measured by PyTorch in
the same run; weights that stay on the chip may pass the first. The first step is a whole process from its start to its first
update: with kernels that the driver must compile, that it compiled before, and compiled ahead of time.

This script itself needs the standard library only; without `--python`, or where that has no PyTorch for the device, the peers'
columns stay empty. With `--device cpu` it can be tried where there is no GPU; PyTorch then has no graphs.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECURRENT = [(256, 1), (1024, 1), (4096, 1), (16384, 1), (256, 64), (1024, 64), (4096, 64), (1024, 1024), (1024, 4096)]
NMNC = [(256, 64), (1024, 64), (4096, 64), (16384, 64), (256, 1024), (1024, 1024), (4096, 1024), (1024, 4096)]


def number(command, **environment):
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    try:
        return float(done.stdout.split()[-1])
    except (IndexError, ValueError):
        print(f"{' '.join(map(str, command))}: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return None


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def cell(value):
    return "–" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def pack(folder):
    """Builds everything that is timed or tested into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cargo", "build", "--release", "--quiet", "--bins", "--example", "device"], cwd=ROOT, check=True)
    command = ["cargo", "test", "--test", "cuda", "--no-run", "--message-format=json", "--quiet"]
    messages = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    built = [json.loads(line).get("executable") for line in messages if '"name":"cuda"' in line]
    shutil.copy(next(path for path in built if path), folder / "suite")
    shutil.copy(ROOT / "target/release/trifactor", folder)
    shutil.copy(ROOT / "target/release/examples/device", folder)
    compiler = ["cargo", "run", "--quiet", "--example", "kernels", "--"]
    if subprocess.run([*compiler, "compile", "--out", folder / "cubins"], cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
        print("no cubins: `cargo run --example kernels -- fetch` brings the compiler", file=sys.stderr)


def limits(python, device):
    """GB/s of a copy and TFLOP/s of a product, by PyTorch."""
    if not python:
        return None, None
    peer = [python, ROOT / "benches/peers/gpu_pytorch.py", "limits", device]
    done = subprocess.run([str(part) for part in peer], capture_output=True, text=True)
    try:
        return tuple(float(word) for word in done.stdout.split())
    except ValueError:
        return None, None


def share(what, neurons, replicas, speed, bandwidth, throughput):
    """The larger share of a limit that is used, as text."""
    if None in (speed, bandwidth, throughput):
        return "–"
    if what == "recurrent":
        size, work, steps = neurons**2, 2 * neurons**2 * replicas, speed
    else:
        # Weights are read once and written once a step; products: both layers forward, the second for the twin, the
        # noise and the credit through the subspace, both changes.
        size, steps = 2 * neurons * (64 + 10), speed / replicas
        work = 2 * neurons * replicas * (64 + 10 + 10 + 16 + 16 + 64 + 10)
    memory, products = 4 * size * steps / 1e9 / bandwidth, work * steps / 1e12 / throughput
    return f"{100 * memory:.0f} % bytes" if memory > products else f"{100 * products:.0f} % FLOPs"


def first_step(built, device, rounds):
    """Seconds from the start of a process to the end of its first update."""
    print("\n| first step, s | median | worst |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        def start(**environment):
            circuit = ROOT / "circuits/digits_mlp.ron"
            command = [built / "trifactor", "run", circuit, "--device", device, "--set", "run.epochs=None", "--set", "run.updates=1"]
            command += ["--set", "run.measure_every=0", "--quiet", "--no-report", "--out", Path(folder) / "run", "--overwrite"]
            begun = time.perf_counter()
            subprocess.run([str(part) for part in command], check=True, env={**os.environ, **environment})
            return time.perf_counter() - begun

        def compiled_anew():
            with tempfile.TemporaryDirectory() as cache:
                return start(CUDA_CACHE_PATH=cache)

        ways = [("compiled by the driver", compiled_anew), ("compiled by the driver before", start)]
        if (built / "cubins").is_dir():
            ahead = {"CUDA_CACHE_DISABLE": "1", "TRIFACTOR_CUBINS": str(built / "cubins")}
            ways.append(("compiled ahead of time", lambda: start(**ahead)))
        start()
        for name, way in ways if device != "cpu" else [("on the CPU", start)]:
            times = [way() for _ in range(rounds)]
            print(f"| {name} | {statistics.median(times):.2f} | {max(times):.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda:0", help="what trifactor runs on; cpu to try the script")
    parser.add_argument("--python", help="an interpreter with PyTorch")
    parser.add_argument("--seconds", type=float, default=1.0, help="of every measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=16384, help="neurons at most")
    parser.add_argument("--skip-suite", action="store_true")
    parser.add_argument("--pack", type=Path, metavar="DIR", help="build into a folder, and no more")
    parser.add_argument("--built", type=Path, metavar="DIR", help="what --pack has built")
    args = parser.parse_args()

    built = (args.built or args.pack or ROOT / "target/gpu").resolve()
    if not args.built:
        pack(built)
    if args.pack:
        return
    if not args.skip_suite:
        subprocess.run([built / "suite"], cwd=ROOT, env={**os.environ, "TRIFACTOR_TEST_GPU": "1"}, check=True)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    print(f"commit {commit}, device {args.device}, medians of {args.rounds} rounds of {args.seconds} s\n")
    listed = subprocess.run([built / "trifactor", "devices", "--json"], capture_output=True, text=True, check=True)
    found = json.loads(listed.stdout)
    names = [f"{row['device']} {row['name']}" for row in found["devices"] if row["device"] != "cpu"]
    print(f"GPUs: {', '.join(names) or 'none'}; cuBLAS {found['cublas'] or 'not found'}\n")
    bandwidth, throughput = limits(args.python, args.device)
    print(f"Limits: {cell(bandwidth)} GB/s of a copy, {cell(throughput)} TFLOP/s of a product\n")
    head = ["what", "neurons", "replicas", "trifactor", "µs a step", "limit", "own kernels", "graphs", "single"]
    head += ["PyTorch eager", "PyTorch graph", "beside eager", "beside graph"]
    print("| " + " | ".join(head) + " |\n" + "| --- " * len(head) + "|", flush=True)
    gpu = args.device != "cpu"
    peers = (["eager", "graph"] if gpu else ["eager"]) if args.python else []
    for what, sizes in [("recurrent", RECURRENT), ("nmnc", NMNC)]:
        for neurons, replicas in sizes:
            if neurons > args.most:
                continue
            ours = [built / "device", args.device, what, neurons, replicas, args.seconds]
            ours = [str(part) for part in ours]
            settings = {"best": {}}
            if gpu:
                settings |= {"graphs": {"TRIFACTOR_LAUNCHES": "graphs"}, "single": {"TRIFACTOR_LAUNCHES": "single"}}
            if gpu and what == "nmnc":
                settings["own"] = {"TRIFACTOR_CUBLAS": "off"}
            speeds = {name: [] for name in ["best", "own", "graphs", "single", "eager", "graph"]}
            for _ in range(args.rounds):
                for name, setting in settings.items():
                    speeds[name].append(number(ours, **setting))
                for how in peers:
                    peer = [args.python, ROOT / "benches/peers/gpu_pytorch.py", what, neurons, replicas, args.seconds, how, args.device]
                    speeds[how].append(number([str(part) for part in peer]))
            best, *others = (median(values) for values in speeds.values())
            per_step = replicas if what == "nmnc" else 1
            micro = None if best is None else 1e6 * per_step / best
            used = share(what, neurons, replicas, best, bandwidth, throughput)
            beside = [None if None in (best, other) else best / other for other in others[-2:]]
            row = [cell(best), cell(micro), used, *map(cell, others), *map(cell, beside)]
            print(f"| {what} | {neurons} | {replicas} | " + " | ".join(row) + " |", flush=True)
    first_step(built, args.device, args.rounds)


main()

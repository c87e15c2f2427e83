#!/usr/bin/env python3
"""Everything there is to know of a GPU: the suite on it, then its speed beside PyTorch's, as one table.

    python benches/gpu.py [--device cuda:0] [--python VENV/bin/python] [--seconds 1] [--skip-suite] [--rounds 3]

Every round runs every contestant once; the table has medians. Speeds are
steps a second (recurrent) and samples a second (nmnc); `own kernels` is trifactor without cuBLAS, which recurrent steps never
use. This script itself needs the standard library only; without `--python`, or where that has no PyTorch for the device, the
peers' columns stay empty. With `--device cpu` it can be tried where there is no GPU; PyTorch then has no graphs.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda:0", help="what trifactor runs on; cpu to try the script")
    parser.add_argument("--python", help="an interpreter with PyTorch")
    parser.add_argument("--seconds", type=float, default=1.0, help="of every measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=16384, help="neurons at most")
    parser.add_argument("--skip-suite", action="store_true")
    args = parser.parse_args()

    if not args.skip_suite:
        subprocess.run(["cargo", "test", "--test", "cuda"], cwd=ROOT, env={**os.environ, "TRIFACTOR_TEST_GPU": "1"}, check=True)
    subprocess.run(["cargo", "build", "--release", "--quiet", "--bins", "--example", "device"], cwd=ROOT, check=True)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    print(f"commit {commit}, device {args.device}, medians of {args.rounds} rounds of {args.seconds} s\n")
    listed = subprocess.run([ROOT / "target/release/trifactor", "devices", "--json"], capture_output=True, text=True, check=True)
    found = json.loads(listed.stdout)
    names = [f"{row['device']} {row['name']}" for row in found["devices"] if row["device"] != "cpu"]
    print(f"GPUs: {', '.join(names) or 'none'}; cuBLAS {found['cublas'] or 'not found'}\n")
    head = ["what", "neurons", "replicas", "trifactor", "µs a step", "own kernels", "PyTorch eager", "PyTorch graph"]
    head += ["beside own", "beside eager", "beside graph"]
    print("| " + " | ".join(head) + " |\n" + "| --- " * len(head) + "|", flush=True)
    gpu = args.device != "cpu"
    peers = (["eager", "graph"] if gpu else ["eager"]) if args.python else []
    for what, sizes in [("recurrent", RECURRENT), ("nmnc", NMNC)]:
        for neurons, replicas in sizes:
            if neurons > args.most:
                continue
            speeds = {"best": [], "own": [], "eager": [], "graph": []}
            for _ in range(args.rounds):
                ours = [ROOT / "target/release/examples/device", args.device, what, neurons, replicas, args.seconds]
                speeds["best"].append(number([str(part) for part in ours]))
                if gpu and what == "nmnc":
                    speeds["own"].append(number([str(part) for part in ours], TRIFACTOR_CUBLAS="off"))
                for how in peers:
                    peer = [args.python, ROOT / "benches/peers/gpu_pytorch.py", what, neurons, replicas, args.seconds, how, args.device]
                    speeds[how].append(number([str(part) for part in peer]))
            best, *others = (median(speeds[name]) for name in ["best", "own", "eager", "graph"])
            per_step = replicas if what == "nmnc" else 1
            micro = None if best is None else 1e6 * per_step / best
            beside = [None if None in (best, other) else best / other for other in others]
            print(f"| {what} | {neurons} | {replicas} | " + " | ".join(map(cell, [best, micro, *others, *beside])) + " |", flush=True)


main()

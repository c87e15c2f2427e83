#!/usr/bin/env python3
"""Everything there is to know of a GPU: the suite on it, then its speed beside PyTorch's, as one table.

    python benches/gpu.py [--device cuda:0] [--python VENV/bin/python] [--seconds 1] [--skip-suite] [--rounds 3]

Every round runs every contestant once; the table has medians. Speeds are
steps a second (recurrent) and samples a second (nmnc). This script itself needs the standard library only; without
`--python`, or where that has no PyTorch with CUDA, the peers' columns stay empty.
"""

import argparse
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
    subprocess.run(["cargo", "build", "--release", "--quiet", "--example", "device"], cwd=ROOT, check=True)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    print(f"commit {commit}, device {args.device}, medians of {args.rounds} rounds of {args.seconds} s\n")
    print("| what | neurons | replicas | trifactor | µs a step | PyTorch eager | PyTorch graph | beside eager | beside graph |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for what, sizes in [("recurrent", RECURRENT), ("nmnc", NMNC)]:
        for neurons, replicas in sizes:
            if neurons > args.most:
                continue
            speeds = {"own": [], "eager": [], "graph": []}
            for _ in range(args.rounds):
                own = [ROOT / "target/release/examples/device", args.device, what, neurons, replicas, args.seconds]
                speeds["own"].append(number([str(part) for part in own]))
                for how in ["eager", "graph"] if args.python else []:
                    peer = [args.python, ROOT / "benches/peers/gpu_pytorch.py", what, neurons, replicas, args.seconds, how]
                    speeds[how].append(number([str(part) for part in peer]))
            own, eager, graph = (median(speeds[name]) for name in ["own", "eager", "graph"])
            per_step = replicas if what == "nmnc" else 1
            micro = None if own is None else 1e6 * per_step / own
            beside = [None if None in (own, peer) else own / peer for peer in (eager, graph)]
            print(f"| {what} | {neurons} | {replicas} | " + " | ".join(map(cell, [own, micro, eager, graph, *beside])) + " |", flush=True)


main()

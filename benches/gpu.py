#!/usr/bin/env python3
"""Everything there is to know of a GPU: the suite on it, then its speed beside its own limits and PyTorch's, as tables.

    python benches/gpu.py [--device cuda:0] [--python VENV/bin/python] [--minutes 8] [--seconds 0.5] [--rounds 3] [--skip-suite]
    python benches/gpu.py --pack DIR         where Rust is: builds all it needs into DIR
    python benches/gpu.py --built DIR …      where the GPU is: needs no Rust. The suite reads files of the checkout that it was
                                             built in: put it, or a link to it, at the same path

A GPU is often lent for minutes. So the most important rows come first, each is printed when it has been measured, and when
`--minutes` are over, building not counted, the rest is left out, and named. A test that fails, or a
suite that takes more than a third of the time, is said, and does not keep the tables from being made. Exit status: 0, or 1 where a test or a measurement failed.

Every round runs every contestant once; tables have medians. Speeds are steps a second (recurrent) and samples a second
(nmnc). `own kernels` is trifactor without cuBLAS, which recurrent steps never use; `graphs` and `single` are trifactor
without launches of many steps, and without graphs besides (TRIFACTOR_LAUNCHES): what launches cost. These three are measured in
the first round only. `limit` is the larger of
the share of the bandwidth (of a copy, read and written) that reading the weights once a step would take, and of the
throughput of a large product in single precision that the circuit's products would take, both measured by PyTorch in
the same run; weights that stay on the chip may pass the first. The first step is a whole process from its start to its first
update: with kernels that the driver must compile, that it compiled before, and compiled ahead of time.

This script itself needs the standard library only; without `--python`, or where that has no PyTorch for the device, the peers'
columns stay empty. With `--device cpu` it can be tried where there is no GPU; there is then no suite, and PyTorch has no graphs.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The most important first: what networks are of, one replica and many, small enough for one launch and too large for any cache.
ROWS = [("recurrent", 1024, 1), ("nmnc", 1024, 64), ("recurrent", 4096, 1), ("nmnc", 4096, 1024), ("recurrent", 1024, 64)]
ROWS += [("recurrent", 16384, 1), ("nmnc", 1024, 1024), ("recurrent", 1024, 1024), ("nmnc", 4096, 64), ("recurrent", 256, 1)]
ROWS += [("nmnc", 16384, 64), ("recurrent", 4096, 64), ("nmnc", 1024, 4096), ("recurrent", 1024, 4096), ("nmnc", 256, 64)]
ROWS += [("recurrent", 256, 64), ("nmnc", 256, 1024)]
# What --pack may make: more takes a good part of a short lease to copy.
MOST_BYTES = 50e6
# The share of the time that is kept for the first step.
FIRST_STEP = 0.1


class Clock:
    """The time that is left. What failed is counted too: it decides the exit status."""

    def __init__(self, minutes):
        self.end = time.monotonic() + 60 * minutes
        self.failures = 0

    def left(self):
        return self.end - time.monotonic()

    def failed(self, what):
        self.failures += 1
        # Not between the rows of a table.
        print(f"FAILED: {what}", file=sys.stderr, flush=True)


def say(text):
    print(text, flush=True)


def as_text(command):
    return [str(part) for part in command]


def number(clock, command, **environment):
    """The last number that a command prints, if it does so while there is time."""
    try:
        done = subprocess.run(as_text(command), cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
                              timeout=max(clock.left(), 1))
        return float(done.stdout.split()[-1])
    except (IndexError, ValueError):
        clock.failed(f"{' '.join(as_text(command))}: {done.stderr.strip()[-300:]}")
    except subprocess.TimeoutExpired:
        pass
    return None


class Peer:
    """PyTorch, started once: `gpu_pytorch.py serve`. Without an interpreter it answers nothing."""

    def __init__(self, clock, python, device):
        self.clock, self.running = clock, None
        if python:
            command = [python, ROOT / "benches/peers/gpu_pytorch.py", "serve", device]
            self.running = subprocess.Popen(as_text(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *request):
        if not self.running:
            return []
        # An answer that does not come may not take the time of all others.
        enough = threading.Timer(max(self.clock.left(), 1), self.running.kill)
        enough.start()
        try:
            self.running.stdin.write(" ".join(map(str, request)) + "\n")
            self.running.stdin.flush()
            words = self.running.stdout.readline().split()
        except OSError:
            words = []
        enough.cancel()
        if not words:
            print("PyTorch has ended: its columns stay empty", file=sys.stderr)
            self.end()
        try:
            return [float(word) for word in words]
        except ValueError:
            return []

    def end(self):
        if self.running:
            self.running.kill()
            self.running.wait()
        self.running = None


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def cell(value):
    return "–" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def pack(folder):
    """Builds everything that is timed or tested into a folder. Its size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cargo", "build", "--release", "--quiet", "--bins", "--example", "device"], cwd=ROOT, check=True)
    command = ["cargo", "test", "--test", "cuda", "--no-run", "--message-format=json", "--quiet"]
    messages = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    made = [json.loads(line) for line in messages if line.startswith("{")]
    suite = next(it["executable"] for it in made if it.get("executable") and it["target"]["name"] == "cuda")
    release = target_folder() / "release"
    programs = [(Path(suite), "suite"), (release / "trifactor", "trifactor"), (release / "examples/device", "device")]
    for program, name in programs:
        shutil.copy(program, folder / name)
        # What debuggers read is nine tenths of a program.
        if shutil.which("strip"):
            subprocess.run(["strip", folder / name], check=True)
    if not shutil.which("strip"):
        print("the programs keep what debuggers read: `strip` (binutils) is not installed", file=sys.stderr)
    compiler = ["cargo", "run", "--quiet", "--example", "kernels", "--"]
    if subprocess.run([*compiler, "compile", "--out", folder / "cubins"], cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
        print("no cubins: `cargo run --example kernels -- fetch` brings the compiler", file=sys.stderr)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def target_folder():
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps"]
    return Path(json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)["target_directory"])


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


def suite(clock, built, device):
    """The suite of every engine on the GPU."""
    if device == "cpu":
        return say("No suite: it is for GPUs.\n")
    most, begun = clock.left() / 3, time.monotonic()
    try:
        done = subprocess.run([str(built / "suite")], cwd=ROOT, env={**os.environ, "TRIFACTOR_TEST_GPU": "1"}, timeout=most)
        if done.returncode:
            clock.failed(f"the suite, exit status {done.returncode}: see above")
    except subprocess.TimeoutExpired:
        clock.failed(f"the suite took more than {most:.0f} s and was ended: `TRIFACTOR_TEST_GPU=1 {built / 'suite'}` runs it alone")
    except OSError as error:
        clock.failed(f"the suite cannot be run: {error}")
    say(f"\nThe suite took {time.monotonic() - begun:.0f} s.\n")


def describe(clock, built, args):
    """What is measured, on what."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    say(f"commit {commit or 'not known'}, device {args.device}, medians of {args.rounds} rounds of {args.seconds} s\n")
    try:
        listed = subprocess.run([str(built / "trifactor"), "devices", "--json"], capture_output=True, text=True, check=True)
        found = json.loads(listed.stdout)
        names = [f"{row['device']} {row['name']}" for row in found["devices"] if row["device"] != "cpu"]
        say(f"GPUs: {', '.join(names) or 'none'}; cuBLAS {found['cublas'] or 'not found'}\n")
    except (OSError, subprocess.CalledProcessError, ValueError, KeyError) as error:
        clock.failed(f"trifactor devices: {error}")


def measure(clock, built, args, peer, limits, row):
    """One row of the table, printed."""
    what, neurons, replicas = row
    gpu = args.device != "cpu"
    ours = [built / "device", args.device, what, neurons, replicas, args.seconds]
    once = {"graphs": {"TRIFACTOR_LAUNCHES": "graphs"}, "single": {"TRIFACTOR_LAUNCHES": "single"}} if gpu else {}
    if gpu and what == "nmnc":
        once["own"] = {"TRIFACTOR_CUBLAS": "off"}
    speeds = {name: [] for name in ["best", "own", "graphs", "single", "eager", "graph"]}
    for turn in range(args.rounds):
        speeds["best"].append(number(clock, ours))
        if speeds["best"][-1] is None:
            break
        for how in ["eager", "graph"] if gpu else ["eager"]:
            speeds[how] += peer.ask(what, neurons, replicas, args.seconds, how)
        for name, setting in once.items() if turn == 0 else []:
            speeds[name].append(number(clock, ours, **setting))
    best, *others = (median(values) for values in speeds.values())
    micro = None if best is None else 1e6 * (replicas if what == "nmnc" else 1) / best
    used = share(what, neurons, replicas, best, *limits)
    beside = [None if None in (best, other) else best / other for other in others[-2:]]
    cells = [cell(best), cell(micro), used, *map(cell, others), *map(cell, beside)]
    say(f"| {what} | {neurons} | {replicas} | " + " | ".join(cells) + " |")


def table(clock, built, args, peer):
    """The rows, as many as there is time for."""
    found = peer.ask("limits")
    limits = found if len(found) == 2 else [None, None]
    say(f"Limits: {cell(limits[0])} GB/s of a copy, {cell(limits[1])} TFLOP/s of a product\n")
    head = ["what", "neurons", "replicas", "trifactor", "µs a step", "limit", "own kernels", "graphs", "single"]
    head += ["PyTorch eager", "PyTorch graph", "beside eager", "beside graph"]
    say("| " + " | ".join(head) + " |\n" + "| --- " * len(head) + "|")
    rows, longest, left_out = [row for row in ROWS if row[1] <= args.most], 0.0, []
    for row in rows:
        if clock.left() - 60 * args.minutes * FIRST_STEP < longest:
            left_out.append(f"{row[0]} {row[1]} × {row[2]}")
            continue
        begun = time.monotonic()
        measure(clock, built, args, peer, limits, row)
        longest = max(longest, time.monotonic() - begun)
    if left_out:
        say(f"\nLeft out when {args.minutes:g} minutes were nearly over: {', '.join(left_out)}. `--minutes` gives more.")


def first_step(clock, built, args):
    """Seconds from the start of a process to the end of its first update."""
    say("\n| first step, s | median | worst | of |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        def start(**environment):
            circuit = ROOT / "circuits/digits_mlp.ron"
            command = [built / "trifactor", "run", circuit, "--device", args.device, "--set", "run.epochs=None", "--set", "run.updates=1"]
            command += ["--set", "run.measure_every=0", "--quiet", "--no-report", "--out", Path(folder) / "run", "--overwrite"]
            begun = time.perf_counter()
            done = subprocess.run(as_text(command), env={**os.environ, **environment}, capture_output=True, text=True)
            if done.returncode:
                clock.failed(f"the first step: {done.stderr.strip()[-300:]}")
            return None if done.returncode else time.perf_counter() - begun

        def compiled_anew():
            with tempfile.TemporaryDirectory() as cache:
                return start(CUDA_CACHE_PATH=cache)

        ways = [("compiled by the driver before", start)]
        if (built / "cubins").is_dir():
            ahead = {"CUDA_CACHE_DISABLE": "1", "TRIFACTOR_CUBINS": str(built / "cubins")}
            ways.append(("compiled ahead of time", lambda: start(**ahead)))
        ways.append(("compiled by the driver", compiled_anew))
        if args.device == "cpu":
            ways = [("on the CPU", start)]
        start()
        for name, way in ways:
            times = []
            while len(times) < args.rounds and clock.left() > max(times, default=0):
                seconds = way()
                if seconds is None:
                    break
                times.append(seconds)
            if times:
                say(f"| {name} | {statistics.median(times):.2f} | {max(times):.2f} | {len(times)} |")
            elif clock.left() <= 0:
                say(f"| {name} | left out: the time is over | | |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda:0", help="what trifactor runs on; cpu to try the script")
    parser.add_argument("--python", help="an interpreter with PyTorch")
    parser.add_argument("--minutes", type=float, default=8.0, help="after which the rest is left out")
    parser.add_argument("--seconds", type=float, default=0.5, help="of every measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=16384, help="neurons at most")
    parser.add_argument("--skip-suite", action="store_true")
    parser.add_argument("--pack", type=Path, metavar="DIR", help="build into a folder, and no more")
    parser.add_argument("--built", type=Path, metavar="DIR", help="what --pack has built")
    args = parser.parse_args()

    built = (args.built or args.pack or ROOT / "target/gpu").resolve()
    if not args.built:
        size = pack(built)
        say(f"{built}: {size / 1e6:.1f} MB")
        if size > MOST_BYTES:
            sys.exit(f"{size / 1e6:.1f} MB are more than the {MOST_BYTES / 1e6:.0f} MB that a pack may have")
    if args.pack:
        return
    clock = Clock(args.minutes)
    describe(clock, built, args)
    if not args.skip_suite:
        suite(clock, built, args.device)
    peer = Peer(clock, args.python, args.device)
    table(clock, built, args, peer)
    peer.end()
    first_step(clock, built, args)
    taken = args.minutes - clock.left() / 60
    say(f"\nAll of it took {taken:.1f} minutes; measurements and tests that failed: {clock.failures or 'none'}.")
    sys.exit(1 if clock.failures else 0)


main()

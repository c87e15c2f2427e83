#!/usr/bin/env python3
"""Samples a second of the learning step, trifactor beside its peers, one after the other on this machine.

    python benches/compare_peers.py --python /path/to/venv/bin/python [--rounds 5] [--updates 300] [--threads 1 2]
        [--others 0.1 --patience 30]   # on a machine that is shared: measure again until it was quiet

Every round runs every contestant once, so that a busy moment of the machine hits them all; a ratio is taken within a
round. The venv is the peers' (see benches/peers/README.md); this script itself needs the standard library only.
"""

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# pytorch_avx512: with MKL told that it may use AVX-512 on this processor too (see benches/peers/mkl_avx512.c).
PEERS = {"pytorch": "pytorch_nmnc.py", "pytorch_avx512": "pytorch_nmnc.py", "jax": "jax_nmnc.py"}
MISSING = {("jax", "vanilla_noise")}
CREDITS = {
    "manifold_noise": "manifold_noise(noise: noise(sigma: 0.1), manifold: pca(rank: 32, every: 10))",
    "vanilla_noise": "vanilla_noise(noise: noise(sigma: 0.1))",
    "backprop": "backprop",
}
SGD = "plasticity.optimizer=sgd(rate: 0.01)"


def output(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **more)
    if done.returncode:
        # What it says tells more than where this script stood: a data set that is missing, a package that is not installed.
        print(f"{' '.join(map(str, command))}:\n{done.stderr.strip()}", file=sys.stderr)
        sys.exit(done.returncode)
    return done.stdout.strip()


def busy():
    """CPU seconds that all processes of the machine, and those that this script started, have used so far."""
    user, nice, system = map(int, Path("/proc/stat").read_text().split()[1:4])
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (user + nice + system) / os.sysconf("SC_CLK_TCK"), children.ru_utime + children.ru_stime


def measured(command, args, env):
    """Samples a second, measured again while others take more of the machine than they may."""
    for attempt in range(args.patience):
        (all_before, own_before), start = busy(), time.monotonic()
        speed = float(output(command, env=env))
        (all_after, own_after), wall = busy(), time.monotonic() - start
        others = (all_after - all_before - own_after + own_before) / wall
        if others <= args.others:
            return speed, others
        time.sleep(2)
    return speed, others


def contestants(args):
    for peer in ("trifactor", *args.peers):
        for credit in args.credits:
            if (peer, credit) in MISSING:
                continue
            if peer == "trifactor":
                head = [ROOT / "target/release/examples/throughput", CREDITS[credit]]
                tail = ["circuits/fashion_mlp.ron", SGD]
            else:
                python = args.jax_python if peer == "jax" else args.python
                head, tail = [python, ROOT / "benches/peers" / PEERS[peer], credit], []
            yield peer, credit, head, tail


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="the interpreter of PyTorch's venv")
    parser.add_argument("--jax-python", help="the interpreter of JAX's venv; --python if left out")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=["pytorch"])
    parser.add_argument("--credits", nargs="*", choices=CREDITS, default=list(CREDITS))
    parser.add_argument("--threads", nargs="*", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--updates", type=int, default=300)
    parser.add_argument("--others", type=float, default=0.1, help="cores that other processes may take meanwhile")
    parser.add_argument("--patience", type=int, default=1, help="attempts at a measurement with that little company")
    args = parser.parse_args()
    args.jax_python = args.jax_python or args.python
    preload = preloaded(args)
    output(["cargo", "build", "--release", "--quiet", "--example", "throughput"])

    speeds, others = {}, []
    for _ in range(args.rounds):
        for threads in args.threads:
            for peer, credit, head, tail in contestants(args):
                # Idle OpenMP threads that spin would only disturb the next contestant.
                env = {**os.environ, "OMP_NUM_THREADS": str(threads)}
                env |= preload if peer == "pytorch_avx512" else {}
                speed, load = measured([*head, str(threads), str(args.updates), *tail], args, env)
                speeds.setdefault((credit, threads, peer), []).append(speed)
                others.append(load)

    print(f"commit {output(['git', 'describe', '--always', '--dirty'])}; {machine()}")
    print(f"{versions(args)}; {args.rounds} rounds; other processes took {statistics.median(others):.2f} cores")
    print("| rule | threads | program | samples/s, median | best | trifactor/this, median of rounds | of bests |")
    print("|---|---|---|---|---|---|---|")
    for (credit, threads, peer), found in sorted(speeds.items(), key=lambda item: (item[0][0], item[0][1])):
        own = speeds[credit, threads, "trifactor"]
        ratio = statistics.median(a / b for a, b in zip(own, found))
        row = [credit, threads, peer, f"{statistics.median(found):.0f}", f"{max(found):.0f}"]
        print("|", " | ".join(map(str, [*row, f"{ratio:.2f}", f"{max(own) / max(found):.2f}"])), "|")


def preloaded(args):
    if "pytorch_avx512" not in args.peers:
        return {}
    library = Path(tempfile.mkdtemp()) / "mkl_avx512.so"
    output(["cc", "-shared", "-fPIC", "-o", library, "benches/peers/mkl_avx512.c"])
    return {"LD_PRELOAD": str(library)}


def machine():
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        fields = {k.strip(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        cpu = f"{fields.get('model name', cpu)} (family {fields.get('cpu family')}, model {fields.get('model')})"
    return f"{cpu}, {os.cpu_count()} cores"


def versions(args):
    code = "import sys, importlib.metadata as m; print(sys.argv[1], m.version(sys.argv[1]))"
    packages = {(args.jax_python, "jax") if peer == "jax" else (args.python, "torch") for peer in args.peers}
    found = [output([python, "-c", code, package]) for python, package in sorted(packages)]
    return ", ".join([output(["rustc", "--version"]).split(" (")[0], *found])


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Steps a second of a recurrent rate circuit with one replica, trifactor beside its peers, one after the other.

    python benches/compare_recurrent.py --python VENV/bin/python [--rounds 5] [--seconds 2] [--neurons 256 1024 4096]
        [--threads 1 2] [--peers pytorch jax annarchy] [--jax-python VENV/bin/python] [--annarchy-python VENV/bin/python]
        [--others 0.1 --patience 30]   # on a machine that is shared: measure again until it was quiet

tau dr/dt = -r + tanh(W r + I + noise), dense W, single precision, in steps of Euler. Every round runs every contestant
once, pinned to as many cores as it has threads, so that a busy moment of the machine hits them all; a ratio is taken
within a round. `f16` is trifactor with weights stored in half precision, `limit` what plain loops that read the same
weights reach (see examples/recurrent.rs). This script itself needs the standard library only.
"""

import argparse
import os
import statistics
import sys
from pathlib import Path
from types import SimpleNamespace

from compare_peers import ROOT, machine, measured, output

OWN = {"trifactor": [], "f16": ["projections.0.storage=f16"], "limit": ["limit"]}
PACKAGES = {"pytorch": "torch", "jax": "jax", "annarchy": "annarchy"}


def contestants(args):
    for name, more in OWN.items():
        yield name, [ROOT / "target/release/examples/recurrent"], more
    for peer in args.peers:
        yield peer, [args.pythons[peer], ROOT / f"benches/peers/recurrent_{peer}.py"], []


def environment(peer, threads, args):
    # A build tool that was installed beside the package is found there.
    folder = Path(args.pythons.get(peer, sys.executable)).absolute().parent
    return {**os.environ, "OMP_NUM_THREADS": str(threads), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="the interpreter of the peers' venv")
    parser.add_argument("--jax-python", help="the interpreter of JAX's venv; --python if left out")
    parser.add_argument("--annarchy-python", help="the interpreter of ANNarchy's venv; --python if left out")
    parser.add_argument("--peers", nargs="*", choices=PACKAGES, default=["pytorch"])
    parser.add_argument("--neurons", nargs="*", type=int, default=[256, 1024, 4096])
    parser.add_argument("--threads", nargs="*", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of every measurement")
    parser.add_argument("--others", type=float, default=0.1, help="cores that other processes may take meanwhile")
    parser.add_argument("--patience", type=int, default=1, help="attempts at a measurement with that little company")
    args = parser.parse_args()
    args.pythons = {"pytorch": args.python}
    args.pythons |= {peer: getattr(args, f"{peer}_python") or args.python for peer in ("jax", "annarchy")}
    output(["cargo", "build", "--release", "--quiet", "--example", "recurrent"])

    speeds, others = {}, []
    cores = sorted(os.sched_getaffinity(0))
    for _ in range(args.rounds):
        for neurons in args.neurons:
            for threads in args.threads:
                pinned = ["taskset", "-c", ",".join(map(str, cores[-threads:]))]
                for name, head, more in contestants(args):
                    command = [*pinned, *head, str(neurons), str(threads), str(args.seconds), *more]
                    patience = SimpleNamespace(others=args.others, patience=args.patience)
                    speed, load = measured(command, patience, environment(name, threads, args))
                    speeds.setdefault((neurons, threads, name), []).append(speed)
                    others.append(load)
    report(args, speeds, others)


def report(args, speeds, others):
    found = {(args.pythons[peer], PACKAGES[peer]) for peer in args.peers}
    code = "import sys, importlib.metadata as m; print(sys.argv[1], m.version(sys.argv[1]))"
    versions = [output(["rustc", "--version"]).split(" (")[0]]
    versions += [output([python, "-c", code, package]) for python, package in sorted(found)]
    print(f"commit {output(['git', 'describe', '--always', '--dirty'])}; {machine()}")
    print(f"{', '.join(versions)}; {args.rounds} rounds; other processes took {statistics.median(others):.2f} cores")
    print("| neurons | threads | program | steps/s, median | best | GB/s | trifactor/this, median of rounds | of bests |")
    print("|---|---|---|---|---|---|---|---|")
    for (neurons, threads, name), speed in speeds.items():
        own = speeds[neurons, threads, "trifactor"]
        ratio = statistics.median(a / b for a, b in zip(own, speed))
        # What the weights alone take from memory or cache.
        rate = max(speed) * neurons**2 * (2 if name == "f16" else 4) / 1e9
        row = [neurons, threads, name, f"{statistics.median(speed):.0f}", f"{max(speed):.0f}", f"{rate:.0f}"]
        print("|", " | ".join(map(str, [*row, f"{ratio:.2f}", f"{max(own) / max(speed):.2f}"])), "|")


if __name__ == "__main__":
    main()

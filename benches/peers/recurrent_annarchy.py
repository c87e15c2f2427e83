"""A recurrent rate circuit in ANNarchy on the CPU: one replica, dense weights, private noise, single precision.

    python recurrent_annarchy.py NEURONS THREADS SECONDS

r <- (1 - a) r + a tanh(W r + I + s xi). Prints one number: steps a second. The network is compiled first (half a minute);
the clock starts after that, and after some steps.
"""

import contextlib
import os
import sys
import tempfile
import time

import numpy as np

neurons, threads, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
TAU, GAIN, INPUT, NOISE, CHUNK = 20.0, 1.5, 0.1, 0.05, 128
SCALE = NOISE * ((2 - 1 / TAU) * TAU) ** 0.5


def main():
    import ANNarchy as ann

    net = ann.Network(dt=1.0)
    net.config(dtype=ann.float32, num_threads=threads, method="explicit", suppress_warnings=True)
    unit = ann.Neuron(
        parameters=f"tau = {TAU} : population\n drive = {INPUT} : population\n scale = {SCALE} : population",
        equations="tau * dr/dt + r = tanh(sum(exc) + drive + scale * Normal(0.0, 1.0))",
    )
    population = net.create(neurons, unit)
    weights = np.random.default_rng(1).normal(0.0, GAIN / neurons**0.5, (neurons, neurons))
    net.connect(population, population, "exc").from_matrix(weights, storage_format="dense")
    with tempfile.TemporaryDirectory() as folder:
        net.compile(directory=os.path.join(folder, "net"))
        net.simulate(CHUNK)
        steps, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            net.simulate(CHUNK)
            steps += CHUNK
        return steps / (time.perf_counter() - begun)


# Its messages go to the standard output, which is to hold one number.
with contextlib.redirect_stdout(sys.stderr):
    speed = main()
print(f"{speed:.1f}")

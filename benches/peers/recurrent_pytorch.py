"""A recurrent rate circuit in PyTorch on the CPU: one replica, dense weights, private noise, single precision.

    python recurrent_pytorch.py NEURONS THREADS SECONDS

r <- (1 - a) r + a tanh(W r + I + s xi). Prints one number: steps a second. Eager operations that write where their
results belong; the noise of many steps is drawn at once, which is faster than step by step.
"""

import sys
import time

import torch

neurons, threads, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
ALPHA, GAIN, INPUT, NOISE, CHUNK = 1 / 20, 1.5, 0.1, 0.05, 128
SCALE = NOISE * ((2 - ALPHA) / ALPHA) ** 0.5


@torch.inference_mode()
def main():
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    w = torch.randn(neurons, neurons) * (GAIN / neurons**0.5)
    r, u, noise = torch.zeros(neurons), torch.empty(neurons), torch.empty(CHUNK, neurons)

    def chunk():
        noise.normal_(mean=INPUT, std=SCALE)
        for xi in noise.unbind():
            torch.addmv(xi, w, r, out=u).tanh_()
            r.lerp_(u, ALPHA)

    chunk()
    steps, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        chunk()
        steps += CHUNK
    print(f"{steps / (time.perf_counter() - begun):.1f}")


main()

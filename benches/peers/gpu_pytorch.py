"""What `examples/device.rs` times, in PyTorch on one GPU: the same mathematics, in single precision.

    python gpu_pytorch.py recurrent|nmnc NEURONS REPLICAS SECONDS eager|graph [cuda|cuda:NUMBER|cpu]
    python gpu_pytorch.py limits [cuda|cuda:NUMBER|cpu]

Prints one number: steps a second, or samples a second. `limits` prints two: GB/s, read and written, of a large copy, and TFLOP/s
of a large product. `eager` launches operation by operation; `graph` captures 64 steps into
a CUDA graph and replays it. Nothing is allocated in a step; matrix products are in full single precision.
"""

import sys
import time

import torch

what = sys.argv[1]
if what == "limits":
    neurons, replicas, seconds, how, device = 0, 0, 1.0, "", sys.argv[2:3]
else:
    neurons, replicas, seconds, how, device = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), sys.argv[5], sys.argv[6:7]
DEVICE = torch.device(*device or ["cuda"])
CHUNK = 64
INPUTS, OUTPUTS, RANK = 64, 10, 16


def recurrent():
    alpha, noise = 1 / 20, 0.05
    scale = noise * ((2 - alpha) / alpha) ** 0.5
    w = torch.randn(neurons, neurons, device=DEVICE) * (1.5 / neurons**0.5)
    r, u = (torch.zeros(replicas, neurons, device=DEVICE) for _ in range(2))
    xi = torch.zeros(replicas, neurons, device=DEVICE)

    def step():
        xi.normal_(mean=0.1, std=scale)
        torch.addmm(xi, r, w.T, out=u)
        u.tanh_()
        r.lerp_(u, alpha)

    return step, 1


def nmnc():
    sigma, rate, keep = 0.05, 0.001, 0.99
    x, t = torch.randn(replicas, INPUTS, device=DEVICE), torch.randn(replicas, OUTPUTS, device=DEVICE)
    w1 = torch.randn(neurons, INPUTS, device=DEVICE) / INPUTS**0.5
    w2 = torch.randn(OUTPUTS, neurons, device=DEVICE) / neurons**0.5
    b1, b2 = torch.zeros(neurons, device=DEVICE), torch.zeros(OUTPUTS, device=DEVICE)
    basis = torch.linalg.qr(torch.randn(neurons, RANK, device=DEVICE))[0].T.contiguous()
    feedback, z = torch.zeros(OUTPUTS, RANK, device=DEVICE), torch.zeros(replicas, RANK, device=DEVICE)

    def step():
        h = torch.addmm(b1, x, w1.T).tanh_()
        y = torch.addmm(b2, h, w2.T)
        z.normal_()
        twin = torch.addmm(h, z, basis, alpha=sigma)
        change = torch.addmm(b2, twin, w2.T).sub_(y)
        feedback.addmm_(change.T, z, beta=keep, alpha=(1 - keep) / (replicas * sigma))
        error = y - t
        delta = (error @ feedback) @ basis
        delta.mul_(1 - h * h)
        w1.addmm_(delta.T, x, alpha=-rate / replicas)
        w2.addmm_(error.T, h, alpha=-rate / replicas)
        b1.sub_(delta.sum(0), alpha=rate / replicas)
        b2.sub_(error.sum(0), alpha=rate / replicas)

    return step, replicas


def wait():
    if DEVICE.type == "cuda":
        torch.cuda.synchronize(DEVICE)


def rate(work):
    """How often a second."""
    for _ in range(2):
        work()
    wait()
    times, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        for _ in range(4):
            work()
        times += 4
        wait()
    return times / (time.perf_counter() - begun)


def limits():
    # Four times what the largest second-level caches hold; a product that takes milliseconds.
    numbers, side = (1 << 28, 8192) if DEVICE.type == "cuda" else (1 << 26, 1024)
    a, b = (torch.zeros(numbers, device=DEVICE) for _ in range(2))
    x, y, z = (torch.randn(side, side, device=DEVICE) for _ in range(3))
    print(rate(lambda: a.copy_(b)) * 8 * numbers / 1e9, rate(lambda: torch.mm(x, y, out=z)) * 2 * side**3 / 1e12)


@torch.no_grad()
def main():
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = False
    if what == "limits":
        return limits()
    step, per_step = {"recurrent": recurrent, "nmnc": nmnc}[what]()
    for _ in range(3):
        step()
    chunk = lambda: [step() for _ in range(CHUNK)]
    if how == "graph":
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            chunk()
        chunk = graph.replay
    chunk()
    wait()
    steps, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        for _ in range(16):
            chunk()
        steps += 16 * CHUNK
        wait()
    print(f"{steps * per_step / (time.perf_counter() - begun):.1f}")


main()

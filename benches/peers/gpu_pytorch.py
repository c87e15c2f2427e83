"""What `examples/device.rs` times, in PyTorch on one GPU: the same mathematics, in single precision.

    python gpu_pytorch.py recurrent|nmnc NEURONS REPLICAS SECONDS eager|graph [cuda|cuda:NUMBER|cpu]
    python gpu_pytorch.py limits [cuda|cuda:NUMBER|cpu]
    python gpu_pytorch.py serve [cuda|cuda:NUMBER|cpu]

Prints one number: steps a second, or samples a second. `limits` prints two: GB/s, read and written, of a large copy, and TFLOP/s
of a large product. `eager` launches operation by operation; `graph` captures 64 steps into
a CUDA graph and replays it. Nothing is allocated in a step; matrix products are in full single precision. `serve` reads such
requests from standard input, a line each, and answers each with a line, `–` where it fails: PyTorch takes seconds to start. Between
two requests it holds no memory but its context's.
"""

import gc
import sys
import time

import torch

CHUNK = 64
INPUTS, OUTPUTS, RANK = 64, 10, 16


def recurrent(device, neurons, replicas):
    alpha, noise = 1 / 20, 0.05
    scale = noise * ((2 - alpha) / alpha) ** 0.5
    w = torch.randn(neurons, neurons, device=device) * (1.5 / neurons**0.5)
    r, u = (torch.zeros(replicas, neurons, device=device) for _ in range(2))
    xi = torch.zeros(replicas, neurons, device=device)

    def step():
        xi.normal_(mean=0.1, std=scale)
        torch.addmm(xi, r, w.T, out=u)
        u.tanh_()
        r.lerp_(u, alpha)

    return step, 1


def nmnc(device, neurons, replicas):
    sigma, rate, keep = 0.05, 0.001, 0.99
    x, t = torch.randn(replicas, INPUTS, device=device), torch.randn(replicas, OUTPUTS, device=device)
    w1 = torch.randn(neurons, INPUTS, device=device) / INPUTS**0.5
    w2 = torch.randn(OUTPUTS, neurons, device=device) / neurons**0.5
    b1, b2 = torch.zeros(neurons, device=device), torch.zeros(OUTPUTS, device=device)
    basis = torch.linalg.qr(torch.randn(neurons, RANK, device=device))[0].T.contiguous()
    feedback, z = torch.zeros(OUTPUTS, RANK, device=device), torch.zeros(replicas, RANK, device=device)

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


def wait(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def rate(device, work, seconds=1.0):
    """How often a second."""
    for _ in range(2):
        work()
    wait(device)
    times, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        for _ in range(4):
            work()
        times += 4
        wait(device)
    return times / (time.perf_counter() - begun)


def limits(device):
    # Four times what the largest second-level caches hold; a product that takes milliseconds.
    numbers, side = (1 << 28, 8192) if device.type == "cuda" else (1 << 26, 1024)
    a, b = (torch.zeros(numbers, device=device) for _ in range(2))
    x, y, z = (torch.randn(side, side, device=device) for _ in range(3))
    copied = rate(device, lambda: a.copy_(b)) * 8 * numbers / 1e9
    return f"{copied} {rate(device, lambda: torch.mm(x, y, out=z)) * 2 * side**3 / 1e12}"


def speed(device, what, neurons, replicas, seconds, how):
    step, per_step = {"recurrent": recurrent, "nmnc": nmnc}[what](device, int(neurons), int(replicas))
    for _ in range(3):
        step()
    chunk = lambda: [step() for _ in range(CHUNK)]
    if how == "graph":
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            chunk()
        chunk = graph.replay
    chunk()
    wait(device)
    # Launches of many chunks are waited for together; on a CPU a chunk may take seconds by itself.
    together = 16 if device.type == "cuda" else 1
    steps, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < float(seconds):
        for _ in range(together):
            chunk()
        steps += together * CHUNK
        wait(device)
    return f"{steps * per_step / (time.perf_counter() - begun):.1f}"


def answer(device, request):
    torch.manual_seed(1)
    return limits(device) if request == ["limits"] else speed(device, *request)


def serve(device):
    for line in sys.stdin:
        try:
            print(answer(device, line.split()), flush=True)
        except Exception as error:
            print("–", flush=True)
            print(f"PyTorch, {line.strip()}: {error}", file=sys.stderr, flush=True)
        gc.collect()
        if device.type == "cuda":
            torch.cuda.empty_cache()


@torch.no_grad()
def main():
    torch.backends.cuda.matmul.allow_tf32 = False
    words = sys.argv[1:]
    own = 1 if words[0] in ("limits", "serve") else 5
    device = torch.device(*words[own:] or ["cuda"])
    if words[0] == "serve":
        return serve(device)
    print(answer(device, words[:own]))


main()

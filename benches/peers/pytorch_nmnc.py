"""The learning step of circuits/fashion_mlp.ron in PyTorch on the CPU: the same mathematics, as fast as we can write it.

    python pytorch_nmnc.py {manifold_noise,vanilla_noise,backprop} THREADS UPDATES [--compile] [--batch N]

Prints one number: samples a second. Inputs are images of random numbers, gathered anew for every batch, as trifactor
gathers its own. Plain SGD, cross-entropy, tanh hidden layers, perturbations one-sided and one a sample.
"""

import argparse
import time

import torch
import torch.nn.functional as F

SIZES = (784, 1024, 1024, 10)
RANK, EVERY, MEMORY = 32, 10, 0.95
SIGMA, ETA, RATE = 0.1, 0.05, 0.01
WARM, IMAGES = 50, 60_000


class Manifold:
    """Incremental PCA (Ross et al. 2008): mean, orthonormal basis (rank × n), variances, weight of the past."""

    def __init__(self, n, batch):
        self.basis = torch.linalg.qr(torch.randn(n, RANK))[0].T.contiguous()
        self.mean = torch.zeros(n)
        self.variance = torch.zeros(RANK)
        self.weight = 0.0
        self.rows = torch.empty(RANK + batch + 1, n)

    def track(self, x, feedback):
        batch = x.shape[0]
        past = self.weight * MEMORY
        total = past + batch
        a, mean = self.rows, x.mean(0)
        torch.mul(self.basis, (past * self.variance).sqrt_().unsqueeze(1), out=a[:RANK])
        torch.sub(x, mean, out=a[RANK:-1])
        difference = self.mean - mean
        torch.mul(difference, (past * batch / total) ** 0.5, out=a[-1])
        self.mean.sub_(difference, alpha=batch / total)
        # The decomposition of the small Gram matrix: ten times faster than torch.linalg.svd of the rows.
        values, vectors = torch.linalg.eigh(a @ a.T)
        values, vectors = values[-RANK:].flip(0), vectors[:, -RANK:].flip(1)
        basis = (vectors / values.clamp_min(1e-12).sqrt()).T @ a
        feedback.copy_(feedback @ (self.basis @ basis.T))
        self.basis, self.variance, self.weight = basis, values / total, total


class Net:
    def __init__(self, batch):
        self.batch = batch
        self.w = [torch.randn(o, i) / i**0.5 for i, o in zip(SIZES, SIZES[1:])]
        self.b = [torch.zeros(o) for o in SIZES[1:]]
        self.images, self.labels = torch.rand(IMAGES, SIZES[0]), torch.randint(SIZES[-1], (IMAGES,))
        self.x = torch.empty(batch, SIZES[0])
        self.order, self.at, self.update = torch.randperm(IMAGES), 0, 0

    def next_batch(self):
        if self.at + self.batch > IMAGES:
            self.order, self.at = torch.randperm(IMAGES), 0
        pick = self.order[self.at : self.at + self.batch]
        self.at += self.batch
        torch.index_select(self.images, 0, pick, out=self.x)
        return self.x, self.labels[pick]


class Noise(Net):
    """Noise correlation: in the manifold, or in all directions."""

    def __init__(self, batch, manifold):
        super().__init__(batch)
        hidden = SIZES[1:-1]
        self.manifolds = [Manifold(n, batch) for n in hidden] if manifold else []
        self.feedback = [torch.zeros(SIZES[-1], RANK if manifold else n) for n in hidden]
        self.z = [torch.empty(batch, c.shape[1]) for c in self.feedback]
        # Clean rows, then their perturbed twins; the first hidden layer's input has no twins.
        self.h1, self.h2 = (torch.empty(2 * batch, n) for n in hidden)
        self.y = torch.empty(2 * batch, SIZES[-1])
        self.third = [torch.empty(batch, n) for n in hidden]
        self.targets = torch.eye(SIZES[-1])

    def add_noise(self, layer, twins):
        z = self.z[layer].normal_()
        if self.manifolds:
            twins.addmm_(z, self.manifolds[layer].basis, alpha=SIGMA)
        else:
            twins.add_(z, alpha=SIGMA)

    def core(self, x, target):
        n, (w1, w2, w3), (b1, b2, b3) = self.batch, self.w, self.b
        clean, twins = self.h1[:n], self.h1[n:]
        torch.addmm(b1, x, w1.T, out=clean).tanh_()
        twins.copy_(clean)
        self.add_noise(0, twins)
        torch.addmm(b2, self.h1, w2.T, out=self.h2).tanh_()
        self.add_noise(1, self.h2[n:])
        y = torch.addmm(b3, self.h2, w3.T, out=self.y)
        change = y[n:] - y[:n]
        log_p = torch.log_softmax(y, 1)
        self.losses = -(target * log_p[:n]).sum(1)
        error = log_p[:n].exp_().sub_(target)
        eta, scale = max(ETA, 1 / (self.update + 1)), -RATE / n
        deltas = []
        for layer, h in enumerate((clean, self.h2[:n])):
            c, m = self.feedback[layer], self.third[layer]
            c.mul_(1 - eta).addmm_(change.T, self.z[layer], alpha=eta / (n * SIGMA))
            if self.manifolds:
                torch.mm(error @ c, self.manifolds[layer].basis, out=m)
            else:
                torch.mm(error, c, out=m)
            deltas.append(torch.ops.aten.tanh_backward.grad_input(m, h, grad_input=m))
        inputs = (x, clean, self.h2[:n])
        for w, b, delta, pre in zip(self.w, self.b, (*deltas, error), inputs):
            w.addmm_(delta.T, pre, alpha=scale)
            b.add_(delta.sum(0), alpha=scale)

    def step(self):
        x, labels = self.next_batch()
        self.core(x, self.targets[labels])
        if self.manifolds and self.update % EVERY == 0:
            for layer, h in enumerate((self.h1, self.h2)):
                self.manifolds[layer].track(h[: self.batch], self.feedback[layer])
        self.update += 1


class Backprop(Net):
    """Autograd and plain SGD."""

    def __init__(self, batch):
        super().__init__(batch)
        layers = [torch.nn.Linear(i, o) for i, o in zip(SIZES, SIZES[1:])]
        self.model = torch.nn.Sequential(layers[0], torch.nn.Tanh(), layers[1], torch.nn.Tanh(), layers[2])
        self.sgd = torch.optim.SGD(self.model.parameters(), lr=RATE)

    def core(self, x, labels):
        F.cross_entropy(self.model(x), labels).backward()

    def step(self):
        x, labels = self.next_batch()
        self.sgd.zero_grad(set_to_none=True)
        self.core(x, labels)
        self.sgd.step()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("credit", choices=["manifold_noise", "vanilla_noise", "backprop"])
    parser.add_argument("threads", type=int)
    parser.add_argument("updates", type=int)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--compile", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    net = Backprop(args.batch) if args.credit == "backprop" else Noise(args.batch, args.credit == "manifold_noise")
    if args.compile:
        net.core = torch.compile(net.core)
    with torch.set_grad_enabled(args.credit == "backprop"):
        for _ in range(WARM):
            net.step()
        start = time.perf_counter()
        for _ in range(args.updates):
            net.step()
        seconds = time.perf_counter() - start
    print(f"{args.updates * args.batch / seconds:.1f}")


if __name__ == "__main__":
    main()

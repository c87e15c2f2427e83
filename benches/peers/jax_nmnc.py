"""The learning step of circuits/fashion_mlp.ron in JAX on the CPU: the same mathematics, jitted, buffers donated.

    python jax_nmnc.py {manifold_noise,backprop} THREADS UPDATES

Prints one number: samples a second. The step is one compiled function, the tracking of the manifolds another.
"""

import os
import sys
import time

credit, threads, updates = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
# XLA takes as many threads as it may run on.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_default_prng_impl", "rbg")  # the fast generator

SIZES, BATCH = (784, 1024, 1024, 10), 64
RANK, EVERY, MEMORY = 32, 10, 0.95
SIGMA, ETA, RATE = 0.1, 0.05, 0.01
WARM, IMAGES = 50, 60_000


def start(key):
    keys = jax.random.split(key, 5)
    return {
        "w": [jax.random.normal(k, (o, i)) / i**0.5 for k, i, o in zip(keys, SIZES, SIZES[1:])],
        "b": [jnp.zeros(o) for o in SIZES[1:]],
        "feedback": [jnp.zeros((SIZES[-1], RANK)) for _ in SIZES[1:-1]],
        "basis": [jnp.linalg.qr(jax.random.normal(k, (n, RANK)))[0].T for k, n in zip(keys[3:], SIZES[1:-1])],
        "mean": [jnp.zeros(n) for n in SIZES[1:-1]],
        "variance": [jnp.zeros(RANK) for _ in SIZES[1:-1]],
        "weight": jnp.zeros(()),
    }


def noise_step(s, key, x, target, eta):
    (w1, w2, w3), (b1, b2, b3) = s["w"], s["b"]
    z = [jax.random.normal(k, (BATCH, RANK)) for k in jax.random.split(key)]
    xi = [SIGMA * (z @ u) for z, u in zip(z, s["basis"])]
    h1 = jnp.tanh(x @ w1.T + b1)
    h2 = jnp.tanh(jnp.concatenate([h1, h1 + xi[0]]) @ w2.T + b2)
    h2 = h2.at[BATCH:].add(xi[1])
    y = h2 @ w3.T + b3
    clean, change = y[:BATCH], y[BATCH:] - y[:BATCH]
    error = jax.nn.softmax(clean) - target
    hidden = (h1, h2[:BATCH])
    feedback = [(1 - eta) * c + eta / (BATCH * SIGMA) * (change.T @ z) for c, z in zip(s["feedback"], z)]
    deltas = [(error @ c @ u) * (1 - h * h) for c, u, h in zip(feedback, s["basis"], hidden)] + [error]
    w = [w - RATE / BATCH * (d.T @ pre) for w, d, pre in zip(s["w"], deltas, (x, *hidden))]
    b = [b - RATE / BATCH * d.sum(0) for b, d in zip(s["b"], deltas)]
    return {**s, "w": w, "b": b, "feedback": feedback}, hidden


def track(s, hidden):
    past = s["weight"] * MEMORY
    total = past + BATCH
    new = {**s, "weight": total, "basis": [], "mean": [], "variance": [], "feedback": []}
    for x, u, mean, variance, c in zip(hidden, s["basis"], s["mean"], s["variance"], s["feedback"]):
        batch_mean = x.mean(0)
        shift = jnp.sqrt(past * BATCH / total) * (mean - batch_mean)
        a = jnp.concatenate([jnp.sqrt(past * variance)[:, None] * u, x - batch_mean, shift[None]])
        values, vectors = jnp.linalg.eigh(a @ a.T)
        values, vectors = values[-RANK:][::-1], vectors[:, -RANK:][:, ::-1]
        basis = (vectors / jnp.sqrt(jnp.maximum(values, 1e-12))).T @ a
        new["feedback"].append(c @ (u @ basis.T))
        new["basis"].append(basis)
        new["variance"].append(values / total)
        new["mean"].append(mean + BATCH / total * (batch_mean - mean))
    return new


def backprop_step(s, key, x, target, eta):
    def loss(parameters):
        (w1, w2, w3), (b1, b2, b3) = parameters
        y = jnp.tanh(jnp.tanh(x @ w1.T + b1) @ w2.T + b2) @ w3.T + b3
        return -(target * jax.nn.log_softmax(y)).sum(1).mean()

    parameters = (s["w"], s["b"])
    w, b = jax.tree.map(lambda p, g: p - RATE * g, parameters, jax.grad(loss)(parameters))
    return {**s, "w": w, "b": b}, None


def main():
    step = jax.jit(noise_step if credit == "manifold_noise" else backprop_step, donate_argnums=0)
    merge = jax.jit(track, donate_argnums=0)
    rng = np.random.default_rng(1)
    images, labels = rng.random((IMAGES, SIZES[0]), np.float32), rng.integers(SIZES[-1], size=IMAGES)
    targets, state, key = np.eye(SIZES[-1], dtype=np.float32), start(jax.random.key(1)), jax.random.key(2)
    for update in range(-WARM, updates):
        if update == 0:
            jax.block_until_ready(state)
            begun = time.perf_counter()
        pick = rng.integers(IMAGES, size=BATCH)
        eta = np.float32(max(ETA, 1 / (update + WARM + 1)))
        key, own = jax.random.split(key)
        state, hidden = step(state, own, images[pick], targets[labels[pick]], eta)
        if hidden is not None and update % EVERY == 0:
            state = merge(state, hidden)
    jax.block_until_ready(state)
    print(f"{updates * BATCH / (time.perf_counter() - begun):.1f}")


main()

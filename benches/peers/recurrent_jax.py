"""A recurrent rate circuit in JAX on the CPU: one replica, dense weights, private noise, single precision.

    python recurrent_jax.py NEURONS THREADS SECONDS

r <- (1 - a) r + a tanh(W r + I + s xi). Prints one number: steps a second. A compiled `lax.scan` over many steps, whose
noise is drawn at once with the fast generator.
"""

import os
import sys
import time

neurons, threads, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
# XLA takes as many threads as it may run on.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_default_prng_impl", "rbg")  # the fast generator

ALPHA, GAIN, INPUT, NOISE, CHUNK = 1 / 20, 1.5, 0.1, 0.05, 128
SCALE = NOISE * ((2 - ALPHA) / ALPHA) ** 0.5


@jax.jit
def chunk(w, r, key):
    key, own = jax.random.split(key)
    noise = INPUT + SCALE * jax.random.normal(own, (CHUNK, neurons))

    def step(r, xi):
        return (1 - ALPHA) * r + ALPHA * jnp.tanh(w @ r + xi), None

    return jax.lax.scan(step, r, noise)[0], key


def main():
    own, key = jax.random.split(jax.random.key(1))
    w = jax.random.normal(own, (neurons, neurons)) * (GAIN / neurons**0.5)
    r, key = chunk(w, jnp.zeros(neurons), key)
    jax.block_until_ready(r)
    steps, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        r, key = chunk(w, r, key)
        jax.block_until_ready(r)
        steps += CHUNK
    print(f"{steps / (time.perf_counter() - begun):.1f}")


main()

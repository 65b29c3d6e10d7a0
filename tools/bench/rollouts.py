"""NumPy's side of `npm run bench:rollouts`: one measurement of each way, as JSON.

    python3 rollouts.py ESSAY_FOLDER SEED ESSAY_ROLLOUTS ROLLOUTS

Seconds are those of the processor in this process, after one run that does not count.
"""
import json
import sys
import time

import numpy as np

folder, seed, essay_count, count = sys.argv[1], *map(int, sys.argv[2:])
sys.path.insert(0, folder)
from essay import experiment_rollout  # noqa: E402

START, K, ROUNDS = 0.5, 10, 60
p = np.empty((ROUNDS + 1, count))


def essay():
    np.random.seed(seed)
    return [experiment_rollout(START, K, ROUNDS) for _ in range(essay_count)]


def legacy():
    np.random.seed(seed)
    p[0] = START
    for t in range(ROUNDS):
        p[t + 1] = np.random.binomial(K, p[t]) / K


def modern(bits):
    generator = np.random.Generator(bits(seed))
    p[0] = START
    for t in range(ROUNDS):
        p[t + 1] = generator.binomial(K, p[t]) / K


def compacted():
    """By hand: only those are drawn that have not collapsed."""
    generator = np.random.Generator(np.random.SFC64(seed))
    p[0] = START
    open_ = np.arange(count)
    for t in range(ROUNDS):
        p[t + 1] = p[t]
        fitted = generator.binomial(K, p[t, open_]) / K
        p[t + 1, open_] = fitted
        open_ = open_[(fitted > 0) & (fitted < 1)]


def seconds(run):
    run()
    before = time.process_time()
    run()
    return time.process_time() - before


def essay_seconds():
    before = time.process_time()
    lines = essay()
    return time.process_time() - before, lines


taken, lines = essay_seconds()
json.dump({
    "versions": f"Python {sys.version.split()[0]}, NumPy {np.__version__}",
    "essay": taken,
    "lines": lines,
    "vectorised": {
        "np.random.binomial": seconds(legacy),
        "Generator(PCG64).binomial": seconds(lambda: modern(np.random.PCG64)),
        "Generator(SFC64).binomial": seconds(lambda: modern(np.random.SFC64)),
    },
    "compacted": seconds(compacted),
}, sys.stdout)

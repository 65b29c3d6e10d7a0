"""One class's game of Token Telephone, and the check that no token of it was made up.

    python3 FILE.py

Needs NumPy. Every text is drawn again from the secret, whose SHA-256 was shown before the start; every model is
fitted again on its text. Prints "verified N turns", or the first difference and exits with 1. Where matplotlib is
installed, it also plots p over the rounds.
"""
import hashlib
import hmac
import json
import sys

import numpy as np

DATA = json.loads('{}')


def turn_seed(rollout, round_):
    """First four bytes, big-endian, of HMAC-SHA256(secret, "rollout/round")."""
    mac = hmac.new(bytes.fromhex(DATA["secret"]), f"{rollout}/{round_}".encode(), hashlib.sha256).digest()
    return int.from_bytes(mac[:4], "big")


def write(seed, p, k):
    """The essay's line: k tokens, each a 1 with probability p."""
    tosses = np.random.RandomState(seed).choice([0, 1], size=k, p=[1 - p, p])
    return "".join(map(str, tosses))


def differ(what, rollout, round_, expected, found):
    sys.exit(f"model {rollout + 1}, round {round_ + 1}: the {what} should be {expected}, not {found}")


def verify():
    """Goes through all turns; returns how many agree, and p(0), p(1) ... of each rollout."""
    config = DATA["config"]
    k, start, regime = config["textLength"], config["start"], config["regime"]
    if hashlib.sha256(bytes.fromhex(DATA["secret"])).hexdigest() != DATA["commitment"]:
        sys.exit("the secret is not the one that was committed to before the start")
    verified, lines, all_ones = 0, {}, {}
    for rollout, round_, text, ones, p_next in DATA["turns"]:
        line = lines.setdefault(rollout, [start])
        if len(line) != round_ + 1:
            sys.exit(f"model {rollout + 1}: round {len(line)} is missing")
        if config["writing"] == "throw":
            p = line[-1]
            if regime["kind"] == "mix":
                p = (1 - regime["fresh"]) * p + regime["fresh"] * start
            expected = write(turn_seed(rollout, round_), p, k)
            if text != expected:
                differ("text", rollout, round_, expected, text)
            verified += 1
        if p_next is None:
            continue
        counted = text.count("1")
        if ones != counted:
            differ("number of 1s", rollout, round_, counted, ones)
        all_ones[rollout] = all_ones.get(rollout, 0) + counted
        fitted = counted / k
        if regime["kind"] == "accumulate":
            fitted = (start * k + all_ones[rollout]) / (k + k * (round_ + 1))
        if p_next != fitted:
            differ("p after it", rollout, round_, fitted, p_next)
        line.append(p_next)
        verified += 1
    return verified, lines


def plot(lines):
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        return
    for line in lines.values():
        plt.plot(line)
    plt.xlabel("round")
    plt.ylabel("p, the chance that a model writes a 1")
    plt.ylim(-0.02, 1.02)
    plt.title(DATA["title"] or "Token Telephone")
    plt.show()


if __name__ == "__main__":
    verified, lines = verify()
    print(f"verified {verified} turns")
    if DATA["config"]["writing"] == "type":
        print("texts were typed by hand in this session: the refits alone are checked")
    plot(lines)

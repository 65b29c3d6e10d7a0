"""One class's game of Token Telephone, and the check that no token of it was made up.

    python3 FILE.py

A model writes a text of k tokens, each a 1 with probability p. The next model is fitted on that text: its p is the
share of 1s in it. It writes the next text, and so on. Where texts were not typed by hand, they are drawn from a key: a
secret whose SHA-256, the commitment, was published before the start, with random bytes of the players' devices, which
were sealed before the start and revealed after it.

This program draws every text again and fits every model again. It prints "verified N turns", a turn being a text or
a refit, or it names the first difference and exits with 1. It needs NumPy. With matplotlib it plots p over the rounds.
"""
import hashlib
import hmac
import json
import math
import sys

import numpy as np

# The session: config, secret, and a turn for each model and round: [model, round, text, 1s counted in it, next p].
# Models and rounds count from 0 here and from 1 in what is printed; what was not played any more is null.
DATA = json.loads('{}')

CONFIG = DATA["config"]
K = CONFIG["textLength"]
START = CONFIG["start"]
REGIME = CONFIG["regime"]["kind"]  # "replace", "accumulate" or "mix"
FRESH = CONFIG["regime"].get("fresh", 0)  # under "mix": the share of real tokens in a text
SECRET = bytes.fromhex(DATA["secret"])


def sha256(data):
    return hashlib.sha256(data).digest()


def turn_key():
    """The key of all draws: SHA-256(secret, H, each player and bytes), or the secret where no player sealed any bytes.

    H is the SHA-256 of what was fixed at the start. A seal is the SHA-256(commitment, bytes). A player's number is
    written as four bytes, big-endian.
    """
    if DATA["fixed"] is None:
        return SECRET
    fixed = json.loads(DATA["fixed"])
    for name, value in ("commitment", DATA["commitment"]), ("config", CONFIG), ("rollouts", DATA["models"]):
        if fixed[name] != value:
            sys.exit(f"the start has fixed another {name}")
    seals = dict(fixed["seals"])
    message = SECRET + sha256(DATA["fixed"].encode())
    for player, hex_ in sorted(DATA["revealed"]):
        own = bytes.fromhex(hex_)
        if seals.pop(player, None) != sha256(bytes.fromhex(DATA["commitment"]) + own).hex():
            sys.exit(f"player {player}: these are not the bytes that were sealed")
        message += player.to_bytes(4, "big") + own
    return sha256(message)


def who_could_choose():
    """Who could have chosen the draws. Whoever held back any bytes could choose among the draws with so few missing."""
    if DATA["given"]:
        return "the secret was given by whoever opened the room, who could choose it"
    came = len(DATA["revealed"])
    missing = 0 if DATA["fixed"] is None else len(json.loads(DATA["fixed"])["seals"]) - came
    if came == 0:
        return f"0 in, {missing} missing: whoever ran the server could choose the draws"
    if missing == 0:
        return f"{came} in, 0 missing: nobody could choose the draws, unless all {came} and the server did it together"
    sets = sum(math.comb(came + missing, i) for i in range(missing + 1))
    return f"{came} in, {missing} missing: at most {sets} sets of draws to choose from"


KEY = turn_key()


def seed(model, round_):
    """The seed of one text: the first four bytes, big-endian, of HMAC-SHA256(key, "model/round")."""
    mac = hmac.new(KEY, f"{model}/{round_}".encode(), hashlib.sha256)
    return int.from_bytes(mac.digest()[:4], "big")


def write(model, round_, p):
    """The text that a model with this p writes. Under "mix" each token is a real one with probability FRESH."""
    if REGIME == "mix":
        p = (1 - FRESH) * p + FRESH * START
    tokens = np.random.RandomState(seed(model, round_)).choice([0, 1], size=K, p=[1 - p, p])
    return "".join(map(str, tokens))


def refit(ones, all_ones, texts):
    """The p of the next model: the share of 1s in what it is trained on.

    That is the last text or, under "accumulate", K real tokens and every text so far: Polya's urn.
    """
    if REGIME == "accumulate":
        return (START * K + all_ones) / (K + K * texts)
    return ones / K


def differ(model, round_, what):
    sys.exit(f"model {model + 1}, round {round_ + 1}: {what}")


def check_text(model, round_, text, p):
    drawn = write(model, round_, p)
    if len(text) != K:
        differ(model, round_, f"the text should have {K} tokens, not {len(text)}")
    for place, (token, expected) in enumerate(zip(text, drawn)):
        if token != expected:
            differ(model, round_, f"token {place + 1} of the text should be {expected}, not {token}")


def check_that_nothing_is_missing():
    """Each model has each of its rounds once, in order, up to the last one unless the class stopped before."""
    turns = DATA["turns"]
    # a class that stops in the middle of a round leaves some models half a round ahead of others
    last = max((turn[1] for turn in turns), default=0) if DATA["finished"] == "stopped" else CONFIG["rounds"]
    if not all(0 <= turn[0] < DATA["models"] for turn in turns):
        sys.exit(f"there were {DATA['models']} models, and a turn is of none of them")
    for model in range(DATA["models"]):
        played = [turn for turn in turns if turn[0] == model]
        for round_, turn in enumerate(played):
            if turn[1] != round_:
                differ(model, round_, "this turn is missing")
            if turn[4] is None and round_ < last:
                differ(model, round_, "the refit is missing")
        if len(played) < last:
            differ(model, len(played), "this turn is missing")


def verify():
    """Goes through all turns. Returns how many agree, and p(0), p(1) ... of each model."""
    if sha256(SECRET).hex() != DATA["commitment"]:
        sys.exit("the secret is not the one that was committed to before the start")
    check_that_nothing_is_missing()
    verified = 0
    lines = [[START] for _ in range(DATA["models"])]
    all_ones = [0] * DATA["models"]
    for model, round_, text, counted, p in DATA["turns"]:
        line = lines[model]
        if CONFIG["writing"] == "throw":
            check_text(model, round_, text, line[-1])
            verified += 1
        if p is None:
            continue
        ones = text.count("1")
        all_ones[model] += ones
        if counted != ones:
            differ(model, round_, f"the text has {ones} 1s, not {counted}")
        expected = refit(ones, all_ones[model], round_ + 1)
        if p != expected:
            differ(model, round_, f"the p fitted on this text should be {expected}, not {p}")
        line.append(p)
        verified += 1
    return verified, lines


def plot(lines):
    """The class's lines: blue where a model came to write only 0s, orange where only 1s."""
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        return
    colours = {0: "#1d55d8", 1: "#d9700f"}
    for line in lines:
        plt.plot(line, color=colours.get(line[-1], "#8a8577"), alpha=0.7)
    plt.xlabel("round")
    plt.ylabel("p, the share of 1s in what a model was trained on")
    plt.ylim(-0.02, 1.02)
    plt.title(DATA["title"] or "Token Telephone")
    plt.show()


if __name__ == "__main__":
    verified, lines = verify()
    print(f"verified {verified} turns")
    if CONFIG["writing"] == "throw":
        print(who_could_choose())
    else:
        print("texts were typed by hand in this session: the refits alone are checked")
    plot(lines)

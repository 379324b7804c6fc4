"""Wrong arguments of every kind end in an exception, never in a crash of the interpreter."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cogring

#: How many wrong arguments are tried; more by hand.
CALLS = int(os.environ.get("COGRING_HOSTILE_CALLS", "10000"))

SCALARS: list[Any] = [
    None, True, False, 0, 1, -1, 2, 7, 23, 2**31, 2**63, -(2**63) - 1, 2**64, 10**30, 0.0, -0.5, 1e308, float("nan"),
    float("inf"), 1j, complex("nan"), Fraction(1, 3), "", "x", "23", "4x9", "S3", "0", "-1", "syn", "nu", "sum(k: syn @ k)", "i",
    "exp(0.3i)", "\0", "é" * 100, "(" * 2000, "nu^" + "9" * 40, "\ud800", "../..", "/dev/null", b"bytes", Path("/"), object(), len, int,
    range(3), {1, 2}, {}, {"a": 1}, {"W_a": None}, [], [[]], (), (1, 2, 3), [1, "a"], [[1, 2], [3]],
]  # fmt: skip


def arrays(draw: random.Random) -> Any:
    shape = draw.choice([(), (0,), (3,), (0, 5), (5, 0), (4, 5), (5, 4), (5, 5), (1, 1), (2, 2, 2), (1, 23), (23, 1)])
    dtype = draw.choice(["f8", "f4", "f2", ">f8", "i8", "u8", "u1", "?", "c16", "U3", "S3", "O", "M8[s]", "V4", "g"])
    array = np.zeros(shape, dtype)
    if dtype in ("f8", "f4") and array.size:
        array.flat[:] = [draw.choice([0.0, 1.0, -3.5, 1e300, 1e-300, np.nan, np.inf]) for _ in range(array.size)]
    if dtype in ("i8", "u8") and array.size:
        array.flat[:] = [draw.choice([0, 1, 4, 2**62]) for _ in range(array.size)]
    return draw.choice([array, array.T, array[::-1] if shape else array, array.tolist(), np.asfortranarray(array)])


def value(draw: random.Random) -> Any:
    return arrays(draw) if draw.random() < 0.5 else draw.choice(SCALARS)


NET = cogring.Network(np.ones((4, 5)), np.ones((4, 5)), np.ones((5, 4)))
Z = cogring.Expression("sum(k: nu(i) @ k)").solution(5)
NU = cogring.Expression("nu")

TARGETS: list[Callable[..., Any]] = [
    lambda a, b, c: cogring.Group(a),
    lambda a, b, c: cogring.Group("S3").multiply(a, b),
    lambda a, b, c: cogring.Group("4x9").label(a),
    lambda a, b, c: cogring.Group("4x9").element(a),
    lambda a, b, c: cogring.Network(a, b, c),
    lambda a, b, c: cogring.Network(np.ones((4, 5)), a, np.ones((5, 4)), b),
    lambda a, b, c: cogring.load(a),
    lambda a, b, c: cogring.load({"W_a": a, "W_b": b, "W_c": c}),
    lambda a, b, c: cogring.load({"W_a": np.ones((4, 5)), "W_b": np.ones((4, 5)), "W_c": a, "group": b, "d": c}),
    lambda a, b, c: cogring.load([a, b, c]),
    lambda a, b, c: cogring.load(NET.state_dict(), group=a, map=b, scale=c),
    lambda a, b, c: cogring.load(NET.state_dict(), element_order=a, activation=b),
    lambda a, b, c: NET(a, b),
    lambda a, b, c: NET.loss(a, b),
    lambda a, b, c: NET.accuracy(a),
    lambda a, b, c: NET.factor(a),
    lambda a, b, c: NET.verify(a),
    lambda a, b, c: NET.compare(a),
    lambda a, b, c: NET.snap(max_move=a),
    lambda a, b, c: NET.factor()[a],
    lambda a, b, c: cogring.Expression(a),
    lambda a, b, c: NU + a,
    lambda a, b, c: a * NU,
    lambda a, b, c: NU**a,
    lambda a, b, c: NU @ a,
    lambda a, b, c: NU / a,
    lambda a, b, c: NU.with_values(nu=a),
    lambda a, b, c: NU.evaluate(a, b, nu=c),
    lambda a, b, c: NU.solution(a),
    lambda a, b, c: Z * a,
    lambda a, b, c: Z @ a,
    lambda a, b, c: Z + a,
    lambda a, b, c: Z**a,
    lambda a, b, c: Z.loss(a),
    lambda a, b, c: Z.with_values(nu=a),
    lambda a, b, c: Z.is_close(a, b),
    lambda a, b, c: cogring.construct(a, b),
    lambda a, b, c: cogring.construct("order6", 5, nu=a, seed=b),
    lambda a, b, c: cogring.construct("single-index", 5, phases=a, r1=b, r2=c),
    lambda a, b, c: cogring.exact(a, 5),
    lambda a, b, c: cogring.prove(a, b),
    lambda a, b, c: cogring.check(a),
    lambda a, b, c: cogring.check(cogring.Certificate(a)),
    lambda a, b, c: cogring.search([a, b], near_miss=1),
    lambda a, b, c: cogring.width(a),
    lambda a, b, c: cogring.path(5, a, b, steps=2),
    lambda a, b, c: cogring.potentials(a, 5, [b]),
    lambda a, b, c: cogring.potentials("order6", 5, [(a, b, c)]),
    lambda a, b, c: cogring.factor(a),
    lambda a, b, c: cogring.factor([a, b], method=c),
    lambda a, b, c: cogring.convert(a, "/nowhere/x.npz"),
    lambda a, b, c: cogring.train(a, "/proc/nowhere", width=b, epochs=c),
    lambda a, b, c: cogring.train(5, "/proc/nowhere", pairs=a, seed=b, learning_rate=c),
    lambda a, b, c: cogring.train(5, "/proc/nowhere", optimizer=a, target=b, checkpoints=c),
    lambda a, b, c: cogring.Run(a),
    lambda a, b, c: cogring.load_result(a),
    lambda a, b, c: cogring.decoupling(3, a, samples=b, seed=c),
]

EXPECTED = (cogring.CogringError, TypeError, ValueError, OverflowError, OSError, LookupError, ZeroDivisionError, UnicodeError)


def test_wrong_arguments_raise() -> None:
    draw = random.Random(2410)
    outcomes: Counter[str] = Counter()
    slow = []
    for call in range(CALLS):
        target = TARGETS[call % len(TARGETS)]
        arguments = [value(draw) for _ in range(3)]
        start = time.perf_counter()
        try:
            target(*arguments)
            outcomes["accepted"] += 1
        except cogring.InternalError as error:
            pytest.fail(f"{call}: {arguments!r}: {error}")
        except AttributeError as error:
            pytest.fail(f"{call}: {arguments!r}: {error}")
        except EXPECTED as error:
            outcomes[type(error).__name__] += 1
        if time.perf_counter() - start > 5:
            slow.append((call, arguments))
    assert not slow, slow
    assert outcomes["accepted"] < CALLS / 2 and outcomes["ShapeError"] and outcomes["InputTypeError"]


def test_memory_is_flat() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    if not Path("/proc/self/statm").exists():
        pytest.skip("no /proc here")
    random_ = np.random.default_rng(0)
    given = [random_.normal(size=shape) for shape in [(64, 101), (64, 101), (101, 64)]]

    def calls(count: int) -> None:
        for _ in range(count):
            net = cogring.Network(*given)
            net(1, 2)
            assert net.W_a.shape == (64, 101)

    calls(1000)
    before = resident()
    calls(10000)
    assert resident() - before < 16 << 20


def test_the_lock_is_free_while_it_computes() -> None:
    import threading

    counted, stop = [0], threading.Event()

    def count() -> None:
        while not stop.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    start = time.perf_counter()
    cogring.width("small(31,1)")
    cogring.prove("order6", group=20001)
    spent = time.perf_counter() - start
    stop.set()
    thread.join()
    assert counted[0] > 0.05 * spent / 0.001, (counted, spent)

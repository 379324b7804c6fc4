"""How frequencies are written."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any, Union

from .checks import each, text
from .errors import InputTypeError

__all__ = ["Frequency", "coordinates", "names", "triples", "written"]

Frequency = Union[int, str, "tuple[int, ...]"]


def written(label: int | list[int]) -> str:
    """A frequency as it is written: ``3``, or ``(1,2)`` in a product."""
    return "(" + ",".join(map(str, label)) + ")" if isinstance(label, list) else str(label)


def coordinates(k: object) -> list[int] | None:
    """The coordinates of a frequency: of a number, of several, or as it is written; None of what is none."""
    if isinstance(k, str):
        parts: list[object] = [*k.strip().removeprefix("(").removesuffix(")").split(",")]
    elif isinstance(k, (tuple, list)):
        parts = [*k]
    else:
        parts = [k]
    try:
        return [_coordinate(part) for part in parts] or None
    except (TypeError, ValueError):
        return None


def _coordinate(part: Any) -> int:
    if isinstance(part, bool):
        raise TypeError("a truth value is no coordinate")
    return int(part) if isinstance(part, str) else operator.index(part)


def names(k: Frequency, group: Any) -> list[str]:
    """How ±k may be written."""
    factors = str(group).split("x")
    moduli = [int(n) for n in factors] if all(part.isdigit() for part in factors) else []
    ks = coordinates(k)
    if ks is None or len(ks) != len(moduli):
        return []
    both = [[sign * x % n for x, n in zip(ks, moduli)] for sign in (1, -1)]
    return [written(x if len(x) > 1 else x[0]) for x in both]


def triples(frequencies: Iterable[str | tuple[Any, Any, Any]]) -> list[str]:
    """Triples of frequencies as they are written."""

    def one(k: Any) -> str:
        return "(" + ",".join(map(str, k)) + ")" if isinstance(k, tuple) else str(k)

    def triple(name: str, ks: Any) -> str:
        if isinstance(ks, str):
            return text(name, ks)
        if not isinstance(ks, (tuple, list)):
            raise InputTypeError(f"{name} are three frequencies, not an object of type {type(ks).__name__}")
        return ",".join(map(one, ks))

    return each(triple, "each of frequencies", frequencies)

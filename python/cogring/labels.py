"""How frequencies are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Union

__all__ = ["Frequency", "names", "triples", "written"]

Frequency = Union[int, str, "tuple[int, ...]"]


def written(label: int | list[int]) -> str:
    """A frequency as it is written: ``3``, or ``(1,2)`` in a product."""
    return "(" + ",".join(map(str, label)) + ")" if isinstance(label, list) else str(label)


def names(k: Frequency, group: Any) -> list[str]:
    """How ±k may be written."""
    factors = str(group).split("x")
    moduli = [int(n) for n in factors] if all(part.isdigit() for part in factors) else []
    try:
        ks = tuple(int(x) for x in (k.strip("()").split(",") if isinstance(k, str) else k if isinstance(k, tuple) else (k,)))
    except (TypeError, ValueError):
        return []
    if len(ks) != len(moduli):
        return []
    both = [[sign * x % n for x, n in zip(ks, moduli)] for sign in (1, -1)]
    return [written(x if len(x) > 1 else x[0]) for x in both]


def triples(frequencies: Iterable[str | tuple[Any, Any, Any]]) -> list[str]:
    """Triples of frequencies as they are written."""

    def one(k: Any) -> str:
        return "(" + ",".join(map(str, k)) + ")" if isinstance(k, tuple) else str(k)

    return [triple if isinstance(triple, str) else ",".join(map(one, triple)) for triple in frequencies]

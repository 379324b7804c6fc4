"""What holds an object of the engine, and which class of the package does.

Networks become elements, elements networks, and both proofs: modules make each other's objects through here, without importing
each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .errors import ArgumentError

__all__ = ["Element", "Handle", "held", "holds"]

K = TypeVar("K")
H = TypeVar("H", bound="Handle")

_HOLDERS: dict[type, Any] = {}


class Handle:
    """What holds an object of the engine."""

    __slots__ = ("_core",)
    _core: Any

    @classmethod
    def _of(cls: type[H], core: Any) -> H:
        made = cls.__new__(cls)
        made._core = core
        return made


class Element(Handle):
    """What holds something that is multiplied by itself."""

    __slots__ = ()

    def __pow__(self: H, exponent: int) -> H:
        if isinstance(exponent, bool) or not isinstance(exponent, int):
            return NotImplemented
        if not 0 <= exponent < 1 << 63:
            raise ArgumentError(f"the power {exponent} of an element; exponents are 0 to 2⁶³ − 1")
        return self._of(self._core.power(exponent))


def holds(core: type) -> Callable[[K], K]:
    """Declares the class that holds objects of the engine of a type."""

    def declare(kind: K) -> K:
        _HOLDERS[core] = kind
        return kind

    return declare


def held(core: Any, *more: Any) -> Any:
    """The object of the package that holds one of the engine."""
    return _HOLDERS[type(core)]._of(core, *more)

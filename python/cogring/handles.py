"""Which class of the package holds an object of the engine.

Networks become elements, elements networks, and both proofs: modules make each other's objects through here, without importing
each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["held", "holds"]

K = TypeVar("K")

_HOLDERS: dict[type, Any] = {}


def holds(core: type) -> Callable[[K], K]:
    """Declares the class that holds objects of the engine of a type."""

    def declare(kind: K) -> K:
        _HOLDERS[core] = kind
        return kind

    return declare


def held(core: Any, *more: Any) -> Any:
    """The object of the package that holds one of the engine."""
    return _HOLDERS[type(core)]._of(core, *more)

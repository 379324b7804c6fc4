"""What networks and elements over a group have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from . import _cogring
from .checks import flag, maybe, text, whole
from .group import Group
from .handles import Handle
from .labels import triples
from .result import result_of

if TYPE_CHECKING:
    from .sum_potentials import Potentials

__all__ = ["OverGroup"]


class OverGroup(Handle):
    """A sum of hidden nodes over a group, as weights or node by node."""

    __slots__ = ()

    @property
    def group(self) -> Group:
        """The group."""
        return Group._of(self._core.group)

    def _nodes(self) -> _cogring.Solution:
        """Its nodes as an element."""
        raise NotImplementedError

    def potentials(
        self,
        frequencies: Sequence[str | tuple[Any, Any, Any]] = (),
        *,
        input: Literal["a", "b"] | None = None,
        largest: int = 20,
        raw: bool = False,
    ) -> Potentials:
        """Sum potentials r_{k1 k2 k}, or with ``input`` r_{p k1 k2 k}: those of the triples, or the largest.

        >>> import cogring
        >>> [round(r.abs, 2) for r in cogring.load(cogring.example()).potentials([(1, 1, 1), (1, 2, 3)])]
        [0.99, 0.0]
        >>> [r.exact for r in cogring.exact("order6", 7).potentials([(1, 1, 1)])]
        ['1']
        """
        asked, count = triples(frequencies), whole("largest", largest)
        found: Potentials = result_of(self._nodes().potentials(asked, maybe(text, "input", input), count, flag("raw", raw)))
        return found

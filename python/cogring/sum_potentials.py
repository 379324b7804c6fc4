"""Sum potentials of networks and elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from . import _cogring
from .checks import flag, maybe, path, text, whole
from .errors import ArgumentError
from .expression import Expression, Number, given
from .group import GroupLike, group_core
from .kinds import StrPath
from .labels import triples
from .loading import file_options
from .network import Network
from .result import Result, Sequential, reports
from .solution import Solution

__all__ = ["Potentials", "potentials"]


@reports("potentials")
class Potentials(Sequential):
    """Sum potentials and their values; iterates over them."""

    __slots__ = ()
    _items = "potentials"
    path: str
    group: Any
    scale: str
    potentials: list[Result]


def potentials(
    element: Expression | Network | Solution | StrPath,
    group: GroupLike | None = None,
    frequencies: Sequence[str | tuple[int, int, int]] = (),
    *,
    input: Literal["a", "b"] | None = None,
    largest: int = 20,
    raw: bool = False,
    map: str | None = None,
    **values: Number,
) -> Potentials:
    """Sum potentials r_{k1 k2 k}, or with ``input`` r_{p k1 k2 k}, of a network, also in a file, an element, a construction or an
    expression.

    frequencies: triples; without any the ``largest`` are listed.
    raw: at the scale of the weights instead of the theory's.

    >>> import cogring
    >>> [r.exact for r in cogring.potentials("order6", 7, [(1, 1, 1), (1, 1, 2)])]
    ['1', '0']
    """
    if isinstance(element, (Network, Solution)):
        if group is not None or map is not None or values:
            raise ArgumentError("a network, or an element over a group, has its group and no parameters to be given")
        return element.potentials(frequencies, input=input, largest=largest, raw=raw)
    named = str(element) if isinstance(element, Expression) else path("an element that is no Expression", element)
    core, how, asked = group_core(group), file_options(group, map), triples(frequencies)
    inputs, count = maybe(text, "input", input), whole("largest", largest)
    return Potentials._of_json(_cogring.potentials(named, core, how, asked, inputs, count, given(values), flag("raw", raw)))

"""Exact networks from random starts, over number fields."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, Union

from . import _cogring
from .errors import ArgumentError
from .group import Group, GroupLike
from .kinds import Target
from .loading import options
from .network import Network, load
from .proofs import Certificate
from .result import Result, Sequential, reports

__all__ = ["Discovery", "Exactification", "Rank", "discover", "exactify", "rank"]

StrPath = Union[str, "os.PathLike[str]"]


@reports("discovery")
class Discovery(Result):
    """A search for networks from random starts; ``networks`` are the fits that were found, the smallest rank first."""

    __slots__ = ("networks",)
    #: The fits, to sixteen digits.
    networks: list[Network]
    found: int
    tried: int


@reports("exactification")
class Exactification(Sequential):
    """What became of fits; iterates over them. True where one became an exact network."""

    __slots__ = ("_exact",)
    _items = "fits"
    _exact: tuple[str, str] | None
    fits: list[Result]
    best: int | None

    def __bool__(self) -> bool:
        return self._fields["best"] is not None

    def _of_exact(self) -> tuple[str, str]:
        exact: tuple[str, str] | None = getattr(self, "_exact", None)
        if exact is None:
            raise ArgumentError("there is no exact network, or the result was read back: make the fit exact anew")
        return exact

    def __getattr__(self, name: str) -> Any:
        if name == "_exact":
            raise AttributeError(name)
        return super().__getattr__(name)

    def certificate(self) -> Certificate:
        """The certificate of the exact network, for :func:`cogring.check`."""
        return Certificate(self._of_exact()[0])

    def weights_latex(self) -> str:
        """Its weights for LaTeX."""
        return self._of_exact()[1]


@reports("rank")
class Rank(Result):
    """What the variety of exact networks looks like at one."""

    __slots__ = ()
    path: str
    is_exact: bool


def discover(
    group: GroupLike,
    width: int,
    *,
    target: Target = "one-hot",
    starts: int = 128,
    seed: int = 0,
    enough: int = 1,
    state: StrPath | None = None,
) -> Discovery:
    """Searches for networks of a width that solve the task, from random starts, until ``enough`` are found.

    What is found is a fit to sixteen digits, which proves nothing: see :func:`exactify`.
    state: a file that the search is kept in and continued from.

    >>> import cogring
    >>> found = cogring.discover(3, 4)
    >>> found.networks[0].loss("one-hot") < 1e-20
    True
    """
    state = None if state is None else os.fspath(state)
    text, networks = _cogring.discover(Group(group)._core, width, target, starts, seed, enough, state)
    made = Discovery._of_json(text)
    made.networks = [Network._of(network) for network in networks]
    return made


def exactify(
    networks: Network | StrPath | Iterable[Network | StrPath],
    *,
    target: Target = "one-hot",
    strategies: Sequence[str] = (),
    bases: Sequence[str] = (),
    rounds: int = 16,
    seconds: int = 90,
    output: StrPath | None = None,
) -> Exactification:
    """Makes fits exact: weights in a number field, with all d³ identities evaluated there.

    seconds: no trial is begun after so long, for each fit. output: a JSON file for the exact weights.
    """
    several = [networks] if isinstance(networks, (Network, str, os.PathLike)) else list(networks)
    named = [(str(source.source if isinstance(source, Network) else source), load(source, scale=1)) for source in several]
    cores = [(name, network._core) for name, network in named]
    output = None if output is None else os.fspath(output)
    text, exact = _cogring.exactify(cores, target, list(strategies), list(bases), rounds, seconds, output)
    made = Exactification._of_json(text)
    made._exact = exact
    return made


def rank(path: StrPath, target: Target = "one-hot", *, group: GroupLike | None = None, map: str | None = None) -> Rank:
    """The rank of the equations at the network of a file, and what it says of the variety of exact networks there."""
    return Rank._of_json(_cogring.rank(os.fspath(path), options(group, map, None, None, None, False), target))

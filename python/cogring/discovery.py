"""Exact networks from random starts, over number fields."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from . import _cogring
from .certificate import Certificate
from .checks import each, maybe, path, text, whole
from .errors import ArgumentError, InputTypeError
from .group import Group, GroupLike
from .kinds import StrPath, Target
from .loading import file_options
from .network import Network, load
from .result import Result, Sequential, reports

__all__ = ["Discovery", "Exactification", "Rank", "discover", "exactify", "rank"]


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
    width, starts, seed, enough = (
        whole(name, value) for name, value in (("width", width), ("starts", starts), ("seed", seed), ("enough", enough))
    )
    core, kept = Group(group)._core, maybe(path, "state", state)
    said, networks = _cogring.discover(core, width, text("target", target), starts, seed, enough, kept)
    made = Discovery._of_json(said)
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

    seconds: no trial is begun after so long, for each fit. output: a JSON file for the exact weights, or with the ending
        ``.xyv.json`` for the rounded ones as x, y and V.
    """
    several = [networks] if isinstance(networks, (Network, str, os.PathLike)) else networks
    if not isinstance(several, Iterable):
        raise InputTypeError(f"networks are made exact, or those of files, not an object of type {type(networks).__name__}")
    named = [(str(source.source if isinstance(source, Network) else source), load(source, scale=1)) for source in several]
    cores = [(name, network._core) for name, network in named]
    named_strategies, named_bases = each(text, "strategies", strategies), each(text, "bases", bases)
    rounds, seconds, file = whole("rounds", rounds), whole("seconds", seconds), maybe(path, "output", output)
    said, exact = _cogring.exactify(cores, text("target", target), named_strategies, named_bases, rounds, seconds, file)
    made = Exactification._of_json(said)
    made._exact = exact
    return made


def rank(file: StrPath, target: Target = "one-hot", *, group: GroupLike | None = None, map: str | None = None) -> Rank:
    """The rank of the equations at the network of a file, and what it says of the variety of exact networks there."""
    return Rank._of_json(_cogring.rank(path("file", file), file_options(group, map), text("target", target)))

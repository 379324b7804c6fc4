"""The features of networks with any activation, and where filters end that climb their energy."""

from __future__ import annotations

from collections.abc import Sequence

from . import _cogring
from .checks import each, maybe, number, path, text, whole
from .group import Group, GroupLike
from .kinds import Paths, StrPath
from .loading import options, paths_of
from .result import Result, Sequential, reports

__all__ = ["Features", "Landscape", "features", "landscape"]


@reports("features")
class Features(Sequential):
    """The features of trained networks with any activation: irreps, purity and energy of every filter; iterates over networks.

    ``html`` is a page about them that needs nothing else.
    """

    __slots__ = ("html",)
    html: str
    _items = "networks"
    networks: list[Result]


@reports("landscape")
class Landscape(Result):
    """Where filters end that climb their energy from random starts."""

    __slots__ = ()


def features(
    paths: Paths,
    output: StrPath | None = None,
    *,
    title: str | None = None,
    group: GroupLike | None = None,
    map: str | None = None,
    activation: str | None = None,
) -> Features:
    """The features of networks in files or runs: irreps, purity and energy of every filter [a_j; b_j].

    output: a file for the page about them.

    >>> import cogring
    >>> len(cogring.features(cogring.example("D5")))
    1
    """
    how = options(group, map, None, activation, None, False)
    said, html = _cogring.features(paths_of(paths), how, maybe(text, "title", title), maybe(path, "output", output))
    made = Features._of_json(said)
    made.html = html
    return made


def landscape(
    group: GroupLike,
    *,
    activation: str = "square",
    centring: str = "sample-mean",
    train_fraction: float = 1.0,
    learned: Sequence[str] = (),
    starts: int = 200,
    seed: int = 0,
) -> Landscape:
    """The features of a group: filters climb their energy from random starts, and end on irreps.

    learned: irreps that are learned already, by their labels: what is left of the energy is climbed.
    """
    core, named = Group(group)._core, [str(label) for label in each(lambda name, label: label, "learned", learned)]
    names = (text("activation", activation), text("centring", centring))
    share, starts, seed = number("train_fraction", train_fraction), whole("starts", starts), whole("seed", seed)
    return Landscape._of_json(_cogring.landscape(core, *names, share, named, starts, seed))

"""Networks that are known in closed form, and how narrow they can be."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Union

from . import _cogring
from .checks import maybe, text, whole
from .checks import path as as_path
from .errors import UnsupportedError
from .expression import ExpressionLike, Number, given, number_text
from .group import Group, GroupLike
from .network import Network
from .result import Result, Sequential, reports
from .solution import Solution

__all__ = [
    "Construction",
    "ConstructionInfo",
    "Path",
    "Width",
    "Widths",
    "construct",
    "constructions",
    "path",
    "width",
    "widths",
]


class ConstructionInfo(NamedTuple):
    """A construction by its name, with its arguments and what they are."""

    name: str
    about: str
    arguments: dict[str, str]


def constructions() -> list[ConstructionInfo]:
    """All constructions.

    >>> import cogring
    >>> [of.name for of in cogring.constructions()][:3]
    ['order6', 'order6-ab', 'order4']
    """
    return [ConstructionInfo(name, about, dict(arguments)) for name, about, arguments in _cogring.constructions()]


@reports("construction")
class Construction(Result):
    """A construction over a group: width, losses, norm; ``element`` and ``network`` are what was built."""

    __slots__ = ("_built",)
    _built: tuple[Solution, Network | None]
    name: str
    group: Any
    width: int
    target: str
    exact: bool
    closed_form_loss: float | None
    direct: Result | None
    squared_norm: float
    output: str | None

    @property
    def element(self) -> Solution:
        """The element, in floats."""
        return self._parts()[0]

    @property
    def network(self) -> Network:
        """The weights.

        Raises UnsupportedError when there would be more than 2²⁴ of them in a matrix, or none.
        """
        network = self._parts()[1]
        return self.element.network() if network is None else network

    def _parts(self) -> tuple[Solution, Network | None]:
        try:
            return self._built
        except AttributeError:
            raise UnsupportedError("a construction that was read back has no weights: construct it anew") from None


Values = Union[Number, Sequence[str], Mapping[Any, Number]]


def construct(
    name: str,
    group: GroupLike,
    *,
    seed: int | None = None,
    output: str | os.PathLike[str] | None = None,
    **arguments: Values,
) -> Construction:
    """Builds a network that solves the task exactly, or one of another paper.

    Parameters are numbers of modulus 1 for all frequencies, or dicts of them by frequency; ``seed`` draws those that are not given.
    ``output`` is a file for the weights: ``.npz``, ``.safetensors`` or ``.json``.

    >>> import cogring
    >>> built = cogring.construct("order6", 23, nu={1: 1j, 2: "w3"})
    >>> built.width, built.closed_form_loss < 1e-28, built.network.accuracy()
    (66, True, 1.0)
    >>> cogring.construct("narrow", "S4").width
    64
    >>> cogring.construct("order7", 23)
    Traceback (most recent call last):
        ...
    cogring.errors.ArgumentError: `order7` is none of the constructions order6, ...
    """
    name, seed, output = text("name", name), maybe(whole, "seed", seed), maybe(as_path, "output", output)
    texts = [(key, _texts(key, value)) for key, value in arguments.items()]
    json, element, network = _cogring.construct(name, Group(group)._core, texts, seed, output)
    built = Construction._of_json(json)
    built._built = (Solution._of(element), None if network is None else Network._of(network))
    return built


def exact(name: str, group: GroupLike, **arguments: Values) -> Solution:
    """The construction in exact numbers, with parameters of their own at every frequency where none are given.

    >>> import cogring
    >>> cogring.exact("order4-bias", 5).prove("one-hot").proved
    True
    """
    texts = [(key, _texts(key, value)) for key, value in arguments.items()]
    return Solution._of(_cogring.construct_exact(text("name", name), Group(group)._core, texts, not texts))


def _texts(name: str, value: Values) -> list[str]:
    """An argument as it is written."""
    if isinstance(value, Mapping):
        return [f"{number_text(name, number)}@{_frequency(k)}" for k, number in value.items()]
    if isinstance(value, (list, tuple)):
        return [number_text(name, number) for number in value]
    return [number_text(name, value)]  # type: ignore[arg-type]


def _frequency(k: Any) -> str:
    return "(" + ",".join(map(str, k)) + ")" if isinstance(k, tuple) else str(k)


@reports("width")
class Width(Result):
    """How narrow an exact network of a group can be: what is built, and what is proved about all."""

    __slots__ = ()
    group: Any
    irreps: str
    width: int
    parts: list[Result]
    lower_bound: int
    theorem: str
    is_minimal: bool


@reports("widths")
class Widths(Sequential):
    """The widths of all groups up to an order."""

    __slots__ = ()
    _items = "rows"
    _nested: ClassVar = {"rows": Width}
    rows: list[Width]

    @property
    def latex(self) -> str:
        """The table for LaTeX, with the package booktabs."""
        return self._latex()

    def to_pandas(self) -> Any:
        """A row for every group."""
        from pandas import DataFrame

        plain = ("group", "irreps", "width", "lower_bound", "theorem", "is_minimal")
        return DataFrame([{name: row[name] for name in plain} for row in self._fields["rows"]])


def width(group: GroupLike) -> Width:
    """The narrowest exact network that is known of a group, and the theorem below which there is none.

    >>> import cogring
    >>> cogring.width("Q8").width, cogring.width(5).is_minimal
    (12, True)
    """
    return Width._of_json(_cogring.width(Group(group)._core))


def widths(most: int = 31) -> Widths:
    """The widths of all groups of orders 2 to ``most``, at most 31.

    >>> import cogring
    >>> [row.width for row in cogring.widths(4)]
    [2, 4, 5, 4]
    """
    return Widths._of_json(_cogring.widths(whole("most", most)))


@reports("path")
class Path(Sequential):
    """Networks of zero loss on the way from a product to its second factor; iterates over them."""

    __slots__ = ()
    _items = "steps"
    first: str
    second: str
    group: Any
    width: int
    zero_loss: bool
    steps: list[Result]


def path(
    group: GroupLike,
    first: ExpressionLike = "order6",
    second: ExpressionLike = "order6",
    *,
    seed: int | None = None,
    steps: int = 10,
    output: str | os.PathLike[str] | None = None,
    **values: Number,
) -> Path:
    """Walks from a product y * z to z alone, through networks of zero loss.

    ``first`` and ``second`` are ``"order6"``, ``"order6-ab"``, ``"order4"`` or expressions; ``output`` is a directory for the networks.

    >>> import cogring
    >>> walk = cogring.path(7, steps=2)
    >>> walk.zero_loss, [step.live_nodes for step in walk]
    (True, [108, 108, 18])
    """
    names = (str(first), str(second))
    seed, steps, output = maybe(whole, "seed", seed), whole("steps", steps), maybe(as_path, "output", output)
    return Path._of_json(_cogring.path(Group(group)._core, names, given(values), seed, steps, output))
